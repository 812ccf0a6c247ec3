"""A decision rule: its method, and only the parameters that this method knows."""

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from app.core import limits
from app.governance.charter.model import (
    GROUP_ROLES,
    RESERVED,
    ROLES,
    Appeal,
    Ballots,
    Charter,
    Choice,
    College,
    Condition,
    ConditionKind,
    DecisionRule,
    Delegating,
    DocumentKind,
    Electorate,
    Feature,
    Field,
    FieldKind,
    Gate,
    Grade,
    Limits,
    Localised,
    Method,
    Postpone,
    Results,
    RoleRule,
    Silence,
    Stage,
    SupportsOf,
    SupportsShown,
    Track,
)
from app.governance.charter.table import CharterInvalid, Code, Fault, Faults, Table, in_order, lines_of, located, one_of
from app.governance.tally.settings import Base, Combine, Quorum, Threshold

_QUORUMS = ("quorum", "college_quorum")
_SHARES = ("at_least", "more_than")
KNOWN: dict[Method, tuple[str, ...]] = {
    Method.CONSENT: (*_QUORUMS, "silence", "rounds_max", "step_days", "fallback"),
    Method.MAJORITY: (*_QUORUMS, *_SHARES, "base", "colleges", "combine"),
    Method.MAJORITY_JUDGMENT: (*_QUORUMS, "at_least"),
    Method.APPROVAL: (*_QUORUMS, *_SHARES),
    Method.SCHULZE: _QUORUMS,
}
_COMMON = ("method", "by", "counted", "open_days", "reason", "ballots", "results", "review_days", "postpone", "appeal")
_ALL = frozenset(_COMMON).union(*KNOWN.values())
COMMITTEE = (Method.MAJORITY, Method.CONSENT)
NOTHING = DecisionRule(Method.STEERING, Electorate.STEERING, Method.MAJORITY)
"""What stands where a rule could not be read; the fault beside it keeps the charter out of force."""

Colleges = tuple[str, ...]


def decision(table: Table, colleges: Colleges, by: Electorate | None = None) -> DecisionRule:
    """`by` is who answers when the table does not say: the fallback of a consent asks the same people."""
    method = table.word("method", Method)
    if method is None:
        return NOTHING
    counted = _counted(table, method)
    for key in table.data:
        if key in _ALL and key not in (*_COMMON, *KNOWN[counted]):
            table.asked.add(key)
            table.fault(key, Code.NOT_FOR_METHOD, method=counted.value, known=tuple(sorted(KNOWN[counted])))
    rule = _rule(table, method, counted, colleges, Electorate.STEERING if method is Method.STEERING else by)
    table.close()
    return rule


def _counted(table: Table, method: Method) -> Method:
    if method is not Method.STEERING:
        if table.has("counted"):
            table.fault("counted", Code.NOT_FOR_METHOD, method=method.value, known=tuple(sorted(KNOWN[method])))
        return method
    counted = table.word("counted", Method)
    if counted is None or counted in COMMITTEE:
        return counted or Method.MAJORITY
    table.fault("counted", Code.UNKNOWN_WORD, got=counted.value, known=tuple(each.value for each in COMMITTEE), near="")
    return Method.MAJORITY


