"""Tracks, their stages and the forms of the stages; the gates are hung on them by reading_gates.py."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from app.rules import limits
from app.rules.charter.faults import Code
from app.rules.charter.localised import Localised
from app.rules.charter.model import Choice, Field, Gate, Stage, Track
from app.rules.charter.reading_gates import gates
from app.rules.charter.table import Table, one_of
from app.rules.charter.words import RESERVED, Feature, FieldKind

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
