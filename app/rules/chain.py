"""The chain of the journal: each line carries the digest of the one before it (SHA-256, FIPS 180-4)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal, as it is published. `at` is an aware moment."""

    space_id: int
    seq: int
    at: datetime
    kind: str
    actor_id: int | None
    subject_kind: str
    subject_id: int
    data: Mapping[str, Any]
    previous: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    seq: int
    code: str  # "gap", "link", "content", "head"


def canonical(value: Any) -> str:
    """The one way a value is written: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(entry: Entry) -> str:
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    line = canonical([entry.previous, entry.space_id, entry.seq, at, entry.kind, entry.actor_id, entry.subject_kind,
                      entry.subject_id, dict(entry.data)])
    return hashlib.sha256(line.encode()).hexdigest()


def verify(entries: Iterable[Entry], head_seq: int, head: str) -> tuple[int, Fault | None]:
    """How many lines hold, and the first that does not: changed, removed, inserted, reordered, or cut at the end."""
    previous, count = "", 0
    for entry in entries:
        if entry.seq != count + 1:
            return count, Fault(count + 1, "gap")
        if entry.previous != previous:
            return count, Fault(entry.seq, "link")
        if digest_of(entry) != entry.digest:
            return count, Fault(entry.seq, "content")
        previous, count = entry.digest, entry.seq
    if (count, previous) != (head_seq, head):
        return count, Fault(count + 1, "head")
    return count, None