def _rule(table: Table, method: Method, counted: Method, colleges: Colleges, by: Electorate | None) -> DecisionRule:
    known = KNOWN[counted]
    who = table.word("by", Electorate, by) or Electorate.MEMBERS
    if method is Method.STEERING and who is not Electorate.STEERING:
        table.fault("by", Code.UNKNOWN_WORD, got=who.value, known=(Electorate.STEERING.value,), near="")
    named = "colleges" in known and table.has("colleges")
    return DecisionRule(
        method=method, by=who, counted=counted,
        open_days=_open_days(table, method),
        reason=table.flag("reason", default=True),
        ballots=table.word("ballots", Ballots, Ballots.PUBLIC) or Ballots.PUBLIC,
        results=table.word("results", Results, Results.AT_CLOSE) or Results.AT_CLOSE,
        base=(table.word("base", Base, Base.EXPRESSED) if "base" in known else None) or Base.EXPRESSED,
        threshold=_threshold(table) if "more_than" in known else None,
        grade=table.word("at_least", Grade) if counted is Method.MAJORITY_JUDGMENT else None,
        quorum=_quorum(table, "quorum"),
        college_quorum=_quorum(table, "college_quorum"),
        colleges=table.known_keys("colleges", colleges, Code.UNKNOWN_COLLEGE) if named else (),
        combine=(table.word("combine", Combine, Combine.PROPORTIONAL) if named else None) or Combine.PROPORTIONAL,
        silence=(table.word("silence", Silence, Silence.NOTHING) if "silence" in known else None) or Silence.NOTHING,
        rounds_max=table.whole("rounds_max", 1, 10) if "rounds_max" in known else None,
        step_days=table.whole("step_days", 1, 90) if "step_days" in known else None,
        review_days=table.whole_or_none("review_days", 1, 3650),
        fallback=_fallback(table, colleges, who) if "fallback" in known and table.has("fallback") else None,
        postpone=_postpone(table), appeal=_appeal(table),
    )


def _open_days(table: Table, method: Method) -> int | None:
    """The committee meets when it meets: its clock is the gate's `answer_days`."""
    if method is Method.STEERING:
        return table.whole_or_none("open_days", 1, 365)
    return table.whole("open_days", 1, 365)


def _threshold(table: Table) -> Threshold | None:
    there = [key for key in _SHARES if table.has(key)]
    if len(there) != 1:
        table.fault("more_than", Code.TWO_THRESHOLDS if there else Code.MISSING)
        return None
    share = table.share(there[0])
    return None if share is None else Threshold(share, strict=there[0] == "more_than")


def _quorum(table: Table, key: str) -> Quorum | None:
    if not table.has(key):
        return None
    of_roll = isinstance(table.data[key], str)
    amount = table.share(key) if of_roll else table.number(key)
    return None if amount is None else Quorum(amount, of_roll)


def _fallback(outer: Table, colleges: Colleges, by: Electorate) -> DecisionRule | None:
    """One level deep: what comes after a consent that failed is never another consent."""
    table = outer.table("fallback")
    if Method.CONSENT in (table.data.get("method"), table.data.get("counted")):
        table.fault("method", Code.FALLBACK_IS_CONSENT)
        return None
    return decision(table, colleges, by)


def _postpone(outer: Table) -> Postpone | None:
    if not outer.has("postpone"):
        return None
    table = outer.table("postpone")
    found = Postpone(table.whole("days", 1, 365), table.whole_or_none("times", 1, 5))
    table.close()
    return found


def _appeal(outer: Table) -> Appeal | None:
    if not outer.has("appeal"):
        return None
    table = outer.table("appeal")
    days, to = table.whole("days", 1, 365), table.word("to", Electorate)
    table.close()
    return Appeal(days, to) if to else None


def rule_of(data: Mapping[str, object], colleges: Colleges) -> DecisionRule:
    """A rule read back from its data; CharterInvalid with every fault where it is not one of ours."""
    faults = Faults()
    rule = decision(Table(data, ("rule",), faults), colleges)
    if faults:
        raise CharterInvalid(faults)
    return rule


# Gates and their conditions: what each condition takes is one table.

Kind = ConditionKind


@dataclass(frozen=True)
class Takes:
    """`needs` must be given; without any, one figure at least. `words` is the parameter that is a list."""

    figures: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    words: str = ""
    words_needed: bool = False


