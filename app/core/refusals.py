"""Why something is refused: a code and its numbers. Sentences are made in core/web/refusals.py.py, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = int | str


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    params: Mapping[str, Value] = field(default_factory=dict)
