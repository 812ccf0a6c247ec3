"""The table that says which stage and status a state of Decidim becomes: the operator's, else the shipped one."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from app.outside.decidim.faults import Fault, Unreadable

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "decidim-states.toml"
OTHERWISE = "*"
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")


class Place(NamedTuple):
    """Words of the charter and of the closed list of statuses: whoever writes checks that they exist there."""

    track: str
    stage: str
    status: str


def states(path: Path | None = None) -> dict[str, Place]:
    """The operator's table, else the shipped one; raises Unreadable with every fault and its line."""
    try:
        text = (path or SHIPPED).read_bytes().decode()
        read = tomllib.loads(text)
    except OSError as error:
        raise Unreadable(Fault(0, "states_missing")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(_syntax(error)) from error
    entries = read.get("states")
    if not isinstance(entries, dict) or not entries:
        raise Unreadable(Fault(1, "states_empty"))
    faults = [fault for state, entry in entries.items() for fault in _faults(state, entry, _line(text, state))]
    if faults:
        raise Unreadable(*faults)
    return {state.lower(): Place(**entry) for state, entry in entries.items()}


def place_of(state: str, line: int, table: Mapping[str, Place]) -> Place | Fault:
    """Where a row of this state goes; a fault when neither it nor `*` is in the table."""
    place = table.get(state) or table.get(OTHERWISE)
    return place or Fault(line, "state_unknown", {"state": state})


def _faults(state: str, entry: Any, line: int) -> Iterator[Fault]:
    if not isinstance(entry, dict):
        yield Fault(line, "state_not_table", {"state": state})
        return
    for key in Place._fields:
        if key not in entry:
            yield Fault(line, "state_key_missing", {"state": state, "key": key})
    for key, value in entry.items():
        if key not in Place._fields:
            yield Fault(line, "state_key_unknown", {"state": state, "key": key})
        elif not isinstance(value, str) or not _WORD.match(value):
            yield Fault(line, "state_word", {"state": state, "key": key, "value": str(value)[:40]})


def _syntax(error: Exception) -> Fault:
    found = re.search(r"line (\d+)", str(error))
    return Fault(int(found[1]) if found else 1, "states_syntax", {"detail": str(error)})


def _line(text: str, state: str) -> int:
    """Where the state is written, in either way TOML allows; 1 if it cannot be told."""
    name = re.escape(state)
    written = re.compile(rf"\s*(?:\[states\.)?(?:\"{name}\"|'{name}'|{name})\s*[\]=.]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if written.match(line)), 1)