TAKES: dict[Kind, Takes] = {
    Kind.SUPPORTS: Takes(("at_least", "from_places", "from_structures", "from_colleges"), ("at_least",)),
    Kind.CARRIERS: Takes(("at_least", "from_structures"), ("at_least",)),
    Kind.MEMBERS: Takes(("at_least", "from_structures"), ("at_least",), words="roles"),
    Kind.OPEN_FOR: Takes(("days",), ("days",)),
    Kind.FILLED: Takes(words="fields", words_needed=True),
    Kind.DOCUMENTS: Takes(words="kinds", words_needed=True),
    Kind.MEETINGS: Takes(("at_least",), ("at_least",)),
    Kind.RISKS_SHARED: Takes(("at_least",), ("at_least",)),
    Kind.CONTRIBUTIONS: Takes(("hours", "euros", "from_structures")),
    Kind.INDICATORS: Takes(("at_least", "measured")),
}
FLAGS = frozenset({Kind.NO_OPEN_OBJECTION, Kind.ANSWERED, Kind.NOT_REPORTED})
_MOST = {"days": 3650, "euros": 10_000_000, "hours": 1_000_000}


def gates(outer: Table, stages: Mapping[str, frozenset[str]], colleges: tuple[str, ...],
          roles: Collection[str]) -> list[Gate]:
    found = (_gate(key, table, stages, colleges, roles) for key, table in outer.tables("gates"))
    return [gate for gate in found if gate is not None]


def _gate(key: str, table: Table, stages: Mapping[str, frozenset[str]], colleges: tuple[str, ...],
          roles: Collection[str]) -> Gate | None:
    track = table.key("track")
    if track and track not in stages:
        table.fault("track", Code.UNKNOWN_TRACK, got=track, known=tuple(sorted(stages)), near="")
    ends = [_end(table, name, stages.get(track)) for name in ("from", "to")]
    rule = _decision(table, colleges)
    days = table.whole("answer_days", 1, 365) if rule else None
    conditions = tuple(_conditions(table, roles))
    table.close()
    return Gate(key, track, ends[0], ends[1], conditions, rule, days) if all(ends) else None


def _end(table: Table, name: str, stages: frozenset[str] | None) -> str:
    stage = table.key(name)
    if not stage or stages is None or stage in stages:
        return stage if stages is not None else ""
    table.fault(name, Code.UNKNOWN_STAGE, got=stage, known=tuple(sorted(stages)), near="")
    return ""


def _decision(table: Table, colleges: tuple[str, ...]) -> DecisionRule | None:
    """A gate says aloud that it is automatic, so that a forgotten decision never opens it."""
    automatic, decided = table.flag("automatic"), table.has("decision")
    if automatic and decided:
        table.fault("automatic", Code.AUTOMATIC_AND_DECIDED)
    if not automatic and not decided:
        table.fault(None, Code.NEITHER_AUTOMATIC_NOR_DECIDED)
    return decision(table.table("decision"), colleges) if decided else None


def _conditions(outer: Table, roles: Collection[str]) -> Iterator[Condition]:
    """In the order of the closed list, whatever the order of the text."""
    if not outer.has("conditions"):
        return
    table = outer.table("conditions")
    for kind in Kind:
        if not table.has(kind.value):
            continue
        if kind not in FLAGS:
            yield _condition(kind, table.table(kind.value), roles)
        elif table.flag(kind.value):
            yield Condition(kind)
        elif table.data[kind.value] is False:
            table.fault(kind.value, Code.NO_FIGURE, got=kind.value, known=("true",))
    table.close()


def _condition(kind: Kind, table: Table, roles: Collection[str]) -> Condition:
    takes = TAKES[kind]
    figures = {}
    for name in takes.figures:
        value = table.whole_or_none(name, 1, _MOST.get(name, 100_000))
        if value is not None:
            figures[name] = value
        elif name in takes.needs and name not in table.data:
            table.fault(name, Code.MISSING)
    words = _words(takes, table, roles)
    minutes = kind is Kind.MEETINGS and table.flag("with_minutes")
    if not takes.needs and not takes.words and not any(name in table.data for name in takes.figures):
        table.fault(None, Code.NO_FIGURE, got=kind.value, known=takes.figures)
    version = table.word("version", SupportsOf, SupportsOf.ANY) if kind is Kind.SUPPORTS else None
    table.close()
    return Condition(kind, figures, words, minutes, version or SupportsOf.ANY)


