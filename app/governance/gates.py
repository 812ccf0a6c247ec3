"""What a gate asks, beside what there is: one item for each figure, met or not, and what a person can do next."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from app.core.calendar import civil_day, days_between, due_day, end_of
from app.governance.charter.model import (
    LINKED,
    STATED,
    Charter,
    Condition,
    ConditionKind,
    Field,
    Gate,
    Stage,
    SupportsOf,
)
from app.governance.charter.words import BUILT_IN_NAMES, DOCUMENT_NAMES, MET, ROLE_NAMES, UNMET, fill

Kind = ConditionKind
Value = int | str | tuple[str, ...]
_CENTS = 100


class Act(StrEnum):
    """What brings a figure closer; the page makes the link."""

    SUPPORT = "support"
    INVITE_CARRIER = "invite_carrier"
    JOIN_GROUP = "join_group"
    GIVE_ROLE = "give_role"
    WAIT = "wait"
    FILL_FIELDS = "fill_fields"
    PROPOSE_ANSWER = "propose_answer"
    ATTACH_DOCUMENT = "attach_document"
    HOLD_MEETING = "hold_meeting"
    PUBLISH_MINUTES = "publish_minutes"
    SHARE_RISK = "share_risk"
    PLEDGE = "pledge"
    ADD_INDICATOR = "add_indicator"
    ADD_MEASURE = "add_measure"
    LIFT_OBJECTION = "lift_objection"
    ANSWER_QUESTION = "answer_question"
    WAIT_FOR_MODERATION = "wait_for_moderation"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Plain counts, collected in one read; those that end with `now` count the supports of the present text. `filled`
    and `documents` name what there is, `roles_held` who is there."""

    supports: int = 0
    support_places: int = 0
    support_structures: int = 0
    support_colleges: int = 0
    supports_now: int = 0
    support_places_now: int = 0
    support_structures_now: int = 0
    support_colleges_now: int = 0
    carriers: int = 0
    carrier_structures: int = 0
    members: int = 0
    member_structures: int = 0
    roles_held: frozenset[str] = frozenset()
    stage_since: datetime
    filled: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    meetings_held: int = 0
    meetings_with_minutes: int = 0
    risks_shared: int = 0
    contribution_hours: int = 0
    contribution_euros_cents: int = 0
    contribution_structures: int = 0
    indicators: int = 0
    indicators_measured: int = 0
    open_objections: int = 0
    unanswered: int = 0
    open_cases: int = 0


@dataclass(frozen=True)
class Item:
    """`condition` is its kind, `code` the sentence; `act` is None once met. Ids, codes and numbers only."""

    condition: str
    code: str
    met: bool
    params: Mapping[str, Value] = field(default_factory=dict)
    act: str | None = None


@dataclass(frozen=True)
class Report:
    """A gate's figures at an instant; it is kept with the passage it opened."""

    gate: str
    items: tuple[Item, ...]
    met: bool

    def to_json(self) -> dict[str, Any]:
        items = [{"condition": item.condition, "code": item.code, "met": item.met, "act": item.act,
                  "params": {name: list(value) if isinstance(value, tuple) else value
                             for name, value in item.params.items()}} for item in self.items]
        return {"gate": self.gate, "met": self.met, "items": items}

    @staticmethod
    def from_json(told: Mapping[str, Any]) -> "Report":
        """KeyError where it is not one of ours."""
        items = tuple(Item(item["condition"], item["code"], item["met"], _params(item["params"]), item["act"])
                      for item in told["items"])
        return Report(told["gate"], items, told["met"])


@dataclass(frozen=True)
class _Figure:
    param: str
    code: str
    got: Callable[[Facts], int]
    act: Act
    unit: int = 1


