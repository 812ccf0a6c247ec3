"""The experiment's pact: what is tried, with whom, where, from when to when, what is observed, what would stop it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.queries.accounts import speaks_for
from app.accounts.service.shared import drop_document
from app.attachments import service as _files
from app.attachments.service import OpenedFile
from app.core import limits
from app.core.calendar import civil_day
from app.core.database import existing, existing_value
from app.core.kinds import Likelihood, OutcomeKind, PersonState, PledgeKind, Subject
from app.core.loading import proposal_for
from app.core.permissions import Action
from app.core.refusals import CHANGED_MEANWHILE, NO_MANDATE
from app.core.unit_of_work import Refused, Work, operation
from app.decisions.refusals import NOBODY_THERE
from app.experiments import refusals
from app.experiments.events import DocumentAdded, DocumentRemoved, PledgeMade, PledgeSettled, RiskProposed, RiskSettled
from app.experiments.models import (
    CheckIn,
    Document,
    DocumentFile,
    Indicator,
    Measure,
    Milestone,
    Outcome,
    Pact,
    Pledge,
    Risk,
)
from app.experiments.rules import is_figure
from app.governance.charter.model import DocumentKind, Feature
from app.groups.events import (
    CheckInMade,
    IndicatorSet,
    MeasureAdded,
    MilestoneReached,
    MilestoneSet,
    OutcomeDeclared,
    PactSaved,
)
from app.groups.refusals import ENDS_BEFORE_IT_STARTS
from app.notifications.service import write_follow
from app.proposals.models import Proposal
from app.proposals.refusals import ALREADY_ANSWERED
from app.proposals.service.journey import advance, checked_day, opens, today, touch, zone_of
from app.proposals.service.texts import checked

MOST_INDICATORS = 12
LONG = ("hypothesis", "population", "stop", "observers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Every part may be empty while the pact is being written; the gate says what it needs."""

    hypothesis: str = ""
    population: str = ""
    where_text: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    stop: str = ""
    observers: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """What will be observed, from which figure (where one knows it) to which."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal


def _editable(work: Work, proposal_id: int) -> Proposal:
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, Feature.PACT)
    return proposal


@operation
def save(work: Work, proposal_id: int, terms: Terms, seen: int) -> int:
    """`seen` is the number of the pact that was read, 0 for none: somebody else's newer text is never overwritten."""
    proposal = _editable(work, proposal_id)
    pact = work.session.get(Pact, proposal_id, with_for_update={"key_share": True})
    if (pact.number if pact else 0) != seen:
        raise Refused(CHANGED_MEANWHILE)
    if pact is None:
        pact = Pact(proposal_id=proposal_id)
        work.session.add(pact)
    _write(pact, terms)
    pact.number, pact.updated_by, pact.updated_at = seen + 1, work.me, work.now
    touch(work, proposal)
    work.say(PactSaved(space_id=proposal.space_id, subject_id=proposal_id, number=seen + 1))
    advance(work, proposal_id)
    return seen + 1


def _write(pact: Pact, terms: Terms) -> None:
    for name in LONG:
        setattr(pact, name, checked(getattr(terms, name), name, most=limits.FIELD))
    pact.where_text = checked(terms.where_text, "where_text", most=limits.SHORT)
    starts = checked_day(terms.starts_on, "starts_on") if terms.starts_on else None
    ends = checked_day(terms.ends_on, "ends_on") if terms.ends_on else None
    if starts and ends and ends <= starts:
        raise Refused(ENDS_BEFORE_IT_STARTS, field="ends_on")
    pact.starts_on, pact.ends_on = starts, ends


def _figure(value: Decimal, field: str) -> Decimal:
    if not is_figure(value):
        raise Refused(refusals.NOT_A_FIGURE, field=field)
    return value


