"""Gates and their conditions: what each condition takes is one table."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from app.rules.charter.faults import Code
from app.rules.charter.model import Condition, DecisionRule, Gate
from app.rules.charter.reading_decisions import decision
from app.rules.charter.table import Table
from app.rules.charter.words import GROUP_ROLES, ConditionKind, DocumentKind, SupportsOf

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