FIGURES: dict[Kind, tuple[_Figure, ...]] = {
    Kind.SUPPORTS: (
        _Figure("at_least", "supports", lambda facts: facts.supports, Act.SUPPORT),
        _Figure("from_places", "support_places", lambda facts: facts.support_places, Act.SUPPORT),
        _Figure("from_structures", "support_structures", lambda facts: facts.support_structures, Act.SUPPORT),
        _Figure("from_colleges", "support_colleges", lambda facts: facts.support_colleges, Act.SUPPORT),
    ),
    Kind.CARRIERS: (
        _Figure("at_least", "carriers", lambda facts: facts.carriers, Act.INVITE_CARRIER),
        _Figure("from_structures", "carrier_structures", lambda facts: facts.carrier_structures, Act.INVITE_CARRIER),
    ),
    Kind.MEMBERS: (
        _Figure("at_least", "members", lambda facts: facts.members, Act.JOIN_GROUP),
        _Figure("from_structures", "member_structures", lambda facts: facts.member_structures, Act.JOIN_GROUP),
    ),
    Kind.MEETINGS: (_Figure("at_least", "meetings", lambda facts: facts.meetings_held, Act.HOLD_MEETING),),
    Kind.RISKS_SHARED: (_Figure("at_least", "risks_shared", lambda facts: facts.risks_shared, Act.SHARE_RISK),),
    Kind.CONTRIBUTIONS: (
        _Figure("hours", "contribution_hours", lambda facts: facts.contribution_hours, Act.PLEDGE),
        _Figure("euros", "contribution_euros", lambda facts: facts.contribution_euros_cents, Act.PLEDGE, _CENTS),
        _Figure("from_structures", "contribution_structures", lambda facts: facts.contribution_structures, Act.PLEDGE),
    ),
    Kind.INDICATORS: (
        _Figure("at_least", "indicators", lambda facts: facts.indicators, Act.ADD_INDICATOR),
        _Figure("measured", "indicators_measured", lambda facts: facts.indicators_measured, Act.ADD_MEASURE),
    ),
}

PRESENT = (
    _Figure("at_least", "supports_now", lambda facts: facts.supports_now, Act.SUPPORT),
    _Figure("from_places", "support_places_now", lambda facts: facts.support_places_now, Act.SUPPORT),
    _Figure("from_structures", "support_structures_now", lambda facts: facts.support_structures_now, Act.SUPPORT),
    _Figure("from_colleges", "support_colleges_now", lambda facts: facts.support_colleges_now, Act.SUPPORT),
)
"""In the place of those of SUPPORTS, where the charter counts the present version only."""

_WORDS: dict[Kind, tuple[str, Callable[[Facts], frozenset[str]], Act]] = {
    Kind.MEMBERS: ("roles", lambda facts: facts.roles_held, Act.GIVE_ROLE),
    Kind.FILLED: ("filled", lambda facts: facts.filled, Act.FILL_FIELDS),
    Kind.DOCUMENTS: ("documents", lambda facts: facts.documents, Act.ATTACH_DOCUMENT),
}

_NONE_LEFT: dict[Kind, tuple[Callable[[Facts], int], Act]] = {
    Kind.NO_OPEN_OBJECTION: (lambda facts: facts.open_objections, Act.LIFT_OBJECTION),
    Kind.ANSWERED: (lambda facts: facts.unanswered, Act.ANSWER_QUESTION),
    Kind.NOT_REPORTED: (lambda facts: facts.open_cases, Act.WAIT_FOR_MODERATION),
}


def evaluate(gate: Gate, facts: Facts, now: datetime, tz: tzinfo) -> Report:
    """The same for everybody. `tz` is the territory's: a day begins at its midnight."""
    items = tuple(item for condition in gate.conditions for item in _items(condition, facts, now, tz))
    return Report(gate.key, items, all(item.met for item in items))


def item_sentence(item: Item, lang: str, names: Mapping[str, str] | None = None) -> str:
    """« 7 soutiens sur 12 ; il en manque 5 ». `names` (from `charter.words_of`) names the fields and roles missing."""
    params: dict[str, object] = dict(item.params)
    missing = item.params.get("missing")
    if isinstance(missing, tuple):
        params["missing"] = [_named(item.condition, word, lang, names or {}) for word in missing]
    return fill((MET if item.met else UNMET)[item.code], lang, params)


