"""While it is tried: measures, milestones, check-ins."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.models.experiments import CheckIn, Indicator, Measure, Milestone, Pact
from app.models.proposals import Proposal
from app.operations._journey import advance, touch
from app.operations._stage import checked_day, opens, today, zone_of
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing, existing_value
from app.rules import limits
from app.rules.calendar import civil_day
from app.rules.charter import Feature
from app.rules.figures import is_figure
from app.rules.happenings import CheckInMade, MeasureAdded, MilestoneReached, MilestoneSet
from app.rules.permissions import Action

MOST_MILESTONES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The three questions of a check-in, and whether something that should stop the trial has come."""

    goes_well: str
    is_hard: str
    comes_next: str
    stop_met: bool = False


def _tried(work: Work, proposal_id: int, feature: Feature) -> Proposal:
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, feature)
    return proposal


def _started(work: Work, proposal: Proposal) -> date:
    """The pact's first day, else the day the stage began."""
    planned = work.session.scalar(sa.select(Pact.starts_on).where(Pact.proposal_id == proposal.id))
    return planned or civil_day(proposal.stage_since, zone_of(work, proposal.space_id))


@operation
def add_measure(work: Work, indicator_id: int, on: date, value: Decimal, note: str = "") -> int:
    """A later measure of the same day is the one people see; both are kept."""
    indicator = existing(work.session, Indicator, indicator_id)
    proposal = _tried(work, indicator.proposal_id, Feature.MEASURES)
    if checked_day(on, "on") > today(work, proposal.space_id):
        raise Refused("day_in_the_future", field="on")
    if on < _started(work, proposal):
        raise Refused("before_the_start", field="on")
    if not is_figure(value):
        raise Refused("not_a_figure", field="value")
    measure = Measure(indicator_id=indicator_id, measured_on=on, value=value, created_by=work.me, created_at=work.now,
                      note=checked(note, "note", most=limits.SHORT))
    work.session.add(measure)
    work.session.flush()  # its id is told
    touch(work, proposal)
    work.say(MeasureAdded(space_id=proposal.space_id, subject_id=proposal.id, indicator_id=indicator_id,
                          measure_id=measure.id))
    advance(work, proposal.id)
    return measure.id


@operation
def set_milestone(work: Work, proposal_id: int, name: str, due_on: date) -> int:
    proposal = _tried(work, proposal_id, Feature.MILESTONES)
    there = work.session.scalars(sa.select(Milestone.id).where(Milestone.proposal_id == proposal_id)).all()
    if len(there) >= MOST_MILESTONES:
        raise Refused("too_many_milestones", most=MOST_MILESTONES)
    milestone = Milestone(proposal_id=proposal_id, name=checked(name, "name", most=limits.TITLE, least=3),
                          due_on=checked_day(due_on, "due_on"), created_by=work.me, created_at=work.now)
    work.session.add(milestone)
    work.session.flush()  # its id is told
    touch(work, proposal)
    work.say(MilestoneSet(space_id=proposal.space_id, subject_id=proposal_id, milestone_id=milestone.id))
    return milestone.id


@operation
def reach_milestone(work: Work, proposal_id: int, milestone_id: int) -> bool:
    """Today. Whoever clicks twice changes nothing: False."""
    proposal = _tried(work, proposal_id, Feature.MILESTONES)
    milestone = existing_value(work.session.scalars(sa.select(Milestone).where(
        Milestone.id == milestone_id, Milestone.proposal_id == proposal_id)))
    if milestone.done_on is not None:
        return False
    milestone.done_on = today(work, proposal.space_id)
    touch(work, proposal)
    work.say(MilestoneReached(space_id=proposal.space_id, subject_id=proposal_id, milestone_id=milestone_id))
    return True


@operation
def check_in(work: Work, proposal_id: int, answers: Answers) -> int:
    """A moment to say how it goes. Saying that a stop criterion is met stops nothing by itself: it is shown to all."""
    proposal = _tried(work, proposal_id, Feature.CHECK_INS)
    texts = {name: checked(getattr(answers, name), name, most=limits.REASON, least=3)
             for name in ("goes_well", "is_hard", "comes_next")}
    made = CheckIn(proposal_id=proposal_id, on=today(work, proposal.space_id), stop_met=answers.stop_met,
                   created_by=work.me, created_at=work.now, **texts)
    work.session.add(made)
    work.session.flush()  # its id is told
    touch(work, proposal)
    work.say(CheckInMade(space_id=proposal.space_id, subject_id=proposal_id, check_in_id=made.id,
                         stop_met=answers.stop_met))
    advance(work, proposal_id)
    return made.id
