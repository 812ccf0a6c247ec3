"""The words that are written here: entered when they are first met, counted by a job, asked when nothing is found.

A word that is no longer in any text stays until it is counted again; it is never offered, since what is offered is
looked for first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.database import is_sqlite, upsert
from app.core.kinds import Subject
from app.core.texts import SHORTEST, WORD, fold, pairs
from app.discussion.models import Comment
from app.groups.models import Group, Meeting
from app.search.models import SearchDoc, SearchPair, SearchWord
from app.search.queries import postgresql, sqlite
from app.search.queries.finding import engine_of
from app.search.queries.index import KINDS, everything, root, stems, text_of, written
from app.territory.models import Space

LONGEST = 24  # letters of a word worth suggesting
LEARNT = 1_500  # different words of one text: more than any has, and no more than is written in an instant
WORDS_AT_ONCE = 300
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Recount:
    """What a count changes: (language, word, documents) of the words that are held by more or fewer than before, and
    the words that no document holds any more."""

    moved: tuple[tuple[str, str, int], ...]
    gone: tuple[Key, ...]
    left: int

    def batches(self, size: int) -> Iterator["Recount"]:
        for start in range(0, max(len(self.moved), len(self.gone)), size):
            yield Recount(self.moved[start:start + size], self.gone[start:start + size], self.left)


def learn(session: Session, texts: Iterable[tuple[str, str]]) -> None:
    """(language, text) pairs. Most words are known: one read, and nothing written, for most texts."""
    met = {(lang, word) for lang, text in texts for word in islice(_words(lang, text), LEARNT)}
    for some in _batches(sorted(met)):
        _learn(session, some)


def _words(lang: str, text: str) -> Iterable[str]:
    for word in dict.fromkeys(WORD.findall(fold(text))):
        if SHORTEST <= len(word) <= LONGEST and word.isalpha() and root(word, lang):
            yield word


def _learn(session: Session, keys: Sequence[Key]) -> None:
    known = {(row.lang, row.word) for row in session.execute(sa.select(SearchWord.lang, SearchWord.word).where(
        SearchWord.word.in_([word for _lang, word in keys])))}
    if new := [key for key in keys if key not in known]:
        _insert(session, SearchWord, [{"lang": lang, "word": word, "stem": root(word, lang), "n": 1}
                                      for lang, word in new])
        words = {word for _lang, word in new}
        _insert(session, SearchPair, [{"pair": pair, "size": len(word), "word": word}
                                      for pair, word in sorted((pair, word) for word in words for pair in pairs(word))])


def _insert(session: Session, table: Any, rows: list[dict[str, Any]]) -> None:
    """In one order for everybody, so that two who write the same words never wait for each other."""
    session.connection().execute(upsert(session, table.__table__).on_conflict_do_nothing(), rows)


def recount(session: Session) -> Recount:
    """How many documents hold each word, against what is written. Reads alone: it goes through the whole index."""
    engine: Any = sqlite if is_sqlite(session) else postgresql
    for statement in engine.COUNTED:
        session.execute(statement)
    counted = {row.term: row.n for row in session.execute(engine.STEMS)}
    rows = session.execute(sa.select(SearchWord.lang, SearchWord.word, SearchWord.stem, SearchWord.n)).all()
    moved = tuple((row.lang, row.word, counted[row.stem]) for row in rows
                  if row.stem in counted and counted[row.stem] != row.n)
    gone = tuple((row.lang, row.word) for row in rows if row.stem not in counted)
    return Recount(moved, gone, len(rows) - len(gone))


def set_counts(session: Session, told: Recount) -> None:
    if told.moved:
        session.connection().execute(
            sa.update(SearchWord.__table__).where(  # type: ignore[arg-type]
                SearchWord.lang == sa.bindparam("of"), SearchWord.word == sa.bindparam("the"))
            .values(n=sa.bindparam("to")), [{"of": lang, "the": word, "to": n} for lang, word, n in told.moved])
    _drop(session, told.gone)


def _drop(session: Session, keys: Sequence[Key]) -> None:
    for some in _batches(keys):
        session.execute(sa.delete(SearchWord).where(sa.tuple_(SearchWord.lang, SearchWord.word).in_(some))
                        .execution_options(synchronize_session=False))
        words = sorted({word for _lang, word in some})
        left = sa.select(SearchWord.word).where(SearchWord.word.in_(words))
        session.execute(sa.delete(SearchPair).where(SearchPair.word.in_(words), SearchPair.word.not_in(left))
                        .execution_options(synchronize_session=False))


def _batches(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[n:n + WORDS_AT_ONCE] for n in range(0, len(rows), WORDS_AT_ONCE))


# What operations call when something was written, hidden, shown or merged: the index says the same as the sources.
#
# `keep` reads what there is now, and enters or leaves accordingly: nobody has to say which. The only writes of this
# room, and never without an operation around them.

Thing = tuple[Subject, int]
DOCUMENTS_AT_ONCE = 400
AROUND = 120_000  # bytes: five long documents that have no word in common
TIMELESS = (Subject.STRUCTURE,)  # the day it was entered in the register says nothing of it


def keep(session: Session, now: datetime, kind: Subject, *refs: int) -> None:
    keep_all(session, now, [(kind, ref) for ref in refs])


def keep_all(session: Session, now: datetime, things: Iterable[Thing]) -> None:
    """In the order given, which is the one they get in the index when they are new."""
    left = iter(things)
    while some := list(islice(left, DOCUMENTS_AT_ONCE)):
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