_BUILT_IN = {Kind.FILLED.value: BUILT_IN_NAMES, Kind.MEMBERS.value: ROLE_NAMES, Kind.DOCUMENTS.value: DOCUMENT_NAMES}


def _named(condition: str, word: str, lang: str, names: Mapping[str, str]) -> str:
    built_in = _BUILT_IN.get(condition, {}).get(word)
    return names.get(f"{condition}.{word}") or (fill(built_in, lang, {}) if built_in else word)


def _items(condition: Condition, facts: Facts, now: datetime, tz: tzinfo) -> Iterator[Item]:
    present = condition.version is SupportsOf.PRESENT
    for figure in PRESENT if present else FIGURES.get(condition.kind, ()):
        if figure.param in condition.figures:
            needed = condition.figures[figure.param] * figure.unit
            yield _counted(condition.kind, figure.code, figure.got(facts), needed, figure.act)
    if condition.with_minutes:
        yield _counted(condition.kind, "meetings_with_minutes", facts.meetings_with_minutes,
                       condition.figures["at_least"], Act.PUBLISH_MINUTES)
    if asked := tuple(word for word in condition.words if word not in STATED):
        yield _there(condition.kind, asked, facts)
    yield from (_stated(word, facts) for word in condition.words if word in STATED)
    if condition.kind is Kind.OPEN_FOR:
        yield _open_for(condition, facts, now, tz)
    if condition.kind in _NONE_LEFT:
        count, act = _NONE_LEFT[condition.kind]
        got = count(facts)
        yield Item(condition.kind.value, condition.kind.value, got == 0, {"got": got}, act.value if got else None)


def _counted(kind: Kind, code: str, got: int, needed: int, act: Act) -> Item:
    missing = max(0, needed - got)
    return Item(kind.value, code, not missing, {"got": got, "needed": needed, "missing": missing},
                act.value if missing else None)


def _there(kind: Kind, asked: tuple[str, ...], facts: Facts) -> Item:
    code, there, act = _WORDS[kind]
    missing = tuple(word for word in asked if word not in there(facts))
    params: dict[str, Value] = {"got": len(asked) - len(missing), "needed": len(asked), "missing": missing}
    return Item(kind.value, code, not missing, params, act.value if missing else None)


def _stated(word: str, facts: Facts) -> Item:
    act = Act.PROPOSE_ANSWER if word in LINKED else Act.FILL_FIELDS
    return replace(_counted(Kind.FILLED, word, int(word in facts.filled), 1, act), params={})


def _open_for(condition: Condition, facts: Facts, now: datetime, tz: tzinfo) -> Item:
    """A clock that jumped back counts for nothing, never for less than nothing."""
    days = condition.figures["days"]
    item = _counted(condition.kind, "open_for", max(0, days_between(facts.stage_since, now, tz)), days, Act.WAIT)
    return replace(item, params={**item.params, "until": due_day(facts.stage_since, days, tz).isoformat()})


def _params(told: Mapping[str, Any]) -> dict[str, Value]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


# Where a proposal can go from where it stands, whether it goes by itself, and until when an answer is due.

@dataclass(frozen=True)
class Step:
    """An automatic passage that is open now, with the report that opens it."""

    gate: Gate
    to_stage: str
    report: Report


@dataclass(frozen=True)
class Due:
    """The answer clock: `last_day` is included, `until` the first instant after it; late, `days_left` is negative."""

    ready_since: datetime
    last_day: date
    until: datetime
    days_left: int
    late: bool


def open_gates(charter: Charter, track: str, stage: str) -> tuple[Gate, ...]:
    """The gates out of a stage, always in the same order. KeyError for a track the charter does not have."""
    return tuple(gate for gate in charter.tracks[track].gates if gate.from_stage == stage)


def next_step(charter: Charter, track: str, stage: str, facts: Facts, now: datetime, tz: tzinfo) -> Step | None:
    """The first automatic gate whose conditions all hold; one step, the facts of the next stage are others."""
    for gate in open_gates(charter, track, stage):
        if gate.decision is None and (report := evaluate(gate, facts, now, tz)).met:
            return Step(gate, gate.to_stage, report)
    return None