def _words(takes: Takes, table: Table, roles: Collection[str]) -> tuple[str, ...]:
    if not takes.words or not (takes.words_needed or table.has(takes.words)):
        return ()
    if takes.words == "roles":
        return table.known_keys("roles", GROUP_ROLES & set(roles), Code.UNKNOWN_ROLE)
    if takes.words == "kinds":
        return table.known_keys("kinds", (kind.value for kind in DocumentKind), Code.UNKNOWN_WORD)
    return table.keys(takes.words)


# Tracks, their stages and the forms of the stages; the gates are hung on them by reading_gates.py.

SIGNS = {FieldKind.TEXT: limits.SHORT, FieldKind.LONG: limits.FIELD, FieldKind.CHOICE: limits.SHORT}
CHOSEN = (FieldKind.CHOICE, FieldKind.SEVERAL)
BOUNDED = (FieldKind.NUMBER, FieldKind.MONEY)
FURTHEST = 1_000_000_000


@dataclass(frozen=True)
class _Begun:
    """A track before its gates are known; the order of its stages depends on them."""

    names: Localised
    about: Localised
    publish: Localised
    start: str
    stages: Mapping[str, Stage]


def tracks(table: Table, colleges: Collection[str], roles: Collection[str]) -> dict[str, Track]:
    begun = {key: _track(inner) for key, inner in sorted(table.tables("tracks"))}
    stages = {key: frozenset(track.stages) for key, track in begun.items()}
    found = gates(table, stages, tuple(colleges), roles)
    return {key: _ordered(key, track, [gate for gate in found if gate.track == key]) for key, track in begun.items()}


def _ordered(key: str, track: _Begun, gates: list[Gate]) -> Track:
    """Stages as people meet them from the start on; those that no gate leads to come last."""
    order = [track.start] if track.start in track.stages else []
    for stage in order:
        ways = sorted((gate for gate in gates if gate.from_stage == stage), key=lambda gate: gate.key)
        order.extend(dict.fromkeys(gate.to_stage for gate in ways if gate.to_stage not in order))
    order.extend(sorted(set(track.stages) - set(order)))
    gates = sorted(gates, key=lambda gate: (order.index(gate.from_stage), order.index(gate.to_stage), gate.key))
    stages = {name: track.stages[name] for name in order}
    return Track(key, track.names, track.about, track.publish, stages, tuple(gates))


def _track(table: Table) -> _Begun:
    names, about = table.texts("names", limits.NAME), table.texts("about", limits.REASON)
    publish, start = table.texts("publish", limits.NAME), table.key("start")
    inner = dict(table.tables("stages"))
    stages = {key: _stage(key, each) for key, each in inner.items()}
    if start and start not in inner:
        table.fault("start", Code.UNKNOWN_STAGE, got=start, known=tuple(sorted(inner)), near="")
    borrowed = {key: _with_form(stages, inner, key) for key in stages}
    for each in (table, *inner.values()):
        each.close()
    return _Begun(names, about, publish, start, borrowed)


def _with_form(stages: Mapping[str, Stage], tables: Mapping[str, Table], key: str) -> Stage:
    """`form_of` puts the form of another stage before a stage's own fields: the text stays open to correction."""
    table, stage = tables[key], stages[key]
    if not table.has("form_of"):
        return stage
    other = table.key("form_of")
    if other and other not in stages:
        table.fault("form_of", Code.UNKNOWN_STAGE, got=other, known=tuple(sorted(stages)), near="")
    elif other and "form_of" in tables[other].data:
        table.fault("form_of", Code.FORM_OF_A_FORM, got=other)
    elif other:
        form = stages[other].fields
        return replace(stage, fields=_each_once(table, (*form, *stage.fields), len(form)))
    return stage


