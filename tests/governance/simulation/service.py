"""A small service, written apart from the replay: it takes acts and leaves a history behind it.

As the real one does: every act is followed by a step; time alone is looked at now and then, and not while the proposal
sleeps or waits for an answer; a vote that was won lets it through as soon as its conditions hold.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.kinds import Answer as Said
from app.governance.charter.model import Charter, Condition, ConditionKind, Gate
from app.governance.gates import Facts, evaluate, open_gates
from app.governance.simulation.history import Answer, History, Moment, Move, Story
from tests.governance.charters import shipped

PARIS = ZoneInfo("Europe/Paris")
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
DEFAULT = shipped()
UNTOUCHING = ("unsupport", "report", "settle", "look", "sleep")


def asking(**wanted: dict[str, int]) -> Charter:
    """The default charter with other figures: `to_work_group={"supports": 3, "open_for": 7}`, nought for no condition.
    Its passage to an experiment is automatic here."""
    track = DEFAULT.tracks["project"]
    gates = tuple(_asked(gate, wanted.get(gate.key, {})) for gate in track.gates)
    need = DEFAULT.tracks["need"]
    needs = tuple(_asked(gate, wanted.get(gate.key, {})) for gate in need.gates)
    return replace(DEFAULT, tracks={"need": replace(need, gates=needs), "project": replace(track, gates=gates)})


def _asked(gate: Gate, figures: dict[str, int]) -> Gate:
    if gate.key not in ("to_work_group", "to_experiment", "recognition"):
        kept = tuple(c for c in gate.conditions if c.kind is ConditionKind.FILLED)
        return replace(gate, conditions=kept)
    kinds = {kind.value: kind for kind in ConditionKind}
    conditions = tuple(Condition(kinds[key], {"days" if key == "open_for" else "at_least": number})
                       for key, number in figures.items() if number)
    decision = None if gate.key == "to_experiment" else gate.decision
    return replace(gate, conditions=(*conditions, Condition(ConditionKind.NOT_REPORTED)), decision=decision)


@dataclass
class Service:
    charter: Charter
    track: str = "project"
    now: datetime = BEGAN
    stage: str = ""
    since: datetime = BEGAN
    facts: Facts = field(default_factory=lambda: Facts(stage_since=BEGAN))
    moments: list[Moment] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    asleep: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    won: list[Answer] = field(default_factory=list)
    outcome_at: datetime | None = None

    def __post_init__(self) -> None:
        self.stage = self.charter.tracks[self.track].start.key
        self._note()
        self._advance()

    @property
    def gates(self) -> tuple[Gate, ...]:
        return open_gates(self.charter, self.track, self.stage)

    @property
    def sleeps(self) -> bool:
        return bool(self.asleep) and self.asleep[-1][1] is None

    def met(self, gate: Gate) -> bool:
        return evaluate(gate, replace(self.facts, stage_since=self.since), self.now, PARIS).met

    def ready(self) -> frozenset[str]:
        return frozenset(gate.key for gate in self.gates if gate.decision is not None and self.met(gate))

    def do(self, act: str, hours: int = 1) -> None:
        self.now += timedelta(hours=hours)
        if self.sleeps and act not in UNTOUCHING:
            self.asleep[-1] = (self.asleep[-1][0], self.now)
        getattr(self, f"_{act}")()
        if act not in ("look", "sleep"):
            self._note()
            self._advance()

    def _look(self) -> None:
        if not self.sleeps and not self.ready():
            self._advance()

    def _sleep(self) -> None:
        if not self.sleeps and not self.ready():
            self.asleep.append((self.now, None))

    def _support(self) -> None:
        self.facts = replace(self.facts, supports=self.facts.supports + 1)

    def _unsupport(self) -> None:
        self.facts = replace(self.facts, supports=max(0, self.facts.supports - 1))

    def _carry(self) -> None:
        self.facts = replace(self.facts, carriers=self.facts.carriers + 1)

    def _report(self) -> None:
        self.facts = replace(self.facts, open_cases=1)

    def _settle(self) -> None:
        self.facts = replace(self.facts, open_cases=0)

    def _end(self) -> None:
        if self.stage == "experiment":
            words = {"outcome_kind", "outcome_lessons", "outcome_adapted"}
            self.facts, self.outcome_at = replace(self.facts, filled=frozenset(words)), self.now

    def _promote(self) -> None:
        for key in self.ready():
            self._answered(key, Said.PROMOTED)
            self.won.append(self.answers[-1])

    def _decline(self) -> None:
        for gate in self.gates:
            if gate.decision is not None:
                self._answered(gate.key, Said.DECLINED)

    def _vote(self) -> None:
        """Won here, whether or not the conditions hold at its end."""
        for gate in self.gates:
            if gate.decision is not None:
                self._answered(gate.key, Said.PROMOTED)
                self.won.append(self.answers[-1])

    def _answered(self, key: str, said: Said) -> None:
        gate = next(gate for gate in self.gates if gate.key == key)
        self.answers.append(Answer(self.now, key, said, gate.decision))

    def _note(self) -> None:
        self.moments.append(Moment(self.now, self.facts))

    def _advance(self) -> None:
        if self.sleeps:
            return
        for _ in range(3):
            gate = next((gate for gate in self.gates if self.met(gate) and (
                gate.decision is None or any(one.gate == gate.key for one in self.won))), None)
            if gate is None:
                return
            self.moves.append(Move(self.now, gate.key, gate.to_stage, gate.conditions, gate.decision is not None))
            self.stage, self.since, self.won = gate.to_stage, self.now, []
            if gate.to_stage != "outcome" and self.outcome_at != self.now:
                self.facts = replace(self.facts, filled=frozenset())
                self._note()

    def story(self, number: int = 1) -> Story:
        return Story(number, f"Proposition {number}", self.track, BEGAN, tuple(self.moments), tuple(self.moves),
                     tuple(self.answers), tuple(self.asleep), self.ready())

    def history(self) -> History:
        return History((self.story(),), self.now)