@operation
def add_indicator(work: Work, proposal_id: int, gauge: Gauge) -> int:
    proposal = _editable(work, proposal_id)
    there = work.session.scalars(sa.select(Indicator.position).where(Indicator.proposal_id == proposal_id)).all()
    if len(there) >= MOST_INDICATORS:
        raise Refused(refusals.TOO_MANY_INDICATORS, most=MOST_INDICATORS)
    indicator = Indicator(
        proposal_id=proposal_id, position=max(there, default=0) + 1, created_by=work.me, created_at=work.now,
        name=checked(gauge.name, "name", most=limits.TITLE, least=3),
        unit=checked(gauge.unit, "unit", most=limits.UNIT),
        baseline=None if gauge.baseline is None else _figure(gauge.baseline, "baseline"),
        target=_figure(gauge.target, "target"))
    work.session.add(indicator)
    work.session.flush()  # its id is told
    touch(work, proposal)
    work.say(IndicatorSet(space_id=proposal.space_id, subject_id=proposal_id, indicator_id=indicator.id))
    advance(work, proposal_id)
    return indicator.id


@operation
def drop_indicator(work: Work, proposal_id: int, indicator_id: int) -> None:
    """Only as long as nothing was measured: a figure that was published stays."""
    _editable(work, proposal_id)
    indicator = existing_value(work.session.scalars(sa.select(Indicator).where(
        Indicator.id == indicator_id, Indicator.proposal_id == proposal_id)))
    if work.session.scalar(sa.select(Measure.id).where(Measure.indicator_id == indicator_id).limit(1)) is not None:
        raise Refused(refusals.INDICATOR_HAS_MEASURES)
    work.session.delete(indicator)
    advance(work, proposal_id)


# While it is tried: measures, milestones, check-ins.

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
        raise Refused(refusals.DAY_IN_THE_FUTURE, field="on")
    if on < _started(work, proposal):
        raise Refused(refusals.BEFORE_THE_START, field="on")
    if not is_figure(value):
        raise Refused(refusals.NOT_A_FIGURE, field="value")
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
        raise Refused(refusals.TOO_MANY_MILESTONES, most=MOST_MILESTONES)
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


# The bilan of a trial: how it ended, what happened, what it teaches. A stop with its lessons is a result.

@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    kind: OutcomeKind
    happened: str
    lessons: str
    reusable: str = ""


@operation
def declare(work: Work, proposal_id: int, bilan: Bilan) -> int:
    """The charter's gate then moves it by itself, to its end or back to work. Said again before that, the last one
    counts and the others stay."""
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, Feature.OUTCOME_FORM)
    last = work.session.scalar(sa.select(sa.func.max(Outcome.number)).where(Outcome.proposal_id == proposal_id)) or 0
    outcome = Outcome(
        proposal_id=proposal_id, number=last + 1, kind=bilan.kind, declared_by=work.me, declared_at=work.now,
        happened=checked(bilan.happened, "happened", most=limits.FIELD, least=limits.REASON_LEAST),
        lessons=checked(bilan.lessons, "lessons", most=limits.FIELD, least=limits.LESSONS_LEAST),
        reusable=checked(bilan.reusable, "reusable", most=limits.FIELD))
    work.session.add(outcome)
    work.session.flush()  # its id is told
    touch(work, proposal)
    work.say(OutcomeDeclared(space_id=proposal.space_id, subject_id=proposal_id, outcome_id=outcome.id,
                             outcome=bilan.kind.value))
    advance(work, proposal_id)
    return outcome.id


# The risk table: a line, who would hold it, and their own answer.

