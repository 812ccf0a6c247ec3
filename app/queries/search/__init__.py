"""Full-text search: what is kept, what is found, what looks alike. Two engines, the same answers.

`index` and `remove` are for operations (the only writers); the others are reads. Hidden things are taken out of the
index when they are hidden, and left out again by the queries that load what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.search import SearchDoc
from app.queries.dialect import is_sqlite, upsert
from app.queries.search import postgres, sqlite
from app.queries.search.stems import readings, stems
from app.rules.kinds import Subject
from app.rules.words import Bag, likeness

NEWEST = 2_000  # only the newest matches are put in order: 6 ms instead of 184 for a common word in a million texts
CANDIDATES = 30
ASKED = 32  # words of a long text that are looked for when asking what is alike
WORDS = 12  # words of a query
ALIKE = Fraction(3, 10)


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` is how many of the words are in the title; hits come by score, then newest first."""

    id: int
    kind: Subject
    ref: int
    track: str
    score: int


def index(session: Session, space_id: int, kind: Subject, ref: int, lang: str, title: str, *texts: str,
          track: str = "", now: datetime) -> None:
    """Make it be found by these words from now on; what it was found by before is forgotten."""
    kept = {"space_id": space_id, "track": track, "updated_at": now, **words_of(lang, title, *texts)}
    row = upsert(session, SearchDoc).values(kind=kind, ref=ref, **kept)
    session.execute(row.on_conflict_do_update(index_elements=["kind", "ref"], set_=kept))


def words_of(lang: str, title: str, *texts: str) -> dict[str, str]:
    """The two columns of words, for whoever enters many rows at once."""
    head = stems(title, lang)
    return {"title_words": " ".join(head),
            "words": " ".join([*head, *(word for text in texts for word in stems(text, lang))])}


def remove(session: Session, kind: Subject, ref: int) -> None:
    session.execute(sa.delete(SearchDoc).where(SearchDoc.kind == kind, SearchDoc.ref == ref)
                    .execution_options(synchronize_session=False))


def refs(session: Session, query: str, lang: str, kind: Subject, track: str = "") -> sa.Select[int] | None:
    """For a list that has an order of its own: the ids that hold every word, as a subquery; None where the query
    holds no word to look for."""
    asked = readings(query, lang)[:WORDS]
    if not asked:
        return None
    engine = _engine(session)
    found: Any = engine.matching(engine.expression(asked, True), SearchDoc.ref).where(SearchDoc.kind == kind)
    chosen: sa.Select[int] = found.where(SearchDoc.track == track) if track else found
    return chosen


def find(session: Session, query: str, lang: str, *, kinds: Sequence[Subject] = (), tracks: Sequence[str] = (),
         every_word: bool = True, limit: int = 20, before: tuple[int, int] | None = None) -> list[Hit]:
    """The same hits in the same order on both databases. `before`: the score and the id of the last hit shown."""
    ranked = _ranked(session, query, lang, kinds=kinds, tracks=tracks, every_word=every_word)
    if ranked is None:
        return []
    hits = sa.select(ranked).order_by(ranked.c.score.desc(), ranked.c.id.desc()).limit(limit)
    if before is not None:
        hits = hits.where(sa.tuple_(ranked.c.score, ranked.c.id) < before)
    return [Hit(row.id, row.kind, row.ref, row.track, row.score) for row in session.execute(hits)]


def find_each(session: Session, query: str, lang: str, *, kinds: Sequence[Subject], each: int = 6) -> list[Hit]:
    """The first hits of every kind and track, in one read."""
    ranked = _ranked(session, query, lang, kinds=kinds)
    if ranked is None:
        return []
    place = sa.func.row_number().over(partition_by=(ranked.c.kind, ranked.c.track),
                                      order_by=(ranked.c.score.desc(), ranked.c.id.desc())).label("place")
    numbered = sa.select(ranked, place).subquery()
    rows = session.execute(sa.select(numbered).where(numbered.c.place <= each).order_by(
        numbered.c.kind, numbered.c.track, numbered.c.place))
    return [Hit(row.id, row.kind, row.ref, row.track, row.score) for row in rows]


def alike(session: Session, title: str, text: str, lang: str, tracks: Sequence[str] = (), *,
          exclude: int | None = None, limit: int = 5) -> list[int]:
    """Ids of the proposals that say nearly the same, nearest first; nothing rather than what is not alike."""
    mine = Bag.of(stems(title, lang), stems(text, lang))
    if not mine.words:
        return []
    close = [(likeness(mine, Bag.of(row.title_words.split(), row.words.split())), row.ref)
             for row in _candidates(session, mine, tracks) if row.ref != exclude]
    return [ref for near, ref in sorted(close, reverse=True) if near >= ALIKE][:limit]


def _candidates(session: Session, mine: Bag, tracks: Sequence[str]) -> Iterable[Any]:
    """Long words are rare more often than short ones: those of the title first, then the longest."""
    longest = sorted(mine.words - mine.title, key=lambda word: (-len(word), word))
    asked = [*sorted(mine.title), *longest][:ASKED]
    engine = _engine(session)
    match = engine.expression([(word,) for word in asked], False)
    found = engine.matching(match, SearchDoc.ref, SearchDoc.title_words, SearchDoc.words)
    found = _only(found, (Subject.PROPOSAL,), tracks)
    return session.execute(found.order_by(engine.nearest(match), SearchDoc.id.desc()).limit(CANDIDATES + 1))


def _ranked(session: Session, query: str, lang: str, *, kinds: Sequence[Subject], tracks: Sequence[str] = (),
            every_word: bool = True) -> Any:
    """The newest matches as a subquery, each with its score."""
    asked = readings(query, lang)[:WORDS]
    if not asked:
        return None
    engine = _engine(session)
    columns = (SearchDoc.id, SearchDoc.kind, SearchDoc.ref, SearchDoc.track, SearchDoc.title_words)
    found = _only(engine.matching(engine.expression(asked, every_word), *columns), kinds, tracks)
    newest = found.order_by(engine.NEWEST).limit(NEWEST).subquery()
    return sa.select(newest.c.id, newest.c.kind, newest.c.ref, newest.c.track,
                     _score(newest.c.title_words, asked).label("score")).subquery()


def _only(found: Any, kinds: Sequence[Subject], tracks: Sequence[str]) -> Any:
    if kinds:
        found = found.where(SearchDoc.kind.in_(kinds))
    return found.where(SearchDoc.track.in_(tracks)) if tracks else found


def _score(title_words: sa.ColumnElement[str], asked: list[tuple[str, ...]]) -> sa.ColumnElement[int]:
    padded = sa.literal(" ") + title_words + sa.literal(" ")
    score: sa.ColumnElement[int] = sa.literal(0)
    for reading in asked:
        there = sa.or_(*(padded.like(f"% {word} %") for word in reading))
        score = score + sa.case((there, 1), else_=0)
    return score


def _engine(session: Session) -> Any:
    return sqlite if is_sqlite(session) else postgres
