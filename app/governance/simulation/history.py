"""What really happened, as frozen values: each proposal's figures from moment to moment, its passages, its answers."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from app.core.kinds import Answer as Said, LinkKind
from app.governance.charter.model import Condition, DecisionRule
from app.governance.gates import Facts

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


# From the lines of the journal to figures through time: each line read once, in its order.

NOBODY = Origin()
PLACED = {"support_places", "support_structures", "support_colleges",
          "support_places_now", "support_structures_now", "support_colleges_now"}


@dataclass
class _State:
    supporters: dict[int, int] = field(default_factory=dict)  # and the version each of them supports
    carriers: dict[int, int | None] = field(default_factory=dict)
    members: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    meetings: set[int] = field(default_factory=set)
    indicators: set[int] = field(default_factory=set)
    measured: set[int] = field(default_factory=set)
    version: int = 1
    meaning_since: int = 1
    pact: int = 0
    outcome: tuple[str, datetime] | None = None
    kept: dict[str, int] = field(default_factory=dict)
    kept_at: datetime | None = None


def fold(events: Iterable[Event], known: Known) -> tuple[Moment, ...]:
    """The figures after each line, and wherever a question, a case or a cover began or ended by itself."""
    state, moments = _State(), []
    state.carriers.update([known.author] if known.author else [])
    periods = (*known.waiting, *known.cases, *known.covered, *(one.period for one in known.shared))
    bounds = sorted({at for period in periods for at in period if at})
    for event in events:
        while bounds and bounds[0] < event.at:
            moments.append(_moment(state, known, bounds.pop(0)))
        _apply(state, known, event)
        moments.append(_moment(state, known, event.at))
    moments += [_moment(state, known, at) for at in bounds]
    return (*moments, known.now) if known.now else tuple(moments)


def _apply(state: _State, known: Known, event: Event) -> None:
    if act := _ACTS.get(event.kind):
        act(state, known, event)


def _supported(state: _State, _known: Known, event: Event) -> None:
    state.supporters.setdefault(event.actor_id or 0, event.data.get("version", state.version))


def _confirmed(state: _State, _known: Known, event: Event) -> None:
    state.supporters[event.actor_id or 0] = event.data["version"]


def _unsupported(state: _State, _known: Known, event: Event) -> None:
    state.supporters.pop(event.actor_id or 0, None)


def _tied(state: _State, known: Known, event: Event) -> None:
    """Another proposal was merged into this one: its supporters came along."""
    if event.data["link"] == LinkKind.MERGED_INTO:
        came = known.merged.get(event.data["other_id"], frozenset())
        state.supporters = dict.fromkeys(came, 0) | state.supporters


def _carried(state: _State, _known: Known, event: Event) -> None:
    state.carriers[event.data["person_id"]] = event.data.get("structure_id")


def _laid_down(state: _State, _known: Known, event: Event) -> None:
    state.carriers.pop(event.data["person_id"], None)


def _joined(state: _State, known: Known, event: Event) -> None:
    person = event.data["person_id"]
    state.members[person] = (event.data["role"], known.members.get((person, event.at)))


def _has_role(state: _State, _known: Known, event: Event) -> None:
    person = event.data["person_id"]
    _role, structure = state.members.get(person, ("", None))
    state.members[person] = (event.data["role"], structure)


def _left(state: _State, _known: Known, event: Event) -> None:
    state.members.pop(event.data["person_id"], None)


def _minuted(state: _State, _known: Known, event: Event) -> None:
    state.meetings.add(event.data["meeting_id"])


def _observed(state: _State, known: Known, event: Event) -> None:
    """One that was dropped since counts for nothing: no line says when."""
    if event.data["indicator_id"] in known.indicators:
        state.indicators.add(event.data["indicator_id"])


def _measured(state: _State, _known: Known, event: Event) -> None:
    state.measured.add(event.data["indicator_id"])


def _revised(state: _State, _known: Known, event: Event) -> None:
    """More than a small correction: whoever wrote it supports it, the others are asked."""
    state.version = state.meaning_since = event.data["version"]
    if event.actor_id in state.supporters:
        state.supporters[event.actor_id] = state.version


def _completed(state: _State, _known: Known, event: Event) -> None:
    """Written before the passage that publishes it, and not by who decided the passage."""
    _revised(state, _known, replace(event, actor_id=event.data["person_id"]))


def _settled(state: _State, _known: Known, event: Event) -> None:
    """Who suggested what the new version put in supports it too."""
    if event.data.get("version") == state.meaning_since and event.data["person_id"] in state.supporters:
        state.supporters[event.data["person_id"]] = state.version


def _corrected(state: _State, _known: Known, event: Event) -> None:
    state.version = event.data["version"]


def _promised(state: _State, _known: Known, event: Event) -> None:
    state.pact = event.data["number"]


def _ended(state: _State, _known: Known, event: Event) -> None:
    state.outcome = (event.data["outcome"], event.at)


def _passed(state: _State, known: Known, event: Event) -> None:
    """An outcome says nothing about a trial that begins after it; the figures of the passage were kept with it."""
    if state.outcome and state.outcome[1] < event.at and event.data["to_stage"] not in known.finals:
        state.outcome = None
    kept = state.kept if state.kept_at == event.at else {}
    state.kept, state.kept_at = {**kept, **known.reports.get(event.data["passage"], {})}, event.at


_ACTS: dict[str, Callable[[_State, Known, Event], None]] = {
    "support.given": _supported, "support.withdrawn": _unsupported, "link.made": _tied, "carrier.accepted": _carried,
    "carrier.left": _laid_down, "group.joined": _joined, "group.role_given": _has_role, "group.left": _left,
    "minutes.published": _minuted, "indicator.set": _observed, "measure.added": _measured,
    "proposal.revised": _revised, "proposal.completed": _completed, "proposal.corrected": _corrected,
    "support.confirmed": _confirmed, "amendment.settled": _settled,
    "pact.saved": _promised, "outcome.declared": _ended, "passage.made": _passed}


def _moment(state: _State, known: Known, at: datetime) -> Moment:
    facts = _facts(state, known, at)
    unknown = any(person not in known.supports for person in state.supporters)
    told: dict[str, Any] = state.kept if state.kept_at == at else {}
    return Moment(at, replace(facts, **told), approximate=unknown and not told.keys() & PLACED)


def _facts(state: _State, known: Known, at: datetime) -> Facts:
    present = [one for one, version in state.supporters.items() if version >= state.meaning_since]
    return Facts(
        **_supports(state.supporters, known), **_supports(present, known, "_now"), carriers=len(state.carriers),
        carrier_structures=_different(state.carriers.values()), members=len(state.members),
        member_structures=_different(structure for _role, structure in state.members.values()),
        roles_held=frozenset(role for role, _structure in state.members.values()), stage_since=at,
        filled=_filled(state, known, at), meetings_held=len(state.meetings), meetings_with_minutes=len(state.meetings),
        indicators=len(state.indicators), indicators_measured=len(state.measured),
        unanswered=during(known.waiting, at), open_cases=during(known.cases, at), **_shared(known, at))


def _supports(people: Iterable[int], known: Known, when: str = "") -> dict[str, Any]:
    given = [known.supports.get(person, NOBODY) for person in people]
    return {f"supports{when}": len(given), f"support_places{when}": _different(one.place for one in given),
            f"support_structures{when}": _different(one.structure for one in given),
            f"support_colleges{when}": _different(one.college or None for one in given)}


def _shared(known: Known, at: datetime) -> dict[str, Any]:
    there = [one for one in known.shared if during((one.period,), at)]
    pledged = [one for one in there if one.what == "pledge"]
    return {
        "documents": frozenset(one.kind for one in there if one.what == "document"),
        "risks_shared": sum(one.what == "risk" for one in there),
        "open_objections": sum(one.what == "objection" for one in there),
        "contribution_hours": sum(one.hours for one in pledged),
        "contribution_euros_cents": sum(one.cents for one in pledged),
        "contribution_structures": _different(one.structure for one in pledged)}


def _filled(state: _State, known: Known, at: datetime) -> frozenset[str]:
    """Of the pact, what its last number fills, from that number on: earlier ones were not kept."""
    last, pact = known.pact
    words = set(known.fields.get(state.version, frozenset())) | (pact if last and state.pact >= last else set())
    if state.outcome:
        words |= {"outcome_kind", "outcome_lessons", f"outcome_{state.outcome[0]}"}
    return frozenset(words | ({"covered_by"} if during(known.covered, at) else set()))


def _different(values: Iterable[object]) -> int:
    return len({value for value in values if value is not None})
