"""What the guided form asks of a charter: a place in the document, a kind of value, and what is there now."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.rules.charter.faults import dotted

Data = dict[str, Any]
Path = tuple[str | int, ...]


class Kind(StrEnum):
    """`share` is a fraction of the roll, or a whole number where a quorum may be one; `words` a list of keys; `lines`
    the answers that a question proposes, one for each line."""

    TEXT = "text"
    WHOLE = "whole"
    SHARE = "share"
    WORD = "word"
    WORDS = "words"
    FLAG = "flag"
    LINES = "lines"


@dataclass(frozen=True)
class Question:
    """One value of the document. `value` is as it is typed; empty, the rule does not say it."""

    path: Path
    kind: Kind
    value: str
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return dotted(self.path)


def at(data: Data, path: Path) -> Any:
    """What stands there, or None."""
    found: Any = data
    for key in path:
        if isinstance(found, dict):
            found = found.get(key)
        else:
            found = found[key] if isinstance(found, list) and isinstance(key, int) and key < len(found) else None
    return found


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def typed(kind: Kind, text: str) -> Any:
    """None takes the key away."""
    said = text.strip()
    if kind is Kind.FLAG:
        return True if said else None
    if not said:
        return None
    if kind is Kind.WORDS:
        return [word.strip() for word in said.split(",") if word.strip()]
    whole = said.removeprefix("-") if kind is Kind.WHOLE else said
    return int(said) if kind in (Kind.WHOLE, Kind.SHARE) and whole.isdecimal() and len(said) < 10 else said
