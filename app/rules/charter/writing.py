"""Plain data to TOML that reads aloud: small tables on one line, the others under their heading."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.rules.charter.canonical import plain
from app.rules.charter.model import Charter

_INLINE = 118
_APART = frozenset({"limits", "decision", "conditions", "changes", "fallback"})  # under a heading, however short


def toml(charter: Charter) -> str:
    """A text that `parse` reads as this same charter."""
    return toml_of(plain(charter))


def toml_of(data: Mapping[str, Any]) -> str:
    """Plain data as the text of a charter, right or wrong."""
    return "\n".join(_table(data, "")).strip() + "\n"


def _table(table: Mapping[str, Any], heading: str) -> Iterator[str]:
    apart = {key: value for key, value in table.items() if _has_heading(key, value)}
    own = [f"{key} = {_value(value)}" for key, value in table.items() if key not in apart]
    if own and heading:
        yield f"\n[{heading}]"
    yield from own
    for key, value in apart.items():
        name = f"{heading}.{key}" if heading else key
        if isinstance(value, list):
            for row in value:
                yield f"\n[[{name}]]"
                yield from (f"{inner} = {_value(told)}" for inner, told in row.items())
        else:
            yield from _table(value, name)


def _has_heading(key: str, value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(row, dict) for row in value)
    if not isinstance(value, dict):
        return False
    return key in _APART or any(isinstance(inner, dict | list) for inner in value.values()) or (
        len(_value(value)) > _INLINE and key not in ("names", "about"))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