@operation
def propose(work: Work, proposal_id: int, what: str, likelihood: Likelihood, answer: str, holder_id: int) -> int:
    """By those who carry, lead or facilitate; the holder says whether they hold it."""
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, Feature.PACT)
    holder = work.session.get(Person, holder_id)
    if holder is None or holder.state is not PersonState.ACTIVE:
        raise Refused(NOBODY_THERE, field="holder")
    lines = work.session.scalar(sa.select(sa.func.count()).select_from(Risk).where(
        Risk.proposal_id == proposal_id, Risk.removed_at.is_(None))) or 0
    if lines >= limits.RISKS:
        raise Refused(refusals.TOO_MANY_RISKS, most=limits.RISKS)
    risk = Risk(proposal_id=proposal_id, what=checked(what, "what", most=limits.SHORT, least=1), likelihood=likelihood,
                answer=checked(answer, "answer", most=limits.REASON), holder_id=holder_id, proposed_by=work.me,
                proposed_at=work.now, accepted_at=work.now if holder_id == work.me else None)
    work.session.add(risk)
    work.session.flush()  # its id is needed
    work.say(RiskProposed(space_id=proposal.space_id, subject_id=proposal_id, risk_id=risk.id, person_id=holder_id))
    touch(work, proposal)
    advance(work, proposal_id)
    return risk.id


@operation
def settle(work: Work, risk_id: int, *, accepted: bool, structure_id: int | None = None) -> None:
    """By its holder alone, in their own name or for a structure they speak for."""
    risk = existing(work.session, Risk, risk_id, with_for_update=True)
    proposal = proposal_for(work, Action.COMMITMENT_SETTLE, risk.proposal_id)
    if risk.holder_id != work.me:
        raise Refused(refusals.NOT_YOUR_RISK)
    if risk.removed_at is not None or risk.declined_at is not None:
        raise Refused(ALREADY_ANSWERED)
    if accepted and risk.accepted_at is not None and risk.structure_id == structure_id:
        return
    if structure_id is not None and not speaks_for(work.session, work.me, structure_id, today(work, proposal.space_id)):
        raise Refused(NO_MANDATE, field="structure")
    risk.accepted_at, risk.declined_at = (work.now, None) if accepted else (None, work.now)
    risk.structure_id = structure_id if accepted else None
    _risk_settled(work, risk, proposal.space_id, "accepted" if accepted else "declined")


@operation
def remove_risk(work: Work, risk_id: int) -> None:
    """Off the table; what was accepted is in the journal."""
    risk = existing(work.session, Risk, risk_id, with_for_update=True)
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, risk.proposal_id)
    if risk.removed_at is None:
        risk.removed_at = work.now
        _risk_settled(work, risk, proposal.space_id, "removed")


def _risk_settled(work: Work, risk: Risk, space_id: int, state: str) -> None:
    work.say(RiskSettled(space_id=space_id, subject_id=risk.proposal_id, risk_id=risk.id, person_id=risk.holder_id,
                         state=state))
    advance(work, risk.proposal_id)


# Contributions: what somebody will bring, and somebody else's word that it came.

