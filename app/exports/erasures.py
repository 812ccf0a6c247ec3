"""What was taken away, copied out of the database into the instance's own list; and followed again after a restore."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from app.operations import erasure, erasures
from app.outside import erasure_list
from app.queries import erasures as read

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
            rows = read.to_note(session, AT_ONCE)
        if not rows:
            return count
        erasure_list.append(instance, [erasure_list.Line(row.at, row.what, row.target) for row in rows])
        erasures.noted(make, now, None, [row.id for row in rows])
        count += len(rows)


def follow(make: SessionMaker, now: datetime, lines: Iterable[erasure_list.Line]) -> int:
    """Take away again; how many were not in the copy. What was hidden and shown again ends as it was last."""
    with make() as session:
        known = read.last_moment(session)
    wanted: dict[tuple[str, str], erasure_list.Line] = {}
    for line in lines:
        switched = line.what in SWITCHED
        if switched and known is not None and line.at < known - MARGIN:
            continue
        wanted["switched" if switched else line.what, line.target] = line
    return sum(_again(make, now, line) for line in wanted.values())


def _again(make: SessionMaker, now: datetime, line: erasure_list.Line) -> bool:
    if line.what == "person":
        return erasure.repeat(make, now, None, line.target)
    return erasures.repeat(make, now, None, line.what, line.target)
