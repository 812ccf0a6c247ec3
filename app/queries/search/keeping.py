"""What operations call when something was written, hidden, shown or merged: the index says the same as the sources.

`keep` reads what there is now, and enters or leaves accordingly: nobody has to say which. The only writes of this
room, and never without an operation around them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.discussion import Comment
from app.models.groups import Group, Meeting
from app.models.search import SearchDoc
from app.models.spaces import Space
from app.queries.dialect import upsert
from app.queries.search.finding import engine_of
from app.queries.search.sources import KINDS, everything, text_of, written
from app.queries.search.stems import stems
from app.queries.search.vocabulary import learn
from app.rules.kinds import Subject

Thing = tuple[Subject, int]
AT_ONCE = 400
AROUND = 120_000  # bytes: five long documents that have no word in common
TIMELESS = (Subject.STRUCTURE,)  # the day it was entered in the register says nothing of it


def keep(session: Session, now: datetime, kind: Subject, *refs: int) -> None:
    keep_all(session, now, [(kind, ref) for ref in refs])


def keep_all(session: Session, now: datetime, things: Iterable[Thing]) -> None:
    """In the order given, which is the one they get in the index when they are new."""
    left = iter(things)
    while some := list(islice(left, AT_ONCE)):
        _keep_some(session, now, some)


def keep_under(session: Session, now: datetime, proposal_id: int) -> None:
    """A proposal and all that hangs on it: what is said of it, its group, their meetings."""
    groups = sa.select(Group.id).where(Group.proposal_id == proposal_id)
    wanted = [(Subject.PROPOSAL, proposal_id)]
    for kind, ids in ((Subject.COMMENT, sa.select(Comment.id).where(Comment.proposal_id == proposal_id)),
                      (Subject.GROUP, groups),
                      (Subject.MEETING, sa.select(Meeting.id).where(Meeting.group_id.in_(groups)))):
        wanted += [(kind, ref) for ref in session.scalars(ids.order_by(sa.column("id")))]
    keep_all(session, now, wanted)


def in_order(session: Session) -> list[Thing]:
    """Everything that is to be found, the oldest first."""
    found = [(row.at, kind, row.ref) for kind in KINDS for row in session.execute(everything(kind))]
    return [(kind, ref) for _at, kind, ref in sorted(found)]


def _keep_some(session: Session, now: datetime, things: Sequence[Thing]) -> None:
    rows: dict[Thing, Any] = {}
    for kind, some in groupby(sorted(things), key=lambda thing: thing[0]):
        rows |= {(kind, row.ref): row for row in session.execute(written(kind, (ref for _kind, ref in some)))}
    if gone := [thing for thing in things if thing not in rows]:
        _forget(session, gone)
    there = [(thing[0], rows[thing]) for thing in dict.fromkeys(things) if thing in rows]
    if there:
        zones = {row.id: ZoneInfo(row.timezone) for row in session.execute(sa.select(Space.id, Space.timezone))}
        enter(session, [_values(kind, row, now, zones[row.space_id]) for kind, row in there])
        learn(session, [(row.lang, f"{row.title} {row.around} {text_of(row)}") for _kind, row in there])


def enter(session: Session, values: list[dict[str, Any]]) -> None:
    """Each is found by these words from now on, and by no others."""
    told = {name: sa.bindparam(name) for name in values[0]} | engine_of(session).vectors()
    row = upsert(session, SearchDoc.__table__).values(told)
    kept = {name: row.excluded[name] for name in told if name not in ("kind", "ref")}
    session.connection().execute(row.on_conflict_do_update(index_elements=["kind", "ref"], set_=kept), values)


def _values(kind: Subject, row: Any, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    return {"kind": kind, "ref": row.ref, "space_id": row.space_id, "track": row.track, "lang": row.lang,
            "proposal_id": row.proposal_id, "place_id": row.place_id, "at": row.at,
            "year": 0 if kind in TIMELESS else row.at.astimezone(zone).year, "updated_at": now,
            "around": _around(stems(row.around, row.lang), row.stems.split()),
            **words_of(row.lang, row.title, text_of(row))}


def _around(own: Iterable[str], read: Iterable[str]) -> str:
    """Those of where it is, then those of its documents, up to a weight that is written in an instant (PostgreSQL
    refuses a megabyte)."""
    kept, left = set(own), AROUND
    for stem in sorted(set(read) - kept):
        left -= len(stem.encode()) + 1
        if left < 0:
            break
        kept.add(stem)
    return " ".join(sorted(kept))


def words_of(lang: str, title: str, *texts: str) -> dict[str, str]:
    """The two columns of words."""
    head = stems(title, lang)
    return {"title_words": " ".join(head),
            "words": " ".join([*head, *(word for text in texts for word in stems(text, lang))])}


def _forget(session: Session, things: Sequence[Thing]) -> None:
    session.execute(sa.delete(SearchDoc).where(sa.tuple_(SearchDoc.kind, SearchDoc.ref).in_(things))
                    .execution_options(synchronize_session=False))