def _stage(key: str, table: Table) -> Stage:
    final = table.flag("final")
    dormant = table.whole_or_none("dormant_after_days", 1, 3650)
    if not final and not table.has("dormant_after_days"):
        table.fault("dormant_after_days", Code.MISSING)
    return Stage(
        key=key,
        names=table.texts("names", limits.NAME),
        one=table.texts("one", limits.NAME),
        about=table.texts("about", limits.REASON),
        support=table.texts("support", limits.NAME, required=False),
        fields=_each_once(table, tuple(_field(row) for row in table.rows("fields"))),
        features=_features(table),
        final=final,
        dormant_after_days=dormant,
    )


def _each_once(table: Table, fields: tuple[Field, ...], borrowed: int = 0) -> tuple[Field, ...]:
    """`borrowed` fields come first, from another stage: they have no row here."""
    kept: dict[str, Field] = {}
    for number, field in enumerate(fields):
        if field.key in kept:
            table.faults.add((*table.path, "fields", number - borrowed, "key"), Code.REPEATED, got=field.key)
        elif field.key:
            kept[field.key] = field
    return tuple(kept.values())


def _features(table: Table) -> frozenset[Feature]:
    if not table.has("features"):
        return frozenset()
    read = [one_of(key, Feature, table.path, "features", table.faults) for key in table.keys("features")]
    return frozenset(feature for feature in read if feature is not None)


def _field(table: Table) -> Field:
    key = table.key("key")
    if key in RESERVED:
        table.fault("key", Code.RESERVED_FIELD, got=key)
    kind = table.word("kind", FieldKind, FieldKind.LONG) or FieldKind.LONG
    field = Field(
        key=key,
        names=table.texts("names", limits.TITLE),
        help=table.texts("help", limits.REASON, required=False),
        example=table.texts("example", limits.REASON, required=False),
        kind=kind,
        required=table.flag("required"),
        max=table.whole("max", 10, limits.FIELD, default=SIGNS[kind]) if kind in SIGNS else limits.SHORT,
        choices=_choices(table),
        unit=table.texts("unit", limits.UNIT, required=False) if kind is FieldKind.NUMBER else Localised(),
    )
    if (kind in CHOSEN) != bool(field.choices):
        table.fault("choices", Code.CHOICES_MISSING, got=kind.value)
    field = _bounded(table, field)
    table.close()
    return field


def _bounded(table: Table, field: Field) -> Field:
    """A number goes from nought up, unless its rule says otherwise; an amount is never below nought."""
    if field.kind not in BOUNDED:
        return field
    least = table.whole_or_none("min", 0 if field.kind is FieldKind.MONEY else -FURTHEST, FURTHEST)
    most = table.whole_or_none("max", -FURTHEST, FURTHEST)
    if most is not None and most < (least or 0):
        table.fault("max", Code.MIN_ABOVE_MAX, least=least or 0, most=most)
    return replace(field, least=least, most=most)


def _choices(table: Table) -> tuple[Choice, ...]:
    kept: dict[str, Choice] = {}
    for number, choice in enumerate([_choice(row) for row in table.rows("choices")]):
        if choice.key in kept:
            table.faults.add((*table.path, "choices", number, "key"), Code.REPEATED, got=choice.key)
        kept.setdefault(choice.key, choice)
    return tuple(kept.values())


def _choice(table: Table) -> Choice:
    choice = Choice(table.key("key"), table.texts("names", limits.TITLE))
    table.close()
    return choice


# From the TOML text to a `Charter`: everything is read, every fault is kept, nothing is guessed.

LONGEST = 200_000  # signs; the longest shipped one has 13 000
LONGEST_LINE = 10_000  # tomllib takes a time that grows with the square of the dots in a key
_PLACE = re.compile(r"at line (\d+), column (\d+)")
_TWICE = re.compile(r"overwrite|twice|mutate|namespace", re.IGNORECASE)


def parse(text: str) -> Charter:
    """The charter, or `CharterInvalid` with every fault of reading. (Nonsense is what `lint` finds.)"""
    charter, faults = read(text)
    if faults or charter is None:
        raise CharterInvalid(faults)
    return charter


