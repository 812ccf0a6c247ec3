"""What a ballot says, as bytes that all have one length: sealed, a ballot for is as long as one against."""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

FIXED, A_WORD_OF_EACH = 160, 8  # receipt, college, version, commas; and beside each option's key


@dataclass(frozen=True)
class Content:
    """A secret one has no person, no structure and no reason."""

    receipt: str
    choice: Any
    college: str
    version: int
    person_id: int | None = None
    structure_id: int | None = None
    reason: str = ""


def length_for(options: Iterable[str]) -> int:
    """Enough for every secret answer to these options, whatever it is; tests/rules/test_ballots.py tries them all."""
    return FIXED + sum(len(key) + A_WORD_OF_EACH for key in options)


def packed(content: Content, length: int) -> bytes:
    """Filled up with spaces, which JSON reads as nothing; a public one with a long reason takes several lengths."""
    plain = json.dumps(astuple(content), separators=(",", ":")).encode()
    return plain.ljust(-(-len(plain) // length) * length)


def unpacked(plain: bytes) -> Content:
    return Content(*json.loads(plain))
