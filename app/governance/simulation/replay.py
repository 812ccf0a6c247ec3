"""One proposal taken through other rules, from its publication on: what passes, when, and what waits."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from heapq import heapify, heappop, heappush

from app.core.calendar import due_day, start_of
from app.core.kinds import Answer as Said
from app.governance.charter.model import Charter, Condition, ConditionKind, Gate
from app.governance.gates import Item, evaluate, open_gates
from app.governance.simulation.history import History, Move, Story
from app.governance.simulation.recounting import Recount, counted_again, passes

MOST_MOVES = 3  # as in the service: a charter that loops must not hang it


@dataclass(frozen=True)
class Would:
    """A passage under the other rules. `uncertain`: its answer is taken as it was given, for want of a count."""

    at: datetime
    gate: str
    to_stage: str
    uncertain: bool = False


def unmet(story: Story, gate: Gate, at: datetime, since: datetime, tz: tzinfo) -> tuple[Item, ...]:
    """What is missing then. A condition that a real passage of that instant was judged by was met."""
    held = {condition for move in story.moves if move.at == at for condition in _frozen(move.conditions)}
    left = tuple(c for c in gate.conditions if c.kind is ConditionKind.OPEN_FOR or _key(c) not in held)
    facts = replace(story.at(at).facts, stage_since=since)
    return tuple(item for item in evaluate(replace(gate, conditions=left), facts, at, tz).items if not item.met)


def _key(condition: Condition) -> tuple[object, ...]:
    """A condition as something that can be in a set."""
    return (condition.kind, tuple(sorted(condition.figures.items())), condition.words, condition.with_minutes,
            condition.version)


def _frozen(conditions: tuple[Condition, ...]) -> Iterator[tuple[object, ...]]:
    return (_key(condition) for condition in conditions)


def ripening(conditions: tuple[Condition, ...], since: datetime, tz: tzinfo) -> Iterator[datetime]:
    """When each waiting time is over."""
    return (start_of(due_day(since, condition.figures["days"], tz), tz) for condition in conditions
            if condition.kind is ConditionKind.OPEN_FOR)


class Walk:
    """`entries` are the stages it goes through, each with its instant; `ready` the gates that wait for an answer in the
    last one, since when; `refused` those whose recorded answer was not enough."""

    def __init__(self, charter: Charter, story: Story, until: datetime, tz: tzinfo) -> None:
        self.charter, self.story, self.tz = charter, story, tz
        self.until = min(until, story.ended) if story.ended else until
        self.entries: list[tuple[str, datetime]] = [(charter.tracks[story.track].start.key, story.published_at)]
        self.moves: list[Would] = []
        self.ready: dict[str, datetime] = {}
        self.refused: set[str] = set()
        self._used: set[int] = set()
        self._due = tuple(self._was_due(n) for n in range(len(story.moves)))
        self._left: list[datetime] = []
        self._run()

    @property
    def stage(self) -> str:
        return self.entries[-1][0]

    @property
    def since(self) -> datetime:
        return self.entries[-1][1]

    def gates(self, entry: int = -1) -> tuple[Gate, ...]:
        """The ways out of a stage it went through."""
        return open_gates(self.charter, self.story.track, self.entries[entry][0])

    def _run(self) -> None:
        self._left = [at for at in self._instants() if at <= self.until]
        heapify(self._left)
        self._ripen()
        last = None
        while self._left:
            at = heappop(self._left)
            if at == last or at < self.since:
                continue
            last = at
            if self._at(at):
                last = None  # seen later than it was due: that instant is looked at as well

    def _instants(self) -> set[datetime]:
        story = self.story
        slept = {at for period in story.asleep for at in period if at}
        return ({moment.at for moment in story.moments} | {answer.at for answer in story.answers} | slept
                | {move.at for move in story.moves})

    def _ripen(self) -> None:
        for gate in self.gates():
            for at in ripening(gate.conditions, self.since, self.tz):
                if at <= self.until:
                    heappush(self._left, at)

    def _at(self, at: datetime) -> bool:
        """Everything that passes at that instant; True when something was seen later than that."""
        for _ in range(MOST_MOVES):
            move = self._step(at)
            if move is None:
                return False
            self.moves.append(move)
            self.entries.append((move.to_stage, move.at))
            self.ready = {}
            self._ripen()
            if move.at > at:
                heappush(self._left, move.at)
                return True
        return False

    def _step(self, at: datetime) -> Would | None:
        waiting: dict[str, datetime] = {}
        for gate in self.gates():
            if unmet(self.story, gate, at, self.since, self.tz):
                continue
            if gate.decision is None and not self.story.sleeps(at):
                return self._passed(gate, at)
            if gate.decision is not None:
                waiting[gate.key] = self.ready.get(gate.key, at)
                if (answered := self._answered(gate, at)) is not None:
                    return self._passed(gate, at, uncertain=answered is Recount.UNKNOWN)
        self.ready = waiting
        return None

    def _answered(self, gate: Gate, at: datetime) -> Recount | None:
        """By the first recorded answer that is enough; one given before its time is taken when its time comes."""
        for n, answer in enumerate(self.story.answers):
            if n in self._used or answer.at > at or answer.gate != gate.key or gate.decision is None:
                continue
            self._used.add(n)
            found = counted_again(self.charter, gate.decision, answer)
            if passes(found, answer):
                return found
            if answer.said is Said.PROMOTED:
                self.refused.add(gate.key)
        return None

    def _passed(self, gate: Gate, at: datetime, *, uncertain: bool = False) -> Would:
        """A passage that is due when it was due in fact is made when it was made: the service looks once in a while."""
        n = len(self.moves)
        if n < len(self.story.moves):
            real = self.story.moves[n]
            if (real.gate, real.to_stage, self._due[n]) == (gate.key, gate.to_stage, at):
                at = max(at, real.at)
        return Would(at, gate.key, gate.to_stage, uncertain)

    def _was_due(self, n: int) -> datetime:
        """The first instant at which what a real passage was judged by was all there."""
        real = self.story.moves[n]
        since = self.story.moves[n - 1].at if n else self.story.published_at
        gate = Gate(real.gate, self.story.track, "", real.to_stage, real.conditions, None, None)
        start = self._answer_to(real, since) if real.decided else since
        ripe = set(ripening(real.conditions, since, self.tz))
        for at in sorted(self._instants() | ripe):
            asleep = not real.decided and self.story.sleeps(at)
            if start <= at < real.at and not asleep and not unmet(self.story, gate, at, since, self.tz):
                return at
        return real.at

    def _answer_to(self, real: Move, since: datetime) -> datetime:
        return min((answer.at for answer in self.story.answers if answer.gate == real.gate
                    and answer.said is Said.PROMOTED and since <= answer.at <= real.at), default=real.at)


# All the coalitions of up to 25 players as one whole number: bit `s` is set when the set `s` is enough.
#
# A set is itself a number whose bit `n` says that player `n` is in it. « With and without player n » is then a shift of
# the whole table, so that every coalition is looked at at once.

Voices = Mapping[str, int]


class Table:
    def __init__(self, players: Sequence[Voices], enough: Callable[[Voices], bool]) -> None:
        """`enough` must not be undone by a voice more."""
        self.players, self.enough = players, enough
        self.keys = sorted({key for voices in players for key in voices})
        self._steps = [tuple(voices.get(key, 0) for key in self.keys) for voices in players]
        self._before = [tuple(sum(step[k] for step in self._steps[:n]) for k in range(len(self.keys)))
                        for n in range(len(players) + 1)]
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._enough: dict[tuple[int, ...], bool] = {}
        self.good = self._table(len(players), (0,) * len(self.keys))
        self._known.clear()

    @property
    def size(self) -> int:
        return len(self.players)

    def _is_enough(self, voices: tuple[int, ...]) -> bool:
        if voices not in self._enough:
            self._enough[voices] = self.enough(dict(zip(self.keys, voices, strict=True)))
        return self._enough[voices]

    def _table(self, number: int, given: tuple[int, ...]) -> int:
        """Of the first `number` players, those beyond them having brought `given`: without the last one, then with."""
        if self._is_enough(given):
            return (1 << (1 << number)) - 1
        if not self._is_enough(tuple(map(sum, zip(given, self._before[number], strict=True)))):
            return 0
        key = (number, given)
        if key not in self._known:
            brought = tuple(map(sum, zip(given, self._steps[number - 1], strict=True)))
            without, with_ = self._table(number - 1, given), self._table(number - 1, brought)
            self._known[key] = without | with_ << (1 << number - 1)
        return self._known[key]

    def dual(self) -> int:
        """The sets without which the others are not enough: each set takes the place of its complement."""
        return ~self._reversed(self.good, self.size) & ((1 << (1 << self.size)) - 1)

    def _reversed(self, table: int, number: int) -> int:
        """The bits in the opposite order, by halves."""
        for n in range(number):
            here = self._with(n)
            table = (table & here) >> (1 << n) | (table & here >> (1 << n)) << (1 << n)
        return table

    def _with(self, player: int) -> int:
        """The sets that hold that player."""
        width = 1 << player
        block = ((1 << width) - 1) << width
        return _repeated(block, 2 * width, 1 << self.size)

    def minimal(self, table: int) -> int:
        """Those that are enough, and no longer without any one of theirs."""
        left = table
        for n in range(self.size):
            here = self._with(n)
            left &= ~((table & here >> (1 << n)) << (1 << n))
        return left

    def swings(self, player: int) -> int:
        """In how many sets it turns what was not enough into what is."""
        here = self._with(player)
        without = (self.good & here >> (1 << player)) << (1 << player)
        return (self.good & here & ~without).bit_count()

    def smallest(self, table: int, most: int) -> tuple[int | None, list[tuple[int, ...]]]:
        """How many players the smallest sets have, and the first of these sets."""
        if not table:
            return None, []
        for number in range(self.size + 1):
            found = table & self._of_size(number)
            if found:
                return number, [_members(bit, self.size) for bit in _bits(found, most)]
        raise AssertionError("a set has a size")

    def _of_size(self, number: int) -> int:
        """The sets with that many players."""
        row = [1] + [0] * number
        for n in range(self.size):
            row = [row[k] | (row[k - 1] << (1 << n) if k else 0) for k in range(number + 1)]
        return row[number]


def _repeated(block: int, width: int, whole: int) -> int:
    """A pattern over and over, by doubling."""
    while width < whole:
        block |= block << width
        width *= 2
    return block


def _bits(number: int, most: int) -> list[int]:
    """The places of the lowest bits that are set."""
    found: list[int] = []
    while number and len(found) < most:
        low = number & -number
        found.append(low.bit_length() - 1)
        number ^= low
    return found


def _members(one: int, size: int) -> tuple[int, ...]:
    return tuple(n for n in range(size) if one >> n & 1)


# The history of each proposal under other rules, beside what happened: what would have moved, when, and why not.

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
