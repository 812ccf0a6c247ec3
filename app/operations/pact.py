"""The experiment's pact: what is tried, with whom, where, from when to when, what is observed, what would stop it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from app.models.experiments import Indicator, Measure, Pact
from app.models.proposals import Proposal
from app.operations._journey import advance, touch
from app.operations._stage import checked_day, opens
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing_value
from app.rules import limits
from app.rules.charter import Feature
from app.rules.figures import is_figure
from app.rules.happenings import IndicatorSet, PactSaved
from app.rules.permissions import Action

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
        raise Refused("changed_meanwhile")
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
        raise Refused("ends_before_it_starts", field="ends_on")
    pact.starts_on, pact.ends_on = starts, ends


def _figure(value: Decimal, field: str) -> Decimal:
    if not is_figure(value):
        raise Refused("not_a_figure", field=field)
    return value


@operation
def add_indicator(work: Work, proposal_id: int, gauge: Gauge) -> int:
    proposal = _editable(work, proposal_id)
    there = work.session.scalars(sa.select(Indicator.position).where(Indicator.proposal_id == proposal_id)).all()
    if len(there) >= MOST_INDICATORS:
        raise Refused("too_many_indicators", most=MOST_INDICATORS)
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
        raise Refused("indicator_has_measures")
    work.session.delete(indicator)
    advance(work, proposal_id)
