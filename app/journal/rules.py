"""The chain of the journal: each line carries the digest of the one before it (SHA-256, FIPS 180-4)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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


# Heads of the journal, signed: what is signed, what is published of it, and what a kept file says of a chain today.
#
# Who has the database can write the whole journal again, and its chain holds. Who kept a signed head sees it: the line
# of that number has another digest. The idea is that of the signed tree heads of RFC 6962 §3.5, on a plain chain.

HEAD, KEY = "cordee-head/1", "cordee-key/1"
DAILY = timedelta(hours=24)
WEEKLY = timedelta(days=7)
BESIDE = ("signature", "endorsement")  # not among what is signed

Line = Mapping[str, Any]


class NotAnchors(ValueError):
    """The file is none of ours; `line` is where it stops being one."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed_text(line: Line) -> str:
    """The bytes under a signature: the published line, canonical, without what cannot sign itself."""
    return canonical({key: value for key, value in line.items() if key not in BESIDE})


def head_line(space_id: int, seq: int, digest: str, at: datetime, key: str, signature: str = "") -> dict[str, Any]:
    line: dict[str, Any] = {"format": HEAD, "space_id": space_id, "seq": seq, "digest": digest, "at": instant(at),
                            "key": key}
    return line | ({"signature": signature} if signature else {})


def key_line(key: str, public: str, since: datetime, why: str, previous: str | None,
             endorsement: str = "") -> dict[str, Any]:
    """`previous` and `endorsement`: the key before it, and its signature of this one."""
    line: dict[str, Any] = {"format": KEY, "key": key, "public": public, "since": instant(since), "why": why,
                            "previous": previous}
    return line | ({"endorsement": endorsement} if endorsement else {})


def is_due(seq: int, digest: str, last: tuple[int, datetime] | None, now: datetime, closed: int | None) -> bool:
    """Where the head moved: once a day, and at once after a decision was closed (`closed`: the line that says so)."""
    if seq == 0 or not digest:
        return False
    if last is None:
        return True
    if last[0] >= seq:
        return False
    return now - last[1] >= DAILY or (closed is not None and closed > last[0])


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of a kept file: a signed head, a key, or a line of journal.jsonl (which nobody signed)."""

    number: int
    told: Line

    @property
    def is_key(self) -> bool:
        return self.told.get("format") == KEY

    @property
    def is_head(self) -> bool:
        return self.told.get("format") == HEAD


def read(lines: Iterable[str]) -> Iterator[Kept]:
    """NotAnchors at the first line that is none of the three; empty lines do not count."""
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            told = json.loads(text)
        except ValueError:
            raise NotAnchors(number) from None
        kept = Kept(number, told)
        if not isinstance(told, dict) or not _is_whole(kept):
            raise NotAnchors(number)
        yield kept


def _is_whole(kept: Kept) -> bool:
    told = kept.told
    if kept.is_key:
        return all(isinstance(told.get(name), str) for name in ("key", "public", "since", "why"))
    numbers = all(type(told.get(name)) is int for name in ("space_id", "seq"))
    signed = not kept.is_head or all(isinstance(told.get(name), str) for name in ("key", "signature"))
    return numbers and isinstance(told.get("digest"), str) and told.get("format") in (None, HEAD) and signed


@dataclass(frozen=True, slots=True)
class Difference:
    """`seq`: the first kept line that the journal has no more. `held`: the last one before it that it still has."""

    space_id: int
    seq: int
    held: int
    told: Line

    @property
    def is_signed(self) -> bool:
        return self.told.get("format") == HEAD


def first_difference(kept: Iterable[Kept], present: Mapping[int, str], space_id: int) -> Difference | None:
    """Of one space; `present` has the digest of each line asked for, where there is such a line."""
    held = 0
    for one in sorted(kept, key=lambda line: int(line.told["seq"])):
        seq = int(one.told["seq"])
        if present.get(seq) != one.told["digest"]:
            return Difference(space_id, seq, held, one.told)
        held = seq
    return None
