"""The history of each proposal under other rules, beside what happened: what would have moved, when, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from app.rules.charter.model import Charter, Gate
from app.rules.conditions import Item
from app.rules.simulate.history import History, Move, Story
from app.rules.simulate.walking import Walk, Would, ripening, unmet

PLACED = frozenset({"support_places", "support_structures", "support_colleges"})


class Verdict(StrEnum):
    """Beside what happened. `unknown`: the other rules do not have its track or its stage; `elsewhere`: they lead it to
    another one; `ready`: it would wait for an answer, and does not now; `uncertain`: as it happened, on an
    answer that cannot be counted again."""

    SAME = "same"
    UNCERTAIN = "uncertain"
    SOONER = "sooner"
    READY = "ready"
    FURTHER = "further"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    LATER = "later"
    HELD = "held"


class Why(StrEnum):
    """`earlier`: it came late to that stage; `unasked`: nobody was ever asked there, so nobody knows the answer."""

    CONDITIONS = "conditions"
    VOTE = "vote"
    UNASKED = "unasked"
    EARLIER = "earlier"
    STAGE = "stage"
    NONE = "none"


@dataclass(frozen=True)
class Held:
    """A condition that was missing when it passed in fact; `until` is when it was met, None as long as it is not."""

    item: Item
    until: datetime | None


@dataclass(frozen=True)
class Step:
    """One passage that differs: when it was made, when it would have been. `ready`: since when its conditions hold."""

    gate: str
    verdict: Verdict
    was: datetime | None
    would: datetime | None
    why: Why = Why.NONE
    held: tuple[Held, ...] = ()
    ready: datetime | None = None
    approximate: bool = False


@dataclass(frozen=True)
class Row:
    """`steps` are the passages that differ; the verdict is the gravest of theirs."""

    story: Story
    moves: tuple[Would, ...]
    steps: tuple[Step, ...] = ()

    @property
    def verdict(self) -> Verdict:
        order = tuple(Verdict)
        alike = Verdict.UNCERTAIN if self.uncertain else Verdict.SAME
        return max((step.verdict for step in self.steps), key=order.index, default=alike)

    @property
    def uncertain(self) -> bool:
        return any(move.uncertain for move in self.moves)


@dataclass(frozen=True)
class Simulation:
    rows: tuple[Row, ...]
    until: datetime

    def of(self, *verdicts: Verdict) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.verdict in verdicts)


def simulate(charter: Charter, history: History, tz: tzinfo) -> Simulation:
    """With the charter in force, exactly what happened."""
    return Simulation(tuple(_row(charter, story, history.until, tz) for story in history.stories), history.until)


def _row(charter: Charter, story: Story, until: datetime, tz: tzinfo) -> Row:
    if story.track not in charter.tracks:
        last = story.moves[0] if story.moves else None
        return Row(story, (), (Step(last.gate if last else "", Verdict.UNKNOWN, last.at if last else None, None,
                                    Why.STAGE),))
    walk = Walk(charter, story, until, tz)
    return Row(story, tuple(walk.moves), tuple(_Compared(walk).steps()))


class _Compared:
    def __init__(self, walk: Walk) -> None:
        self.walk, self.story = walk, walk.story

    def steps(self) -> Iterator[Step]:
        """Passage by passage, until the two part."""
        for n, (was, would) in enumerate(zip(self.story.moves, self.walk.moves, strict=False)):
            if was.to_stage != would.to_stage:
                yield Step(would.gate, Verdict.ELSEWHERE, was.at, would.at, approximate=self._vague(would.at, ()))
                return
            if was.at != would.at:
                yield self._sooner(was, would) if would.at < was.at else self._late(n, was, would)
        made, fewer = len(self.story.moves), len(self.walk.moves)
        if fewer < made:
            yield self._late(fewer, self.story.moves[fewer], None)
            return
        for would in self.walk.moves[made:]:
            yield Step(would.gate, Verdict.FURTHER, None, would.at, approximate=self._vague(would.at, ()))
        if fewer == made and self.story.ended is None:
            yield from self._waiting()

    def _sooner(self, was: Move, would: Would) -> Step:
        return Step(was.gate, Verdict.SOONER, was.at, would.at, approximate=self._vague(would.at, ()))

    def _late(self, n: int, was: Move, would: Would | None) -> Step:
        """It passed in fact, and not then, or not at all, under these rules."""
        verdict, at = (Verdict.LATER, would.at) if would else (Verdict.HELD, None)
        gate = self._leading(n, was)
        if gate is None:
            return Step(was.gate, Verdict.UNKNOWN, was.at, at, Why.STAGE)
        since = self.walk.entries[n][1]
        if since > was.at:
            return Step(gate.key, verdict, was.at, at, Why.EARLIER, ready=self.walk.ready.get(gate.key))
        held = self._held(gate, was.at, since, at)
        why = Why.CONDITIONS if held else self._unanswered(gate)
        return Step(gate.key, verdict, was.at, at, why, held, self.walk.ready.get(gate.key), self._vague(was.at, held))

    def _leading(self, n: int, was: Move) -> Gate | None:
        """The gate of these rules from where it stood to where it went."""
        there = [gate for gate in self.walk.gates(n) if gate.to_stage == was.to_stage]
        return next((gate for gate in there if gate.key == was.gate), there[0] if there else None)

    def _unanswered(self, gate: Gate) -> Why:
        if gate.decision is None:
            return Why.NONE
        asked = any(answer.gate == gate.key for answer in self.story.answers)
        return Why.VOTE if asked else Why.UNASKED

    def _held(self, gate: Gate, at: datetime, since: datetime, to: datetime | None) -> tuple[Held, ...]:
        missing = unmet(self.story, gate, at, since, self.walk.tz)
        if not missing:
            return ()
        end = to or self.walk.until
        ripe = ripening(gate.conditions, since, self.walk.tz)
        later = sorted({t for t in (*(moment.at for moment in self.story.moments), *ripe, end) if at < t <= end})
        return tuple(Held(item, self._met(gate, item, since, later)) for item in missing)

    def _met(self, gate: Gate, item: Item, since: datetime, later: list[datetime]) -> datetime | None:
        """The first of these instants at which that one is no longer missing."""
        return next((t for t in later if (item.condition, item.code) not in {
            (one.condition, one.code) for one in unmet(self.story, gate, t, since, self.walk.tz)}), None)

    def _waiting(self) -> Iterator[Step]:
        """Both stand at the same stage: does it wait for an answer in one, and not in the other?"""
        for gate in self.walk.gates():
            if gate.decision is None or (gate.key in self.walk.ready) == (gate.key in self.story.ready):
                continue
            if gate.key in self.walk.ready:
                yield Step(gate.key, Verdict.READY, None, None, Why.UNASKED, ready=self.walk.ready[gate.key])
            else:
                held = self._held(gate, self.walk.until, self.walk.since, None)
                yield Step(gate.key, Verdict.HELD, None, None, Why.CONDITIONS, held)

    def _vague(self, at: datetime, held: tuple[Held, ...]) -> bool:
        """Do its figures rest on supports whose places are not known any more?"""
        return self.story.at(at).approximate and (not held or any(one.item.code in PLACED for one in held))