def due(gate: Gate, ready_since: datetime | None, now: datetime, tz: tzinfo, postponed: int = 0) -> Due | None:
    """None where nobody owes an answer: an automatic gate, or conditions that do not hold yet. `postponed` is how often
    the answer was put off, each time by the days that the rule says."""
    if gate.answer_days is None or ready_since is None:
        return None
    more = gate.decision.postpone.days * postponed if gate.decision and gate.decision.postpone else 0
    last_day = due_day(ready_since, gate.answer_days + more, tz)
    until = end_of(last_day, tz)
    return Due(ready_since, last_day, until, (last_day - civil_day(now, tz)).days, now >= until)


def is_dormant(last_activity: datetime, now: datetime, stage: Stage, tz: tzinfo) -> bool:
    """After the stage's delay without activity; a final stage never sleeps."""
    if stage.final or stage.dormant_after_days is None:
        return False
    return days_between(last_activity, now, tz) >= stage.dormant_after_days


# How far a text is filled in, and what the next gate still asks of it. It informs; it never scolds. Pure.

@dataclass(frozen=True, slots=True)
class Completeness:
    """Of the present stage's form and of what its gates ask. `missing`: a gate waits for it; `suggested`: nobody does,
    and it would help."""

    filled: int
    total: int
    missing: tuple[Field, ...] = ()
    suggested: tuple[Field, ...] = ()


def completeness(charter: Charter, track: str, stage: str, said: Mapping[str, str]) -> Completeness:
    """Empty and blank are the same. What gates ask beside the forms (a pact, an answered need) is in their report."""
    stages = charter.tracks[track].stages
    asked = _asked(charter, track, stage)
    known = {field.key: field for each in stages.values() for field in each.fields if field.key in asked}
    every = known | {field.key: field for field in stages[stage].fields}
    return of_fields(tuple(every.values()), said, asked)


def of_fields(every: Sequence[Field], said: Mapping[str, str], asked: frozenset[str] = frozenset()) -> Completeness:
    """Of these questions; `asked` are those that something waits for beside the required ones."""
    empty = [field for field in every if not said.get(field.key, "").strip()]
    return Completeness(
        len(every) - len(empty), len(every), tuple(field for field in empty if field.key in asked or field.required),
        tuple(field for field in empty if field.key not in asked and not field.required))


def _asked(charter: Charter, track: str, stage: str) -> frozenset[str]:
    return frozenset(
        word for gate in open_gates(charter, track, stage) for condition in gate.conditions
        if condition.kind is ConditionKind.FILLED for word in condition.words)


# What the next stages will ask, so that it can be written before the passage. Pure.

@dataclass(frozen=True, slots=True)
class Ahead:
    """A stage that a gate leads to, and the questions of its form that the present one does not ask. `further`: the
    gates that leave it under `rules`, whose conditions are good to know beforehand."""

    rules: Charter
    stage: Stage
    fields: tuple[Field, ...]
    further: tuple[Gate, ...] = ()


def ahead(charter: Charter, rules: Charter, track: str, stage: str) -> tuple[Ahead, ...]:
    """`charter` judges the proposal now; `rules` are in force, and will judge it once it has passed."""
    here = {field.key for field in charter.tracks[track].stages[stage].fields}
    found = []
    for gate in open_gates(charter, track, stage):
        known = rules if gate.to_stage in (rules.tracks[track].stages if track in rules.tracks else ()) else charter
        there = known.tracks[track].stages[gate.to_stage]
        new = tuple(field for field in there.fields if field.key not in here)
        found.append(Ahead(known, there, new, open_gates(known, track, there.key)))
    return tuple(found)


def questions(found: tuple[Ahead, ...]) -> tuple[Field, ...]:
    """Each once, whatever the ways that lead to it."""
    return tuple({field.key: field for each in found for field in each.fields}.values())


def prepared(found: tuple[Ahead, ...], said: dict[str, str]) -> Completeness:
    """How far what comes next is written already."""
    return of_fields(questions(found), said)
