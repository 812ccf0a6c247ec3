"""Steps of answering: whose voice it is, and its one ballot."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.core import limits, secrets
from app.core.database import existing
from app.core.kinds import ConsentStep, ObjectionState, PersonState
from app.core.loading import allow
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.decisions import refusals
from app.decisions.events import DelegationEnded, DelegationGiven, ObjectionSettled
from app.decisions.models import Decision, Delegation, Objection, SealedBallot
from app.decisions.queries import rolls
from app.decisions.service.opening import decision_for, key_for, move, present, rule_and_charter
from app.governance.charter.model import Ballots, Delegating, Method
from app.governance.consent import STANDING
from app.governance.decision_rules import NAY, BadChoice, Content, checked as checked_choice, length_for, packed
from app.governance.tally.settings import Stand
from app.proposals.service.journey import today
from app.proposals.service.texts import checked
from app.territory.models import Theme
from app.territory.queries.charters import in_force


@dataclass(frozen=True)
class Receipt:
    """`changed`: the voice had answered before, and this answer replaces it."""

    code: str
    changed: bool


def check_open(work: Work, decision: Decision, voice: str | None) -> Any:
    """The hat one answers under, or the reason why not."""
    if present(work, decision.space_id) >= decision.closes_at:
        raise Refused(refusals.DECISION_IS_OVER)
    if decision.method is Method.CONSENT and decision.step is not ConsentStep.OBJECTIONS:
        raise Refused(refusals.NOT_AT_THIS_STEP)
    return hat_of(work, decision, voice)


def free_hats(work: Work, decision: Decision) -> list[Any]:
    """At least one, or the reason why not."""
    hats = rolls.hats(work.session, decision.id, work.me)
    if not hats:
        raise Refused(refusals.NOT_ON_THE_ROLL)
    free = [hat for hat in hats if not hat.recused]
    if not free:
        raise Refused(refusals.YOU_ARE_RECUSED)
    return free


def hat_of(work: Work, decision: Decision, voice: str | None) -> Any:
    free = free_hats(work, decision)
    chosen = [hat for hat in free if hat.voice == voice] if voice else free
    if len(chosen) != 1:
        raise Refused(refusals.CHOOSE_A_HAT, field="voice")
    return chosen[0]


def cast(work: Work, decision: Decision, hat: Any, choice: Any, reason: str) -> Receipt:
    """The ballot of another hat of the same person goes first. The receipt is drawn with the first ballot of a voice,
    and kept; two first ballots of one voice at once are one, and the other one is tried again as a change."""
    key = key_for(work, decision)
    before = rolls.of_voice(work.session, decision, key, hat.voice)
    code = before.content.receipt if before else secrets.ballot_receipt()
    mine, voice = rolls.person_tag(key, work.me), key.tag("voice", hat.voice)
    there = (SealedBallot.decision_id == decision.id, SealedBallot.voice_tag == voice)
    work.session.execute(sa.delete(SealedBallot).where(
        SealedBallot.decision_id == decision.id, SealedBallot.by_tag == mine, SealedBallot.voice_tag != voice))
    plain = packed(_content(work, decision, hat, code, choice, reason),
                   length_for(option["key"] for option in decision.options))
    told = {"by_tag": mine, "sealed": key.seal.close(plain, rolls.about(decision, voice))}
    work.session.execute(
        sa.update(SealedBallot).where(*there).values(told).execution_options(synchronize_session=False) if before else
        sa.insert(SealedBallot).values(decision_id=decision.id, voice_tag=voice, **told))
    move(work, decision)
    return Receipt(code, before is not None)


def _content(work: Work, decision: Decision, hat: Any, code: str, choice: Any, reason: str) -> Content:
    secret = decision.ballots is Ballots.SECRET
    return Content(receipt=code, choice=choice, college=hat.college, version=decision.version, reason=reason,
                   person_id=None if secret else work.me, structure_id=None if secret else hat.structure_id)


def take_out(work: Work, decision: Decision) -> None:
    """Whatever this person had answered."""
    mine = rolls.person_tag(key_for(work, decision), work.me)
    work.session.execute(sa.delete(SealedBallot).where(
        SealedBallot.decision_id == decision.id, SealedBallot.by_tag == mine))
    move(work, decision)


# Answering: one voice, one ballot, changed until the end. Nothing here tells the journal who answered, or when.

@operation
def answer(work: Work, decision_id: int, choice: Any, voice: str | None = None, reason: str = "") -> Receipt:
    """The last answer counts. A person with several hats uses one: taking another moves the ballot. The same answer
    sent twice is one ballot and the same receipt."""
    decision = decision_for(work, Action.DECISION_ANSWER, decision_id, changing=False)
    if choice == Stand.OBJECTION.value:
        raise Refused(refusals.OBJECTION_NEEDS_ITS_REASONS, field="choice")
    hat = check_open(work, decision, voice)
    try:
        said = checked_choice(decision.method, [option["key"] for option in decision.options], choice)
    except BadChoice as bad:
        raise Refused(bad.code, field=f"option-{bad.option}" if bad.option else "choice") from bad
    _lift(work, decision, hat.voice)
    return cast(work, decision, hat, said, _reason(work, decision, said, reason))


def _lift(work: Work, decision: Decision, voice: str) -> None:
    """Who answers otherwise takes their objection back."""
    if decision.method is not Method.CONSENT:
        return
    for objection in work.session.scalars(sa.select(Objection).where(
            Objection.decision_id == decision.id, Objection.voice == voice, Objection.state.in_(STANDING))).all():
        objection.state, objection.settled_at = ObjectionState.WITHDRAWN, work.now
        work.say(ObjectionSettled(
            space_id=decision.space_id, subject_id=decision.id, objection_id=objection.id, person_id=work.me,
            state=ObjectionState.WITHDRAWN.value, proposal_id=decision.proposal_id))


def _reason(work: Work, decision: Decision, choice: Any, reason: str) -> str:
    """Public, beside a public answer; a secret one carries no text, which could tell whose it is."""
    if decision.ballots is Ballots.SECRET:
        return ""
    rule, _charter = rule_and_charter(work, decision)
    needed = rule.reason and isinstance(choice, str) and choice in NAY
    return checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST if needed else 0)


# Giving one's voice for a theme, where the charter lets it; dated, told to both, taken back at any time.

@operation
def give(work: Work, space_id: int, theme_id: int, to_id: int) -> int:
    """For a year at most; it replaces the one given for that theme. A circle is refused while it can be seen."""
    allow(work, Action.DELEGATION_GIVE)
    _id, charter = in_force(work.session, space_id)
    if charter.delegation is Delegating.NONE:
        raise Refused(refusals.NO_DELEGATION_HERE)
    holder = work.session.get(Person, to_id)
    if holder is None or holder.state is not PersonState.ACTIVE:
        raise Refused(refusals.NOBODY_THERE, field="to")
    if to_id == work.me:
        raise Refused(refusals.NOT_TO_YOURSELF, field="to")
    existing(work.session, Theme, theme_id)
    _no_circle(work, space_id, theme_id, to_id)
    _end(work, space_id, theme_id)
    row = Delegation(space_id=space_id, theme_id=theme_id, person_id=work.me, to_id=to_id, from_at=work.now,
                     ends_on=today(work, space_id) + timedelta(days=limits.DELEGATION_DAYS))
    work.session.add(row)
    work.session.flush()  # its id is needed
    work.say(DelegationGiven(space_id=space_id, subject_id=work.me, theme_id=theme_id, person_id=to_id))
    return row.id


def _no_circle(work: Work, space_id: int, theme_id: int, to_id: int) -> None:
    held = rolls.delegations(work.session, space_id, theme_id, today(work, space_id))
    seen, at = set[int](), to_id
    while at in held and at not in seen:
        seen.add(at)
        at = held[at]
        if at == work.me:
            raise Refused(refusals.GOES_ROUND, field="to")


@operation
def end(work: Work, space_id: int, theme_id: int) -> bool:
    """Taken back; a decision that is open is counted without it."""
    allow(work, Action.DELEGATION_GIVE)
    return _end(work, space_id, theme_id)


def _end(work: Work, space_id: int, theme_id: int) -> bool:
    to_id = work.session.scalar(
        sa.update(Delegation).where(Delegation.space_id == space_id, Delegation.theme_id == theme_id,
                                    Delegation.person_id == work.me, Delegation.until_at.is_(None))
        .values(until_at=work.now).returning(Delegation.to_id).execution_options(synchronize_session=False))
    if to_id is None:
        return False
    work.say(DelegationEnded(space_id=space_id, subject_id=work.me, theme_id=theme_id, person_id=to_id))
    return True
