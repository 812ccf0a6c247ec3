"""One proposal taken through other rules, from its publication on: what passes, when, and what waits."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from heapq import heapify, heappop, heappush

from app.rules.calendar import due_day, start_of
from app.rules.charter.model import Charter, Condition, Gate
from app.rules.charter.words import ConditionKind
from app.rules.conditions import Item, evaluate
from app.rules.gates import open_gates
from app.rules.kinds import Answer as Said
from app.rules.simulate.history import Move, Story
from app.rules.simulate.recounting import Recount, counted_again, passes

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
