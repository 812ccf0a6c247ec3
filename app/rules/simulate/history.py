"""What really happened, as frozen values: each proposal's figures from moment to moment, its passages, its answers."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from app.rules.charter.model import Condition, DecisionRule
from app.rules.conditions import Facts
from app.rules.kinds import Answer as Said

Period = tuple[datetime, datetime | None]
"""From an instant to another, itself no longer in it; None: it still lasts."""


@dataclass(frozen=True)
class Moment:
    """The figures from that instant on; `stage_since` is whoever replays it to say. `approximate`: a support that was
    taken back since has left no place, no structure and no college to count."""

    at: datetime
    facts: Facts
    approximate: bool = False


@dataclass(frozen=True)
class Move:
    """A passage that was made. `conditions` are those it was judged by; all of them held then, whatever is still known
    of their figures. `decided`: somebody answered."""

    at: datetime
    gate: str
    to_stage: str
    conditions: tuple[Condition, ...] = ()
    decided: bool = False


@dataclass(frozen=True)
class Answer:
    """What was answered at a gate, and by which rule. `document` is the published file of the decision, `votes` the
    hands of a meeting, where there are some: they are counted again under the other rules. `appeal`: it is the answer
    to an appeal against a refusal."""

    at: datetime
    gate: str
    said: Said
    rule: DecisionRule | None = None
    document: Mapping[str, Any] | None = None
    votes: Mapping[str, int] | None = None
    appeal: bool = False


@dataclass(frozen=True)
class Story:
    """One proposal. `ended` is when it was withdrawn or merged: the replay stops there. `ready` are the gates that
    wait for an answer now. While `asleep` nothing passes by itself; it is taken as it happened, since what people did
    is known, and not what they would have done."""

    proposal_id: int
    title: str
    track: str
    published_at: datetime
    moments: tuple[Moment, ...]
    moves: tuple[Move, ...] = ()
    answers: tuple[Answer, ...] = ()
    asleep: tuple[Period, ...] = ()
    ready: frozenset[str] = frozenset()
    ended: datetime | None = None
    lang: str = "fr"

    @cached_property
    def _instants(self) -> list[datetime]:
        return [moment.at for moment in self.moments]

    def at(self, instant: datetime) -> Moment:
        """As it stood then; before anything is known, nothing."""
        place = bisect_right(self._instants, instant)
        return self.moments[place - 1] if place else Moment(instant, Facts(stage_since=self.published_at))

    def sleeps(self, instant: datetime) -> bool:
        return during(self.asleep, instant) > 0


@dataclass(frozen=True)
class History:
    stories: tuple[Story, ...]
    until: datetime


@dataclass(frozen=True)
class Event:
    """A line of the journal about one proposal."""

    at: datetime
    kind: str
    actor_id: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where a support came from, as it was kept with it."""

    place: int | None = None
    structure: int | None = None
    college: str = ""


@dataclass(frozen=True)
class Shared:
    """A risk that somebody holds, a pledge, a document or a standing objection, as long as it is there."""

    period: Period
    what: str
    kind: str = ""
    hours: int = 0
    cents: int = 0
    structure: int | None = None


@dataclass(frozen=True)
class Known:
    """What the lines do not say. `merged`: whom the supports of another proposal brought, by its id; `members`: for
    which structure somebody joined, by person and instant; `fields`: what each version filled; `pact`: what its last
    number fills; `reports`: the figures of each passage by its number, as they were kept; `finals`: the stages that
    end a track; periods during which a question waited, a case was open, a project covered the need, something was
    shared; `now`: the figures at the end, read as any gate reads them."""

    supports: Mapping[int, Origin] = field(default_factory=dict)
    merged: Mapping[int, frozenset[int]] = field(default_factory=dict)
    members: Mapping[tuple[int, datetime], int | None] = field(default_factory=dict)
    fields: Mapping[int, frozenset[str]] = field(default_factory=dict)
    pact: tuple[int, frozenset[str]] = (0, frozenset())
    indicators: frozenset[int] = frozenset()
    reports: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    finals: frozenset[str] = frozenset()
    waiting: tuple[Period, ...] = ()
    cases: tuple[Period, ...] = ()
    covered: tuple[Period, ...] = ()
    shared: tuple[Shared, ...] = ()
    author: tuple[int, int | None] | None = None
    now: Moment | None = None


def during(periods: tuple[Period, ...], at: datetime) -> int:
    """How many of them there are at that instant."""
    return sum(start <= at and (end is None or at < end) for start, end in periods)
