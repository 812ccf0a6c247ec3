"""From the TOML text to a `Charter`: everything is read, every fault is kept, nothing is guessed."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from fractions import Fraction

from app.rules import limits
from app.rules.charter.faults import CharterInvalid, Code, Fault, Faults, in_order, located
from app.rules.charter.lines import lines_of
from app.rules.charter.model import Charter, College, DecisionRule, Limits, RoleRule
from app.rules.charter.reading_decisions import NOTHING, decision
from app.rules.charter.reading_tracks import tracks
from app.rules.charter.table import Table
from app.rules.charter.words import ROLES, Delegating, SupportsShown

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
