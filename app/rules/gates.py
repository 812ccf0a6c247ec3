"""Where a proposal can go from where it stands, whether it goes by itself, and until when an answer is due."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from app.rules.calendar import civil_day, days_between, due_day, end_of
from app.rules.charter.model import Charter, Gate, Stage
from app.rules.conditions import Facts, Report, evaluate


@dataclass(frozen=True)
class Step:
    """An automatic passage that is open now, with the report that opens it."""

    gate: Gate
    to_stage: str
    report: Report


@dataclass(frozen=True)
class Due:
    """The answer clock: `last_day` is included, `until` the first instant after it; late, `days_left` is negative."""

    ready_since: datetime
    last_day: date
    until: datetime
    days_left: int
    late: bool


def open_gates(charter: Charter, track: str, stage: str) -> tuple[Gate, ...]:
    """The gates out of a stage, always in the same order. KeyError for a track the charter does not have."""
    return tuple(gate for gate in charter.tracks[track].gates if gate.from_stage == stage)


def next_step(charter: Charter, track: str, stage: str, facts: Facts, now: datetime, tz: tzinfo) -> Step | None:
    """The first automatic gate whose conditions all hold; one step, the facts of the next stage are others."""
    for gate in open_gates(charter, track, stage):
        if gate.decision is None and (report := evaluate(gate, facts, now, tz)).met:
            return Step(gate, gate.to_stage, report)
    return None


def due(gate: Gate, ready_since: datetime | None, now: datetime, tz: tzinfo, postponed: int = 0) -> Due | None:
    """None where nobody owes an answer: an automatic gate, or conditions that do not hold yet. `postponed` is how often
    the answer was put off, each time by the days that the rule says."""
    if gate.answer_days is None or ready_since is None:
        return None
    more = gate.decision.postpone.days * postponed if gate.decision and gate.decision.postpone else 0
    last_day = due_day(ready_since, gate.answer_days + more, tz)
    until = end_of(last_day, tz)
    return Due(ready_since, last_day, until, (last_day - civil_day(now, tz)).days, now >= until)


def is_dormant(last_activity: datetime, now: datetime, stage: Stage, tz: tzinfo) -> bool:
    """After the stage's delay without activity; a final stage never sleeps."""
    if stage.final or stage.dormant_after_days is None:
        return False
    return days_between(last_activity, now, tz) >= stage.dormant_after_days
