"""A consent round, driven: what is said at each step, objections raised, tested, lifted; the steps moved on."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.models.decisions import Decision
from app.models.proposals import Proposal
from app.models.rounds import Objection, ObjectionTest, RoundWord
from app.operations._ballots import Receipt, cast, check_open, free_hats
from app.operations._decisions import decision_for, present, rule_and_charter
from app.operations._rounds import at_step, end, move_on, objection_for, settle
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import markdown
from app.queries import rolls as read
from app.queries.dialect import upsert
from app.queries.loading import existing, existing_value
from app.rules import limits
from app.rules.charter import Method
from app.rules.consent import REWRITING, STANDING, TALKING, TESTED, holds_valid
from app.rules.happenings import ObjectionRaised, RoundAmended, RoundSpoken
from app.rules.kinds import ConsentStep, ObjectionState
from app.rules.permissions import Action
from app.rules.tally.words import Stand


@dataclass(frozen=True, kw_only=True)
class Harm:
    """What an objection says: the harm, to which shared purpose, the facts, and what would lift it."""

    harm: str
    purpose: str
    facts: str
    lift: str


@dataclass(frozen=True, kw_only=True)
class Tested:
    """One member's answers to the four questions, and why where one of them is no."""

    harms_purpose: bool
    caused_by_it: bool
    not_safe_enough: bool
    from_the_role: bool
    reason: str = ""


@operation
def next_step(work: Work, decision_id: int) -> ConsentStep:
    """By the facilitator, before the step's last day; the call for objections lasts the charter's minimum."""
    decision = _running(work, Action.DECISION_RUN, decision_id)
    _rule, charter = rule_and_charter(work, decision)
    days = timedelta(days=charter.limits.decision_days)
    calling = decision.step_since if decision.step is ConsentStep.OBJECTIONS else None
    if calling is not None and present(work, decision.space_id) < calling + days:
        raise Refused("too_early", days=charter.limits.decision_days)
    return move_on(work, decision)


@operation
def step_if_due(work: Work, decision_id: int) -> bool:
    """The days of a step move the round on as its facilitator would. Anybody may ask, as often as they like."""
    decision = existing(work.session, Decision, decision_id, with_for_update=True, populate_existing=True)
    if decision.closed_at is not None or decision.step_until is None:
        return False
    if present(work, decision.space_id) < decision.step_until:
        return False
    move_on(work, decision)
    return True


def _running(work: Work, action: Action, decision_id: int) -> Decision:
    decision = decision_for(work, action, decision_id)
    if decision.method is not Method.CONSENT:
        raise Refused("not_a_consent")
    return decision


@operation
def say(work: Work, decision_id: int, text: str, parent_id: int | None = None) -> int:
    """A question of clarification or its answer, a reaction: by those on the roll, the facilitator and the carriers."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    at_step(decision, *TALKING, ConsentStep.AMEND)
    _takes_part(work, decision)
    if parent_id is not None:
        existing_value(work.session.scalars(sa.select(RoundWord.id).where(
            RoundWord.id == parent_id, RoundWord.decision_id == decision_id)))
    word = RoundWord(decision_id=decision_id, round=decision.round, step=decision.step, parent_id=parent_id,
                     author_id=work.me, text=checked(text, "text", most=limits.REASON, least=1), at=work.now)
    work.session.add(word)
    work.session.flush()  # its id is needed
    work.say(RoundSpoken(space_id=decision.space_id, subject_id=decision_id, word_id=word.id, step=word.step.value,
                         parent_id=parent_id, proposal_id=decision.proposal_id))
    return word.id


def _takes_part(work: Work, decision: Decision) -> None:
    on_it = work.me in (decision.facilitator_id, decision.opened_by) or read.hats(work.session, decision.id, work.me)
    if not on_it and work.me not in read.carriers(work.session, decision.proposal_id):
        raise Refused("not_on_the_roll")


@operation
def object_(work: Work, decision_id: int, harm: Harm, voice: str | None = None) -> Receipt:
    """An objection is named and reasoned: it is worked on with its author. It is this voice's answer until lifted. The
    same one sent twice is one, and the same receipt: a ballot writes no key (_idempotency.py)."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    hat = check_open(work, decision, voice)
    told = {name: checked(getattr(harm, name), name, most=limits.REASON, least=limits.REASON_LEAST)
            for name in ("harm", "purpose", "facts", "lift")}
    standing = work.session.scalars(sa.select(Objection).where(
        Objection.decision_id == decision_id, Objection.voice == hat.voice, Objection.state.in_(STANDING))).first()
    if standing is not None and {name: getattr(standing, name) for name in told} == told:
        return cast(work, decision, hat, Stand.OBJECTION.value, "")
    if standing is not None:
        raise Refused("one_objection_at_a_time")
    objection = Objection(decision_id=decision_id, round=decision.round, voice=hat.voice, author_id=work.me,
                          structure_id=hat.structure_id, raised_at=work.now, **told)
    work.session.add(objection)
    work.session.flush()  # its id is needed
    work.say(ObjectionRaised(space_id=decision.space_id, subject_id=decision_id, objection_id=objection.id,
                             round=decision.round, proposal_id=decision.proposal_id))
    return cast(work, decision, hat, Stand.OBJECTION.value, "")