def from_canonical(text: str) -> Charter:
    """The charter of a canonical JSON; it has no lines. ValueError when it is not one of ours."""
    data = json.loads(text)
    if not isinstance(data, dict):
        raise ValueError("a charter is an object")
    faults = Faults()
    charter = _charter(data, faults)
    if faults:
        raise CharterInvalid(faults)
    return charter


def read(text: str) -> tuple[Charter | None, tuple[Fault, ...]]:
    """What could be read, and every fault. No charter at all when the text is not TOML."""
    text = text.removeprefix("\ufeff")
    if too_long := _too_long(text):
        return None, (too_long,)
    try:
        data = tomllib.loads(text)
        lines = lines_of(text)
    except (ValueError, RecursionError) as error:
        return None, (_unreadable(str(error)),)
    faults = Faults()
    charter = _charter(data, faults, lines)
    return charter, in_order(located(fault, lines) for fault in faults)


def _too_long(text: str) -> Fault | None:
    if len(text) > LONGEST:
        return Fault(1, "", Code.CHARTER_TOO_LONG, {"got": len(text), "most": LONGEST})
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            return Fault(number, "", Code.LINE_TOO_LONG, {"got": len(line), "most": LONGEST_LINE})
    return None


def _unreadable(told: str) -> Fault:
    place = _PLACE.search(told)
    line, column = (int(place[1]), int(place[2])) if place else (1, 1)
    if _TWICE.search(told):
        return Fault(line, "", Code.DECLARED_TWICE)
    return Fault(line, "", Code.NOT_TOML, {"column": column})


def _charter(data: Mapping[str, object], faults: Faults, lines: Mapping[str, int] | None = None) -> Charter:
    table = Table(data, (), faults)
    colleges = {key: _college(key, inner) for key, inner in sorted(table.tables("colleges"))}
    roles = {key: _role(key, inner) for key, inner in sorted(table.tables("roles"))}
    charter = Charter(
        key=table.key("key"),
        version=table.whole("version"),
        names=table.texts("names", limits.NAME),
        about=table.texts("about", limits.REASON),
        scic=table.flag("scic"),
        supports=table.word("supports", SupportsShown, SupportsShown.NAMED) or SupportsShown.NAMED,
        delegation=table.word("delegation", Delegating, Delegating.NONE) or Delegating.NONE,
        colleges=colleges,
        roles=roles,
        limits=_limits(table),
        changes=_changes(table, colleges),
        tracks=tracks(table, colleges, roles),
        lines=lines or {},
    )
    table.close()
    return charter


def _college(key: str, table: Table) -> College:
    names, weight = table.texts("names", limits.NAME), table.number("weight")
    if not table.has("weight"):
        table.fault("weight", Code.MISSING)
    elif weight == 0:
        table.fault("weight", Code.OUT_OF_RANGE, got="0", least=1, most=1_000_000)
    table.close()
    return College(key, names, weight or Fraction(1))


def _role(key: str, table: Table) -> RoleRule:
    if key not in ROLES:
        table.fault(None, Code.UNKNOWN_ROLE, got=key, known=tuple(sorted(ROLES)), near="")
    rule = RoleRule(key, table.texts("names", limits.NAME), table.whole_or_none("term_days", 1, 3650),
                    table.whole_or_none("terms", 1, 20))
    table.close()
    return rule


def _limits(outer: Table) -> Limits:
    if not outer.has("limits"):
        outer.fault("limits", Code.MISSING)
        return Limits(1, 1, 1)
    table = outer.table("limits")
    found = Limits(table.whole("open_proposals", 1, 100), table.whole("carriers", 1, 50),
                   table.whole("decision_days", 1, 365),
                   table.whole_or_none("question_days", 1, 365), table.whole_or_none("seconds", 1, 5))
    table.close()
    return found


def _changes(outer: Table, colleges: Iterable[str]) -> DecisionRule:
    if not outer.has("changes"):
        outer.fault("changes", Code.MISSING)
    return decision(outer.table("changes"), tuple(colleges)) if "changes" in outer.data else NOTHING
