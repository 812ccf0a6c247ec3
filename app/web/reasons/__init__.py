"""Reason codes as sentences people read: what happened, why, and what to do. One file for each subject.

A law checks that every code the rules and operations can give has its sentence here.
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

SENTENCES: dict[str, Any] = {}
for _module in sorted(m.name for m in iter_modules(__path__)):
    SENTENCES |= import_module(f"{__name__}.{_module}").SENTENCES


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """In the reader's language; `%(name)s` takes the reason's numbers."""
    return str(SENTENCES[code]) % (params or {})
