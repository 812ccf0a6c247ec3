"""What really happened to each proposal, as values: its figures from moment to moment, its passages, its answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.rules.conditions import Facts


@dataclass(frozen=True)
class Moment:
    """The figures from that instant on; `stage_since` is whoever replays it to say."""

    at: datetime
    facts: Facts


@dataclass(frozen=True)
class Move:
    at: datetime
    gate: str
    to_stage: str


@dataclass(frozen=True)
class Answer:
    """What was answered at a gate. `document` is the published file of the decision, `votes` the hands of a meeting,
    where there are some: they are counted again under the other rules."""

    at: datetime
    gate: str
    promoted: bool
    document: Mapping[str, Any] | None = None
    votes: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Story:
    """`ended` is when it was withdrawn or merged; the replay stops there."""

    proposal_id: int
    title: str
    track: str
    published_at: datetime
    moments: tuple[Moment, ...]
    moves: tuple[Move, ...] = ()
    answers: tuple[Answer, ...] = ()
    ended: datetime | None = None
    lang: str = "fr"


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
class Known:
    """What the lines do not say: where people live, for whom they spoke, what each version filled; and the periods
    during which a question waited or a case was open."""

    supports: Mapping[int, tuple[int | None, int | None, str]] = field(default_factory=dict)
    member_structures: Mapping[int, int | None] = field(default_factory=dict)
    fields: Mapping[int, frozenset[str]] = field(default_factory=dict)
    pact: frozenset[str] = frozenset()
    waiting: tuple[tuple[datetime, datetime | None], ...] = ()
    cases: tuple[tuple[datetime, datetime | None], ...] = ()
    covered: datetime | None = None
    author: tuple[int, int | None] | None = None
    """Who carries it from its publication, and for which structure."""


@dataclass
class _State:
    supporters: set[int] = field(default_factory=set)
    carriers: dict[int, int | None] = field(default_factory=dict)
    members: dict[int, str] = field(default_factory=dict)
    meetings: set[int] = field(default_factory=set)
    indicators: set[int] = field(default_factory=set)
    measured: set[int] = field(default_factory=set)
    version: int = 1
    pact: bool = False
    outcome: str = ""


def fold(events: Iterable[Event], known: Known) -> tuple[Moment, ...]:
    """The figures after each line, the journal read once from its beginning."""
    moments: list[Moment] = []
    state = _State()
    state.carriers.update([known.author] if known.author else [])
    for event in events:
        _apply(state, event)
        moments.append(Moment(event.at, _facts(state, known, event.at)))
    bounds = {at for period in (*known.waiting, *known.cases) for at in period if at is not None}
    bounds |= {known.covered} if known.covered else set()
    return _with_bounds(tuple(moments), bounds, known)


def _apply(state: _State, event: Event) -> None:
    who, data = event.actor_id or 0, event.data
    match event.kind:
        case "support.given":
            state.supporters.add(who)
        case "support.withdrawn":
            state.supporters.discard(who)
        case "carrier.accepted":
            state.carriers[data["person_id"]] = data.get("structure_id")
        case "carrier.left":
            state.carriers.pop(data["person_id"], None)
        case "group.joined" | "group.role_given":
            state.members[data["person_id"]] = data["role"]
        case "group.left":
            state.members.pop(data["person_id"], None)
        case "minutes.published":
            state.meetings.add(data["meeting_id"])
        case _:
            _apply_work(state, event)


def _apply_work(state: _State, event: Event) -> None:
    data = event.data
    match event.kind:
        case "indicator.set":
            state.indicators.add(data["indicator_id"])
        case "measure.added":
            state.measured.add(data["indicator_id"])
        case "proposal.revised":
            state.version = data["version"]
        case "pact.saved":
            state.pact = True
        case "outcome.declared":
            state.outcome = data["outcome"]
        case "passage.made":
            state.outcome = "" if data["to_stage"] != "outcome" and not state.outcome else state.outcome


def _facts(state: _State, known: Known, at: datetime) -> Facts:
    given = [known.supports.get(person, (None, None, "")) for person in state.supporters]
    structures = {known.member_structures.get(person) for person in state.members}
    filled = known.fields.get(state.version, frozenset()) | (known.pact if state.pact else frozenset())
    if state.outcome:
        filled |= {"outcome_kind", "outcome_lessons", f"outcome_{state.outcome}"}
    return Facts(
        supports=len(state.supporters), support_places=_different(place for place, _s, _c in given),
        support_structures=_different(structure for _p, structure, _c in given),
        support_colleges=_different(college or None for _p, _s, college in given), carriers=len(state.carriers),
        carrier_structures=_different(state.carriers.values()), members=len(state.members),
        member_structures=_different(structures), roles_held=frozenset(state.members.values()),
        stage_since=at, filled=filled | ({"covered_by"} if known.covered and known.covered <= at else frozenset()),
        meetings_held=len(state.meetings), meetings_with_minutes=len(state.meetings),
        indicators=len(state.indicators), indicators_measured=len(state.measured),
        unanswered=_during(known.waiting, at), open_cases=_during(known.cases, at))


def _different(values: Iterable[Any]) -> int:
    return len({value for value in values if value is not None})


def _during(periods: Iterable[tuple[datetime, datetime | None]], at: datetime) -> int:
    return sum(start <= at and (end is None or at < end) for start, end in periods)


def _with_bounds(moments: tuple[Moment, ...], bounds: set[datetime], known: Known) -> tuple[Moment, ...]:
    """Also where only a period began or ended: the figures of the line before, looked at again."""
    from dataclasses import replace

    added = []
    for at in bounds:
        before = [moment for moment in moments if moment.at <= at]
        if before:
            facts = before[-1].facts
            covered = {"covered_by"} if known.covered and known.covered <= at else frozenset()
            added.append(Moment(at, replace(facts, unanswered=_during(known.waiting, at),
                                            open_cases=_during(known.cases, at), filled=facts.filled | covered)))
    return tuple(sorted((*moments, *added), key=lambda moment: moment.at))
