"""The consent round: where it stands, what comes next, and what becomes of an objection (governance.md §3).

    presentation → clarification → reactions → amend → objections → integration → (objections …) → an end

A round is one passage through `objections`. After `rounds_max` integrations the charter's fallback applies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.kinds import ConsentStep, ObjectionState
from app.governance.charter.model import DecisionRule, Silence
from app.governance.tally.settings import Outcome, Stand

S = ConsentStep
BEFORE = (S.PRESENTATION, S.CLARIFICATION, S.REACTIONS, S.AMEND, S.OBJECTIONS)
ENDS = frozenset({S.ADOPTED, S.ADOPTED_WITH_RESERVATIONS, S.RETURNED, S.FALLBACK_VOTE, S.WITHDRAWN})
TALKING = frozenset({S.PRESENTATION, S.CLARIFICATION, S.REACTIONS})
REWRITING = frozenset({S.AMEND, S.INTEGRATION})
STANDING = frozenset({ObjectionState.RAISED, ObjectionState.VALID, ObjectionState.CONTESTED, ObjectionState.AMENDED})
TESTED = frozenset({ObjectionState.RAISED, ObjectionState.CONTESTED})
DEFAULT_STEP_DAYS, DEFAULT_ROUNDS = 7, 2


@dataclass(frozen=True)
class Standing:
    """What the next step depends on. `outcome` is that of the count, asked for at `objections` only."""

    step: ConsentStep
    round: int
    open_objections: int
    amended: bool = False
    outcome: Outcome | None = None
    reservations: bool = False


@dataclass(frozen=True)
class Move:
    step: ConsentStep
    round: int

    @property
    def ends(self) -> bool:
        return self.step in ENDS


def next_move(now: Standing, rule: DecisionRule) -> Move:
    """The step after this one. A round that ended does not move: ValueError."""
    if now.step in ENDS:
        raise ValueError("the round is over")
    if now.step is S.INTEGRATION:
        return _after_integration(now)
    if now.step is S.OBJECTIONS:
        return _after_objections(now, rule)
    return Move(BEFORE[BEFORE.index(now.step) + 1], now.round)


def _after_objections(now: Standing, rule: DecisionRule) -> Move:
    if now.open_objections:
        if now.round <= (rule.rounds_max or DEFAULT_ROUNDS):
            return Move(S.INTEGRATION, now.round)
        return Move(S.FALLBACK_VOTE if rule.fallback else S.RETURNED, now.round)
    if now.outcome is not Outcome.ADOPTED:
        return Move(S.RETURNED, now.round)
    return Move(S.ADOPTED_WITH_RESERVATIONS if now.reservations else S.ADOPTED, now.round)


def _after_integration(now: Standing) -> Move:
    """Asked again whenever the text changed or an objection is left; where all were taken back or found not valid on
    the same text, the answers given hold, and they are counted by one more, short, look at `objections`."""
    return Move(S.OBJECTIONS, now.round + 1)


def last_day(step: ConsentStep, number: int, today: date, opened_on: date, rule: DecisionRule) -> date:
    """Included. The first call for objections lasts at least until the charter's `open_days` are over."""
    day = today + timedelta(days=rule.step_days or DEFAULT_STEP_DAYS)
    if step is S.OBJECTIONS and number == 1 and rule.open_days:
        day = max(day, opened_on + timedelta(days=rule.open_days))
    return day


def holds_valid(answers: Sequence[bool]) -> bool:
    """One member of the circle: an objection is valid when all four questions are answered yes."""
    return all(answers)


def verdict(valid: int, not_valid: int, circle: int) -> ObjectionState:
    """Of the circle without the objector. It is found not valid by more than half of those who tested it, two at least
    (or the whole circle where it is smaller); doubt, a tie and silence leave it standing."""
    enough = not_valid >= min(2, circle)
    return ObjectionState.NOT_VALID if not_valid > valid and enough and not_valid > 0 else ObjectionState.VALID


def counts(stand: str, version: int, present: int, rule: DecisionRule) -> str | None:
    """How a stand given on one version counts on the present one: a changed text asks those who consented again, and
    their silence counts as before only where the charter says so. None: as if nothing had been said."""
    if version == present or rule.silence is Silence.CONSENT:
        return stand
    return None


def at_closing(stands: Sequence[tuple[str, int, bool]], present: int, rule: DecisionRule) -> list[str]:
    """(stand, version, objection still standing) of each voice: what is counted. An objection that was lifted, taken
    back or found not valid is a reservation: its author said no, and it stays readable."""
    counted = []
    for stand, version, stands_still in stands:
        if stand == Stand.OBJECTION.value:
            counted.append(Stand.OBJECTION.value if stands_still else Stand.CONCERN.value)
        elif (kept := counts(stand, version, present, rule)) is not None:
            counted.append(kept)
    return counted
