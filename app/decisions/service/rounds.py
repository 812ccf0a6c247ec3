"""Steps of a consent round: moved on by its facilitator or by its days, and ended when nothing more is asked."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.core import limits, markup
from app.core.calendar import civil_day, end_of
from app.core.database import existing, existing_value, upsert
from app.core.kinds import ConsentStep, ObjectionState
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.decisions import refusals
from app.decisions.events import ObjectionRaised, ObjectionSettled, RoundAmended, RoundMoved, RoundSpoken
from app.decisions.models import Decision, Objection, ObjectionTest, RoundWord
from app.decisions.queries import rolls
from app.decisions.service.ballots import Receipt, cast, check_open, free_hats
from app.decisions.service.closing import close, count_now, follow_up
from app.decisions.service.opening import decision_for, present, rule_and_charter
from app.governance.charter.model import Method
from app.governance.consent import (
    REWRITING,
    STANDING,
    TALKING,
    TESTED,
    Standing,
    holds_valid,
    last_day,
    next_move,
    verdict,
)
from app.governance.tally.settings import Outcome, Stand
from app.proposals.models import Proposal
from app.proposals.refusals import NOTHING_CHANGED
from app.proposals.service.journey import today, zone_of
from app.proposals.service.texts import checked


def move_on(work: Work, decision: Decision) -> ConsentStep:
    """To the next step, or to an end. Tests that are still open are settled first."""
    settle_tests(work, decision)
    rule, _charter = rule_and_charter(work, decision)
    step = decision.step or ConsentStep.PRESENTATION
    outcome, reservations = _counted(work, decision) if step is ConsentStep.OBJECTIONS else (None, False)
    move = next_move(Standing(step, decision.round, _standing(work, decision), outcome=outcome,
                              reservations=reservations), rule)
    if move.ends:
        end(work, decision, move.step)
    else:
        _enter(work, decision, move.step, move.round)
    return move.step


def end(work: Work, decision: Decision, step: ConsentStep) -> None:
    close(work, decision, step)
    follow_up(work, decision)


def _enter(work: Work, decision: Decision, step: ConsentStep, number: int) -> None:
    rule, _charter = rule_and_charter(work, decision)
    zone = zone_of(work, decision.space_id)
    day = last_day(step, number, today(work, decision.space_id), civil_day(decision.opened_at, zone), rule)
    decision.step, decision.round, decision.step_on, decision.closes_on = step, number, day, day
    decision.step_since, decision.step_until = work.now, end_of(day, zone)
    decision.closes_at = decision.step_until
    work.say(RoundMoved(space_id=decision.space_id, subject_id=decision.id, step=step.value, round=number,
                        closes_on=day.isoformat(), proposal_id=decision.proposal_id))


def _counted(work: Work, decision: Decision) -> tuple[Outcome | None, bool]:
    """What the answers come to, and whether a reservation is among them."""
    result, poll = count_now(work, decision)
    said = {line["choice"] for line in poll.profile["ballots"]}
    return result.outcome, Stand.CONCERN.value in said


def _standing(work: Work, decision: Decision) -> int:
    return work.session.scalar(sa.select(sa.func.count()).select_from(Objection).where(
        Objection.decision_id == decision.id, Objection.state.in_(STANDING))) or 0


def settle_tests(work: Work, decision: Decision) -> None:
    """Each objection that is being tested, once the step ends. One that nobody tested stands."""
    if decision.step is not ConsentStep.INTEGRATION:
        return
    for objection in work.session.scalars(sa.select(Objection).where(
            Objection.decision_id == decision.id, Objection.state.in_(TESTED)).order_by(Objection.id)).all():
        settle(work, decision, objection, _verdict(work, decision, objection))


def _verdict(work: Work, decision: Decision, objection: Objection) -> ObjectionState:
    t = ObjectionTest
    yes = sa.and_(t.harms_purpose, t.caused_by_it, t.not_safe_enough, t.from_the_role)
    row = work.session.execute(
        sa.select(sa.func.count(sa.case((yes, 1))).label("valid"), sa.func.count().label("all"))
        .where(t.objection_id == objection.id, t.number == objection.tests)).one()
    return verdict(row.valid, row.all - row.valid, decision.roll - 1)


def settle(work: Work, decision: Decision, objection: Objection, state: ObjectionState) -> None:
    objection.state = state
    objection.settled_at = work.now if state not in STANDING else None
    work.say(ObjectionSettled(space_id=decision.space_id, subject_id=decision.id, objection_id=objection.id,
                              state=state.value, person_id=objection.author_id, proposal_id=decision.proposal_id))


def objection_for(work: Work, decision: Decision, objection_id: int) -> Objection:
    """Missing where it is not one of this decision's."""
    return existing_value(work.session.scalars(sa.select(Objection).where(
        Objection.id == objection_id, Objection.decision_id == decision.id).with_for_update()))


