"""The history of each proposal under other rules: what would have moved, when, and what would have held it back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from app.rules.calendar import due_day, start_of
from app.rules.charter.model import Charter, DecisionRule, Gate
from app.rules.charter.words import ConditionKind, Method
from app.rules.conditions import Item, evaluate
from app.rules.deciding import settings_of
from app.rules.gates import open_gates
from app.rules.published import bare
from app.rules.simulate.history import Answer, History, Move, Story
from app.rules.tally import Malformed, Outcome, recount

MOST_MOVES = 3
SEEN_WITHIN = timedelta(days=2)


class Verdict(StrEnum):
    """Beside what happened. `unknown`: the other rules do not have its track or its stage."""

    SAME = "same"
    SOONER = "sooner"
    LATER = "later"
    HELD = "held"
    FURTHER = "further"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """`held` are the conditions that were not met when it passed in fact (or now, where it would still wait); `vote`
    is a gate whose recorded answer would not have been enough."""

    story: Story
    moves: tuple[Move, ...]
    verdict: Verdict
    gate: str = ""
    held: tuple[Item, ...] = ()
    vote: bool = False


@dataclass(frozen=True)
class Simulation:
    rows: tuple[Row, ...]

    def of(self, verdict: Verdict) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.verdict is verdict)


def simulate(charter: Charter, history: History, tz: tzinfo) -> Simulation:
    """With the charter in force, exactly what happened."""
    return Simulation(tuple(_row(charter, story, history.until, tz) for story in history.stories))


def _row(charter: Charter, story: Story, until: datetime, tz: tzinfo) -> Row:
    if story.track not in charter.tracks:
        return Row(story, (), Verdict.UNKNOWN)
    walk = _Walk(charter, story, until, tz)
    moves = tuple(walk.run())
    verdict = _compared(story, moves)
    gate, held = walk.held(len(moves)) if verdict in (Verdict.HELD, Verdict.LATER) else ("", ())
    return Row(story, moves, verdict, gate, held, walk.voted_down and verdict in (Verdict.HELD, Verdict.LATER))


def _compared(story: Story, other: tuple[Move, ...]) -> Verdict:
    """By the first passage that differs."""
    heard = {moment.at for moment in story.moments}
    for was, would in zip(story.moves, other, strict=False):
        if was.to_stage != would.to_stage:
            return Verdict.UNKNOWN
        if not _together(was.at, would.at, ripened=would.at not in heard):
            return Verdict.SOONER if would.at < was.at else Verdict.LATER
    if len(story.moves) == len(other):
        return Verdict.SAME
    return Verdict.HELD if len(other) < len(story.moves) else Verdict.FURTHER


def _together(was: datetime, would: datetime, *, ripened: bool) -> bool:
    """A waiting time that ripens at midnight is seen at the next look of the service, a minute or a day later."""
    if ripened:
        return timedelta() <= was - would <= SEEN_WITHIN
    return abs(was - would) < timedelta(seconds=1)


class _Walk:
    """One proposal, from its publication on."""

    def __init__(self, charter: Charter, story: Story, until: datetime, tz: tzinfo) -> None:
        self.charter, self.story, self.tz = charter, story, tz
        self.until = min(until, story.ended) if story.ended else until
        self.stage, self.since = charter.tracks[story.track].start.key, story.published_at
        self.voted_down = False
        self.used: set[int] = set()

    def run(self) -> Iterator[Move]:
        """In the order of instants; those at which a waiting time ripens are added as stages are entered."""
        left = sorted({moment.at for moment in self.story.moments} | {answer.at for answer in self.story.answers}
                      | set(self._ripening()))
        while left:
            at = left.pop(0)
            if at > self.until:
                return
            for _ in range(MOST_MOVES):
                move = self._step(at)
                if move is None:
                    break
                yield move
                left = sorted({*left, *(ripe for ripe in self._ripening() if ripe > at)})

    def _ripening(self) -> Iterator[datetime]:
        for gate in open_gates(self.charter, self.story.track, self.stage):
            for condition in gate.conditions:
                if condition.kind is ConditionKind.OPEN_FOR:
                    yield start_of(due_day(self.since, condition.figures["days"], self.tz), self.tz)

    def _step(self, at: datetime) -> Move | None:
        for gate in open_gates(self.charter, self.story.track, self.stage):
            if not self._report(gate, at) and (gate.decision is None or self._answered(gate, at)):
                self.stage, self.since = gate.to_stage, at
                return Move(at, gate.key, gate.to_stage)
        return None

    def _report(self, gate: Gate, at: datetime) -> tuple[Item, ...]:
        """What is not met then."""
        known = [moment.facts for moment in self.story.moments if moment.at <= at]
        if not known:
            return ()
        facts = replace(known[-1], stage_since=self.since)
        return tuple(item for item in evaluate(gate, facts, at, self.tz).items if not item.met)

    def _answered(self, gate: Gate, at: datetime) -> bool:
        """The answer that was given at that instant, counted by the other rule where there is something to count."""
        for n, answer in enumerate(self.story.answers):
            if n in self.used or answer.at != at or answer.gate != gate.key or not answer.promoted:
                continue
            self.used.add(n)
            if gate.decision is None or _enough(gate.decision, answer):
                return True
            self.voted_down = True
        return False

    def held(self, done: int) -> tuple[str, tuple[Item, ...]]:
        """At the gate that it passed in fact and would not have passed then."""
        real = self.story.moves[done] if done < len(self.story.moves) else self.story.moves[-1]
        gates = [gate for gate in open_gates(self.charter, self.story.track, self.stage) if gate.key == real.gate]
        return (real.gate, self._report(gates[0], real.at)) if gates else (real.gate, ())


def _enough(rule: DecisionRule, answer: Answer) -> bool:
    """Would that vote have been enough? What cannot be counted again is taken as it was answered."""
    try:
        if answer.document is not None and answer.document["decision"]["method"] == rule.counted.value:
            profile = bare(answer.document["profile"])
            return recount(rule.counted.value, profile, settings_of(rule)).outcome is Outcome.ADOPTED
        if answer.votes is not None and rule.counted is Method.MAJORITY:
            ballots = [{"choice": word, "weight": number} for word, number in answer.votes.items() if number]
            settings = {key: value for key, value in settings_of(rule).items()
                        if key not in ("quorum", "college_quorum", "colleges")}
            if settings["base"] != "roll":
                return recount("majority", {"ballots": ballots}, settings).outcome is Outcome.ADOPTED
    except Malformed:
        return True
    return True
