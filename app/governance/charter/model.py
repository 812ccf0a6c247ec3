"""The closed lists of words a charter may use. A charter names its own stages, colleges and fields; never these."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from app.core.kinds import GroupRole, OutcomeKind, Role
from app.governance.tally.settings import Base, Combine, Quorum, Threshold


class Feature(StrEnum):
    """What the page of a stage opens. Code asks for features; nothing in Python names a stage."""

    SUPPORT = "support"
    COMMENT = "comment"
    CARRIERS = "carriers"
    GROUP = "group"
    MEETINGS = "meetings"
    PACT = "pact"
    MILESTONES = "milestones"
    MEASURES = "measures"
    CHECK_INS = "check_ins"
    OUTCOME_FORM = "outcome_form"
    OUTCOME = "outcome"


class FieldKind(StrEnum):
    """Two kinds of text, and what is no text: answers.py says how each of the others is written and told."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    MONEY = "money"


class ConditionKind(StrEnum):
    SUPPORTS = "supports"
    CARRIERS = "carriers"
    MEMBERS = "members"
    OPEN_FOR = "open_for"
    FILLED = "filled"
    DOCUMENTS = "documents"
    MEETINGS = "meetings"
    RISKS_SHARED = "risks_shared"
    CONTRIBUTIONS = "contributions"
    INDICATORS = "indicators"
    NO_OPEN_OBJECTION = "no_open_objection"
    ANSWERED = "answered"
    NOT_REPORTED = "not_reported"


class DocumentKind(StrEnum):
    AGREEMENT = "agreement"
    BUDGET = "budget"
    INSURANCE = "insurance"
    ESTIMATE = "estimate"
    AUTHORISATION = "authorisation"
    PLAN = "plan"


class Method(StrEnum):
    """`steering` is the committee's own `consent` or `majority`, with a public reason."""

    CONSENT = "consent"
    MAJORITY = "majority"
    MAJORITY_JUDGMENT = "majority_judgment"
    APPROVAL = "approval"
    SCHULZE = "schulze"
    STEERING = "steering"


class Electorate(StrEnum):
    """Who answers: every member, one voice for each structure, the committee, the work group, the carriers."""

    MEMBERS = "members"
    REPRESENTATIVES = "representatives"
    STEERING = "steering"
    GROUP = "group"
    CARRIERS = "carriers"


class Grade(StrEnum):
    """The seven grades of majority judgment, best first."""

    EXCELLENT = "excellent"
    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIRLY_GOOD = "fairly_good"
    PASSABLE = "passable"
    INSUFFICIENT = "insufficient"
    TO_REJECT = "to_reject"


class Ballots(StrEnum):
    SECRET = "secret"  # noqa: S105 - a kind of ballot
    PUBLIC = "public"


class Results(StrEnum):
    AT_CLOSE = "at_close"
    LIVE = "live"


class Silence(StrEnum):
    """What the silence of those who are asked again means at closing."""

    NOTHING = "nothing"
    CONSENT = "consent"


class Delegating(StrEnum):
    NONE = "none"
    ONE_LEVEL = "one_level"
    TRANSITIVE = "transitive"


class SupportsOf(StrEnum):
    """Which supports a gate counts: all, or those given or confirmed since the text last changed its meaning."""

    ANY = "any"
    PRESENT = "present"


class SupportsShown(StrEnum):
    NAMED = "named"
    COUNTED = "counted"


ROLES = frozenset({*GroupRole, Role.STEERING, Role.MODERATOR} - {GroupRole.MEMBER})
"""The roles a charter may give a term to; those of `GROUP_ROLES` are held in a work group."""

GROUP_ROLES = frozenset(GroupRole) - {GroupRole.MEMBER}

PROPOSERS = frozenset({Electorate.CARRIERS, Electorate.GROUP})
"""They wrote it, or are bound to it: they never decide alone."""

ALWAYS_THERE = frozenset({"title", "places", "theme"})
"""Asked for every proposal, by the service itself."""

LINKED = frozenset({"covered_by"})
"""Filled by what happens to other proposals: a project that answers this one reached its end."""

OUTCOMES = frozenset(f"outcome_{kind.value}" for kind in OutcomeKind)
"""Filled when the outcome says that this follows."""

STATED = LINKED | OUTCOMES
"""Facts of the journey rather than fields of a form: each has its own sentence."""

_OUTCOME = OUTCOMES | {"outcome_kind", "outcome_lessons"}

BUILT_IN: dict[Feature, frozenset[str]] = {
    Feature.PACT: frozenset({"pact_hypothesis", "pact_population", "pact_place", "pact_dates", "pact_stop",
                             "pact_observers"}),
    Feature.OUTCOME_FORM: _OUTCOME,
    Feature.OUTCOME: _OUTCOME,
}
"""What `filled` may name beside the fields of the stage's form, by the feature that lets people fill it."""

FORM = frozenset({
    "act", "act_key", "answers", "asked", "charter_fields", "csrf_token", "data", "easy_summary", "errors",
    "form_errors", "hidden_tag", "is_submitted", "kept", "key", "meta", "minor", "note", "populate_obj", "process",
    "readable", "refuse", "saved", "seen", "space", "structure", "texts", "track", "validate", "validate_on_submit",
    "version", "whole_territory", "written"})
"""What the pages of writing use already."""

RESERVED = ALWAYS_THERE | LINKED | FORM | frozenset().union(*BUILT_IN.values())


# A text in several languages; French is always there.

SOURCE = "fr"
LANGUAGES = ("fr", "en")


class Localised(Mapping[str, str]):
    """By language, French first. `said(lang)` falls back on French, then on any language there is, then on nothing."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        given = texts or {}
        self._texts = {lang: given[lang] for lang in sorted(given, key=lambda lang: (lang != SOURCE, lang))}

    def __getitem__(self, lang: str) -> str:
        return self._texts[lang]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(tuple(self._texts.items()))

    def __repr__(self) -> str:
        return f"Localised({self._texts!r})"

    def said(self, lang: str) -> str:
        return self._texts.get(lang) or self._texts.get(SOURCE) or next(iter(self._texts.values()), "")


# A charter as values: what the TOML says once it is read. Nothing here decides anything.

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
    seconds: int | None = None  # how many others must agree to an act of staff; None: one (governance/rolls.py)


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