def at_step(decision: Decision, *steps: ConsentStep) -> None:
    if decision.step not in steps:
        raise Refused(refusals.NOT_AT_THIS_STEP)


# A consent round, driven: what is said at each step, objections raised, tested, lifted; the steps moved on.

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
        raise Refused(refusals.TOO_EARLY, days=charter.limits.decision_days)
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
        raise Refused(refusals.NOT_A_CONSENT)
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
    on_it = work.me in (decision.facilitator_id, decision.opened_by) or rolls.hats(work.session, decision.id, work.me)
    if not on_it and work.me not in rolls.carriers(work.session, decision.proposal_id):
        raise Refused(refusals.NOT_ON_THE_ROLL)


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
        raise Refused(refusals.ONE_OBJECTION_AT_A_TIME)
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
        raise Refused(refusals.OBJECTION_IS_SETTLED)
    if objection.author_id == work.me:
        raise Refused(refusals.YOUR_OWN_OBJECTION)
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
        raise Refused(refusals.NOTHING_TO_CONTEST)
    if objection.tests > 1:
        raise Refused(refusals.CONTESTED_ONCE)
    objection.contest = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    objection.tests = 2
    settle(work, decision, objection, ObjectionState.CONTESTED)


def _mine(work: Work, decision: Decision, objection_id: int) -> Objection:
    objection = objection_for(work, decision, objection_id)
    if objection.author_id != work.me:
        raise Refused(refusals.NOT_YOUR_OBJECTION)
    return objection


@operation
def amend(work: Work, decision_id: int, lifts: tuple[int, ...], details: str = "") -> int:
    """The text as it is now is put to everybody again: the proposal's newest version, or new details where there is no
    proposal. `lifts` are the objections it means to lift; their authors say whether it does."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    at_step(decision, *REWRITING)
    carriers = rolls.carriers(work.session, decision.proposal_id)
    if work.me not in carriers | {decision.opened_by}:
        raise Refused(refusals.PROPOSERS_AMEND)
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
            raise Refused(NOTHING_CHANGED)
        return newest
    text = checked(details, "details", most=limits.FIELD, least=1)
    if text == decision.details:
        raise Refused(NOTHING_CHANGED, field="details")
    decision.details, decision.details_html = text, markup.rendered(text)
    return decision.version + 1


@operation
def accept(work: Work, decision_id: int, objection_id: int, *, lifted: bool) -> None:
    """The author says whether the new text lifts the objection."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    objection = _mine(work, decision, objection_id)
    if objection.state is not ObjectionState.AMENDED:
        raise Refused(refusals.NOTHING_TO_ACCEPT)
    settle(work, decision, objection, ObjectionState.INTEGRATED if lifted else ObjectionState.VALID)


@operation
def take_back(work: Work, decision_id: int, objection_id: int, reason: str) -> None:
    """By its author, as long as it stands."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    objection = _mine(work, decision, objection_id)
    if objection.state not in STANDING:
        raise Refused(refusals.OBJECTION_IS_SETTLED)
    objection.closing = checked(reason, "reason", most=limits.REASON)
    settle(work, decision, objection, ObjectionState.WITHDRAWN)


@operation
def withdraw(work: Work, decision_id: int) -> None:
    """Those who put it to consent take it back; nothing is counted against it."""
    decision = _running(work, Action.DECISION_ANSWER, decision_id)
    if work.me not in rolls.carriers(work.session, decision.proposal_id) | {decision.opened_by}:
        raise Refused(refusals.PROPOSERS_WITHDRAW)
    end(work, decision, ConsentStep.WITHDRAWN)
