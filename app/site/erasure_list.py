"""What was taken away, in a file of the instance: carried apart from the backups, so that a restored copy follows it.

One JSON line each: a moment, a kind, and a mark that names nobody. Lines may be there twice.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.accounts.service import erasure
from app.site import queries as site_read
from app.site.service import upkeep

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    what: str
    target: str


def append(instance: Path, lines: Iterable[Line]) -> None:
    """On the disk when this returns. A line torn by a crash is closed by an end of line, and written again whole."""
    text = "".join(_text(line) for line in lines)
    if not text:
        return
    with os.fdopen(os.open(instance / NAME, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600), "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
        file.write(b"\n" * torn + text.encode())
        os.fsync(file.fileno())


def _text(line: Line) -> str:
    at = line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return json.dumps({"at": at, "what": line.what, "target": line.target}) + "\n"


def read(file: Path) -> list[Line]:
    """In the order of the acts; what cannot be read (torn by a crash, and written again below) is passed over."""
    found: dict[tuple[str, str, datetime], Line] = {}
    for text in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            told = json.loads(text)
            line = Line(datetime.fromisoformat(told["at"]), str(told["what"]), str(told["target"]))
        except (ValueError, KeyError, TypeError):
            continue
        found[line.what, line.target, line.at] = line
    return sorted(found.values(), key=lambda line: line.at)


# What was taken away, copied out of the database into the instance's own list; and followed again after a restore.

SessionMaker = Callable[[], Session]
AT_ONCE = 500
MARGIN = timedelta(minutes=10)  # an act is dated when it begins, and may end after a copy was taken
SWITCHED = ("hidden", "shown")


def note(instance: Path, make: SessionMaker, now: datetime) -> int:
    """First the file, on the disk, then the mark in the database: a crash between the two writes a line twice, and
    loses none. How many lines."""
    count = 0
    while True:
        with make() as session:
            rows = site_read.to_note(session, AT_ONCE)
        if not rows:
            return count
        append(instance, [Line(row.at, row.what, row.target) for row in rows])
        upkeep.noted(make, now, None, [row.id for row in rows])
        count += len(rows)


def follow(make: SessionMaker, now: datetime, lines: Iterable[Line]) -> int:
    """Take away again; how many were not in the copy. What was hidden and shown again ends as it was last."""
    with make() as session:
        known = site_read.last_moment(session)
    wanted: dict[tuple[str, str], Line] = {}
    for line in lines:
        switched = line.what in SWITCHED
        if switched and known is not None and line.at < known - MARGIN:
            continue
        wanted["switched" if switched else line.what, line.target] = line
    return sum(_again(make, now, line) for line in wanted.values())


def _again(make: SessionMaker, now: datetime, line: Line) -> bool:
    if line.what == "person":
        return erasure.repeat(make, now, None, line.target)
    return upkeep.repeat(make, now, None, line.what, line.target)