@operation
def test(work: Work, decision_id: int, objection_id: int, tested: Tested) -> None:
    """By the circle, without the objector; said again, the last answer counts. A no gives its reason."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    at_step(decision, ConsentStep.OBJECTIONS, ConsentStep.INTEGRATION)
    objection = objection_for(work, decision, objection_id)
    if objection.state not in TESTED:
        raise Refused("objection_is_settled")
    if objection.author_id == work.me:
        raise Refused("your_own_objection")
    free_hats(work, decision)
    valid = holds_valid((tested.harms_purpose, tested.caused_by_it, tested.not_safe_enough, tested.from_the_role))
    told = {"harms_purpose": tested.harms_purpose, "caused_by_it": tested.caused_by_it,
            "not_safe_enough": tested.not_safe_enough, "from_the_role": tested.from_the_role, "at": work.now,
            "reason": checked(tested.reason, "reason", most=limits.REASON, least=0 if valid else limits.REASON_LEAST)}
    row = upsert(work.session, ObjectionTest).values(
        objection_id=objection_id, number=objection.tests, person_id=work.me, **told)
    work.session.execute(row.on_conflict_do_update(index_elements=["objection_id", "number", "person_id"], set_=told))


@operation
def contest(work: Work, decision_id: int, objection_id: int, reason: str) -> None:
    """Its author contests « not valid », once: the circle tests it again, and that is final."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    at_step(decision, ConsentStep.OBJECTIONS, ConsentStep.INTEGRATION)
    objection = _mine(work, decision, objection_id)
    if objection.state is not ObjectionState.NOT_VALID:
        raise Refused("nothing_to_contest")
    if objection.tests > 1:
        raise Refused("contested_once")
    objection.contest = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    objection.tests = 2
    settle(work, decision, objection, ObjectionState.CONTESTED)


def _mine(work: Work, decision: Decision, objection_id: int) -> Objection:
    objection = objection_for(work, decision, objection_id)
    if objection.author_id != work.me:
        raise Refused("not_your_objection")
    return objection


@operation
def amend(work: Work, decision_id: int, lifts: tuple[int, ...], details: str = "") -> int:
    """The text as it is now is put to everybody again: the proposal's newest version, or new details where there is no
    proposal. `lifts` are the objections it means to lift; their authors say whether it does."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    at_step(decision, *REWRITING)
    carriers = read.carriers(work.session, decision.proposal_id)
    if work.me not in carriers | {decision.opened_by}:
        raise Refused("proposers_amend")
    decision.version = _new_version(work, decision, details)
    for objection_id in lifts:
        objection = objection_for(work, decision, objection_id)
        if objection.state in STANDING:
            objection.version = decision.version
            settle(work, decision, objection, ObjectionState.AMENDED)
    work.say(RoundAmended(space_id=decision.space_id, subject_id=decision_id, version=decision.version,
                          proposal_id=decision.proposal_id))
    return decision.version


def _new_version(work: Work, decision: Decision, details: str) -> int:
    if decision.proposal_id is not None:
        newest = work.session.get_one(Proposal, decision.proposal_id).version
        if newest <= decision.version:
            raise Refused("nothing_changed")
        return newest
    text = checked(details, "details", most=limits.FIELD, least=1)
    if text == decision.details:
        raise Refused("nothing_changed", field="details")
    decision.details, decision.details_html = text, markdown.rendered(text)
    return decision.version + 1


@operation
def accept(work: Work, decision_id: int, objection_id: int, *, lifted: bool) -> None:
    """The author says whether the new text lifts the objection."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    objection = _mine(work, decision, objection_id)
    if objection.state is not ObjectionState.AMENDED:
        raise Refused("nothing_to_accept")
    settle(work, decision, objection, ObjectionState.INTEGRATED if lifted else ObjectionState.VALID)


@operation
def take_back(work: Work, decision_id: int, objection_id: int, reason: str) -> None:
    """By its author, as long as it stands."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    objection = _mine(work, decision, objection_id)
    if objection.state not in STANDING:
        raise Refused("objection_is_settled")
    objection.closing = checked(reason, "reason", most=limits.REASON)
    settle(work, decision, objection, ObjectionState.WITHDRAWN)


@operation
def withdraw(work: Work, decision_id: int) -> None:
    """Those who put it to consent take it back; nothing is counted against it."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    if work.me not in read.carriers(work.session, decision.proposal_id) | {decision.opened_by}:
        raise Refused("proposers_withdraw")
    end(work, decision, ConsentStep.WITHDRAWN)
