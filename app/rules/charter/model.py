"""A charter as values: what the TOML says once it is read. Nothing here decides anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.rules.charter.localised import Localised
from app.rules.charter.words import (
    Ballots,
    ConditionKind,
    Delegating,
    Electorate,
    Feature,
    FieldKind,
    Grade,
    Method,
    Results,
    Silence,
    SupportsOf,
    SupportsShown,
)
from app.rules.tally.settings import Quorum, Threshold
from app.rules.tally.words import Base, Combine


@dataclass(frozen=True)
class College:
    key: str
    names: Localised
    weight: Fraction


@dataclass(frozen=True)
class RoleRule:
    """A role of the charter and how long one holds it. `term_days` None is a term without end, which lint refuses."""

    key: str
    names: Localised
    term_days: int | None
    terms: int | None = None


@dataclass(frozen=True)
class Limits:
    open_proposals: int
    carriers: int
    decision_days: int
    question_days: int | None = None  # for an answer to a question; None where the charter does not say
    seconds: int | None = None  # how many others must agree to an act of staff; None: one (rules/together.py)


@dataclass(frozen=True)
class Choice:
    key: str
    names: Localised


@dataclass(frozen=True)
class Field:
    """One question of a stage's form. `max` counts the signs of a text; `least` and `most` bound a number, or an amount
    in whole euros. `unit` is said after a number."""

    key: str
    names: Localised
    help: Localised
    example: Localised
    kind: FieldKind
    required: bool
    max: int
    choices: tuple[Choice, ...] = ()
    least: int | None = None
    most: int | None = None
    unit: Localised = field(default_factory=Localised)

    @property
    def is_text(self) -> bool:
        """Words, in paragraphs: what can be amended, split and rendered."""
        return self.kind in (FieldKind.TEXT, FieldKind.LONG)


@dataclass(frozen=True)
class Stage:
    """`one` is the thing at this stage with its article (« une idée »); `support` is the word on the button."""

    key: str
    names: Localised
    one: Localised
    about: Localised
    support: Localised
    fields: tuple[Field, ...]
    features: frozenset[Feature]
    final: bool
    dormant_after_days: int | None


@dataclass(frozen=True)
class Condition:
    """`figures` are the numbers asked, by parameter; `words` the fields, roles or kinds of document."""

    kind: ConditionKind
    figures: Mapping[str, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    with_minutes: bool = False
    version: SupportsOf = SupportsOf.ANY


@dataclass(frozen=True)
class Postpone:
    """`times` None is a postponement without end, which lint refuses."""

    days: int
    times: int | None


@dataclass(frozen=True)
class Appeal:
    days: int
    to: Electorate


@dataclass(frozen=True)
class DecisionRule:
    """`counted` is the method of the count: `method` itself, or what the committee uses for `steering`."""

    method: Method
    by: Electorate
    counted: Method
    open_days: int | None = None
    reason: bool = True
    ballots: Ballots = Ballots.PUBLIC
    results: Results = Results.AT_CLOSE
    base: Base = Base.EXPRESSED
    threshold: Threshold | None = None
    grade: Grade | None = None
    quorum: Quorum | None = None
    college_quorum: Quorum | None = None
    colleges: tuple[str, ...] = ()
    combine: Combine = Combine.PROPORTIONAL
    silence: Silence = Silence.NOTHING
    rounds_max: int | None = None
    step_days: int | None = None
    review_days: int | None = None
    fallback: "DecisionRule | None" = None
    postpone: Postpone | None = None
    appeal: Appeal | None = None


@dataclass(frozen=True)
class Gate:
    """From a stage to another. `decision` None: it passes by itself as soon as all its conditions hold."""

    key: str
    track: str
    from_stage: str
    to_stage: str
    conditions: tuple[Condition, ...]
    decision: DecisionRule | None
    answer_days: int | None


@dataclass(frozen=True)
class Track:
    """`stages` in the order people meet them, the first one first. `publish` is the word of the button that begins."""

    key: str
    names: Localised
    about: Localised
    publish: Localised
    stages: Mapping[str, Stage]
    gates: tuple[Gate, ...]

    @property
    def start(self) -> Stage:
        return next(iter(self.stages.values()))

    def before(self, stage: str) -> frozenset[str]:
        """The stages one may have been through when at this one, itself among them."""
        seen, waiting = {stage}, [stage]
        while waiting:
            to = waiting.pop()
            new = {gate.from_stage for gate in self.gates if gate.to_stage == to} - seen
            seen |= new
            waiting.extend(new)
        return frozenset(seen)


@dataclass(frozen=True)
class Charter:
    """The rules of a space. `lines` says where each key stands in the text it was read from; it is not a rule."""

    key: str
    version: int
    names: Localised
    about: Localised
    scic: bool
    supports: SupportsShown
    delegation: Delegating
    colleges: Mapping[str, College]
    roles: Mapping[str, RoleRule]
    limits: Limits
    changes: DecisionRule
    tracks: Mapping[str, Track]
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def gates(self) -> tuple[Gate, ...]:
        return tuple(gate for track in self.tracks.values() for gate in track.gates)

    def gate(self, key: str) -> Gate:
        """KeyError when the charter has no such gate."""
        found = {gate.key: gate for gate in self.gates()}
        return found[key]

    def share(self, college: str) -> Fraction:
        """The part of the whole weight that a college has."""
        whole = sum((each.weight for each in self.colleges.values()), Fraction(0))
        return self.colleges[college].weight / whole if whole else Fraction(0)
