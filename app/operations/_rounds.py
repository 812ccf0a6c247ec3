"""Steps of a consent round: moved on by its facilitator or by its days, and ended when nothing more is asked."""

import sqlalchemy as sa

from app.models.decisions import Decision
from app.models.rounds import Objection, ObjectionTest
from app.operations._closing import close, count_now
from app.operations._decisions import rule_and_charter
from app.operations._effects import follow_up
from app.operations._stage import today, zone_of
from app.operations._work import Refused, Work
from app.queries.loading import existing_value
from app.rules.calendar import civil_day, end_of
from app.rules.consent import STANDING, TESTED, Standing, last_day, next_move, verdict
from app.rules.happenings import ObjectionSettled, RoundMoved
from app.rules.kinds import ConsentStep, ObjectionState
from app.rules.tally.words import Outcome, Stand


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
        raise Refused("not_at_this_step")