IN_HOURS = frozenset({PledgeKind.VOLUNTEER_HOURS, PledgeKind.SECONDED_STAFF, PledgeKind.SKILL})


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Hours for what is counted in hours, cents for money; a premises or a tool is said in words."""

    kind: PledgeKind
    what: str
    hours: int = 0
    cents: int = 0
    structure_id: int | None = None


@operation
def make(work: Work, proposal_id: int, offer: Offer) -> int:
    """By anybody who takes part, for themself or for a structure they speak for."""
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, proposal_id)
    opens(work, proposal, Feature.PACT)
    if offer.structure_id is not None and not speaks_for(
            work.session, work.me, offer.structure_id, today(work, proposal.space_id)):
        raise Refused(NO_MANDATE, field="structure")
    hours = offer.hours if offer.kind in IN_HOURS else 0
    cents = offer.cents if offer.kind is PledgeKind.MONEY else 0
    if offer.kind in IN_HOURS and not 0 < hours <= limits.PLEDGE_HOURS:
        raise Refused(refusals.HOW_MANY_HOURS, field="hours", most=limits.PLEDGE_HOURS)
    if offer.kind is PledgeKind.MONEY and not 0 < cents <= limits.PLEDGE_EUROS * 100:
        raise Refused(refusals.HOW_MANY_EUROS, field="euros", most=limits.PLEDGE_EUROS)
    pledge = Pledge(proposal_id=proposal_id, person_id=work.me, structure_id=offer.structure_id, kind=offer.kind,
                    what=checked(offer.what, "what", most=limits.SHORT, least=1), hours=hours, cents=cents,
                    pledged_at=work.now)
    work.session.add(pledge)
    work.session.flush()  # its id is needed
    work.say(PledgeMade(space_id=proposal.space_id, subject_id=proposal_id, pledge_id=pledge.id,
                        pledge=offer.kind.value))
    touch(work, proposal)
    write_follow(work, work.me, Subject.PROPOSAL, proposal_id)
    advance(work, proposal_id)
    return pledge.id


@operation
def confirm(work: Work, pledge_id: int) -> None:
    """That it came: by those who carry or lead, and never by the giver."""
    pledge = existing(work.session, Pledge, pledge_id, with_for_update=True)
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, pledge.proposal_id)
    if pledge.person_id == work.me:
        raise Refused(refusals.SOMEBODY_ELSE_CONFIRMS)
    if pledge.withdrawn_at is not None or pledge.confirmed_at is not None:
        raise Refused(ALREADY_ANSWERED)
    pledge.confirmed_by, pledge.confirmed_at = work.me, work.now
    _pledge_settled(work, pledge, proposal.space_id, "confirmed")


@operation
def withdraw(work: Work, pledge_id: int) -> None:
    """By the giver, as long as nobody confirmed that it came."""
    pledge = existing(work.session, Pledge, pledge_id, with_for_update=True)
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, pledge.proposal_id)
    if pledge.person_id != work.me:
        raise Refused(refusals.NOT_YOUR_PLEDGE)
    if pledge.withdrawn_at is not None or pledge.confirmed_at is not None:
        raise Refused(ALREADY_ANSWERED)
    pledge.withdrawn_at = work.now
    _pledge_settled(work, pledge, proposal.space_id, "withdrawn")


def _pledge_settled(work: Work, pledge: Pledge, space_id: int, state: str) -> None:
    work.say(PledgeSettled(space_id=space_id, subject_id=pledge.proposal_id, pledge_id=pledge.id,
                           person_id=pledge.person_id, state=state))
    advance(work, pledge.proposal_id)


# Documents of a project: an agreement, a budget, an insurance…

opened = _files.document  # by the door, before the transaction


@operation
def attach(work: Work, proposal_id: int, kind: DocumentKind, title: str, file: OpenedFile) -> int:
    """Its type is that of its content; its weight and number are bounded."""
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, proposal_id)
    opens(work, proposal, Feature.PACT)
    there = work.session.scalar(sa.select(sa.func.count()).select_from(Document).where(
        Document.proposal_id == proposal_id, Document.removed_at.is_(None))) or 0
    if there >= limits.DOCUMENTS:
        raise Refused(refusals.TOO_MANY_DOCUMENTS, most=limits.DOCUMENTS)
    row = Document(proposal_id=proposal_id, kind=kind, title=checked(title, "title", most=limits.TITLE, least=1),
                   media_type=file.media_type, ending=file.ending, size=len(file.body), digest=file.digest,
                   added_by=work.me, added_at=work.now)
    work.session.add(row)
    work.session.flush()  # its id is needed
    work.session.add(DocumentFile(document_id=row.id, data=file.body))
    work.say(DocumentAdded(space_id=proposal.space_id, subject_id=proposal_id, document_id=row.id, document=kind.value))
    touch(work, proposal)
    advance(work, proposal_id)
    return row.id


@operation
def remove_document(work: Work, document_id: int) -> None:
    """Its bytes go at once; that it was there stays in the journal."""
    row = existing(work.session, Document, document_id, with_for_update=True)
    proposal = proposal_for(work, Action.EXPERIMENT_EDIT, row.proposal_id)
    if row.removed_at is not None:
        return
    drop_document(work, row)
    work.say(DocumentRemoved(space_id=proposal.space_id, subject_id=row.proposal_id, document_id=document_id,
                             document=row.kind.value))
    advance(work, row.proposal_id)
