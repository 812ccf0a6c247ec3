"""What is found, in which order, a page at a time; how many there are, by kind, theme, place… Two engines, one answer.

Of all that matches, at most twice `NEWEST` are put in order: the newest whose title holds a word that was asked for,
and the newest of all. Counting stops at `COUNTED`, and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Proposal, ProposalPlace
from app.models.search import SearchDoc
from app.queries.dialect import is_sqlite
from app.queries.search import postgres, sqlite
from app.rules.asking import Sought
from app.rules.kinds import Status, Subject

NEWEST = 1_000
COUNTED = 5_000
D: Any = SearchDoc.__table__.c


@dataclass(frozen=True, slots=True)
class Only:
    """What the hits are narrowed to. Theme, stage, status and place are those of the proposal a hit belongs to; a
    structure has a place of its own."""

    kinds: tuple[Subject, ...] = ()
    track: str = ""
    theme_id: int | None = None
    place_id: int | None = None
    stage: tuple[str, str] | None = None
    statuses: tuple[Status, ...] = ()
    year: int | None = None


EVERYTHING = Only()


@dataclass(frozen=True, slots=True)
class Hit:
    """Hits come by score, then the newest first."""

    id: int
    kind: Subject
    ref: int
    track: str
    score: int
    at: datetime


After = tuple[int, datetime, int]


def find(session: Session, sought: Sought, only: Only = EVERYTHING, *, limit: int = 20,
         after: After | None = None) -> list[Hit]:
    """`after`: score, moment and id of the last hit shown."""
    ranked = _ranked(session, (sought,), sought, only)
    return _page(session, ranked, limit, after)


def find_nearly(session: Session, sought: Sought, only: Only = EVERYTHING, *, limit: int = 20) -> list[Hit]:
    """Where one of the terms may be missing; for when few hold them all."""
    return _page(session, _ranked(session, sought.loose, sought, only), limit, None) if sought.loose else []


def _page(session: Session, ranked: Any, limit: int, after: After | None) -> list[Hit]:
    hits = sa.select(ranked).order_by(ranked.c.score.desc(), ranked.c.at.desc(), ranked.c.id.desc()).limit(limit)
    if after is not None:
        score, at, row_id = after
        hits = hits.where(sa.tuple_(ranked.c.score, ranked.c.at, ranked.c.id) < sa.tuple_(
            sa.literal(score), sa.literal(at, D.at.type), sa.literal(row_id)))
    return [Hit(row.id, row.kind, row.ref, row.track, row.score, row.at) for row in session.execute(hits)]


def _ranked(session: Session, any_of: Sequence[Sought], asked: Sought, only: Only) -> Any:
    """The candidates as a subquery, each with its score."""
    engine = engine_of(session)
    match = engine.either(any_of)
    windows = [narrowed(engine.matching(match, D.id, titles=titles), only).order_by(engine.NEWEST).limit(NEWEST)
               for titles in (asked.wanted, ())]
    ids = sa.union(*(sa.select(window.subquery().c.id) for window in windows)).subquery()
    return (sa.select(D.id, D.kind, D.ref, D.track, D.at, _score(engine, asked).label("score"))
            .select_from(ids.join(SearchDoc, D.id == ids.c.id)).subquery())


def _score(engine: Any, asked: Sought) -> sa.ColumnElement[int]:
    """For each term: three for the title, one for being there at all (not all are when one may be missing), one more
    for being said twice."""
    title, words = (sa.literal(" ") + column + sa.literal(" ") for column in (D.title_words, D.words))
    score: sa.ColumnElement[int] = sa.literal(0)
    for group in asked.wanted:
        for text, pattern, worth in ((title, " {}", 3), (words, " {}", 1), (words, None, 1)):
            score = score + sa.case((sa.or_(*(_has(engine, text, piece, pattern) for piece in group)), worth), else_=0)
    return score


def _has(engine: Any, text: Any, piece: Any, pattern: str | None) -> sa.ColumnElement[bool]:
    """`pattern` None: twice. Stems hold neither of the signs that LIKE reads."""
    one = f" {' '.join(piece.stems)}{'' if piece.begins else ' '}"
    if pattern is None:
        found: sa.ColumnElement[bool] = text.like(f"%{one}%{one}%")
        return found
    held: sa.ColumnElement[bool] = engine.holds(text, one)
    return held


def narrowed(statement: Any, only: Only) -> Any:
    """A statement on the documents, with the proposal they belong to where it is asked about."""
    wanted = [D.kind.in_(only.kinds)] if only.kinds else []
    if only.track:
        wanted.append(D.track == only.track)
    if only.year is not None:
        wanted.append(D.year == only.year)
    if only.place_id is not None:
        there = sa.select(ProposalPlace.proposal_id).where(
            ProposalPlace.proposal_id == D.proposal_id, ProposalPlace.place_id == only.place_id)
        wanted.append(sa.or_(D.place_id == only.place_id, sa.exists(there)))
    of_proposal = _of_proposal(only)
    if of_proposal:
        statement = statement.join(Proposal, Proposal.id == D.proposal_id)
    return statement.where(*wanted, *of_proposal)


def _of_proposal(only: Only) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if only.theme_id is not None:
        wanted.append(Proposal.theme_id == only.theme_id)
    if only.stage is not None:
        wanted += [Proposal.track == only.stage[0], Proposal.stage == only.stage[1]]
    if only.statuses:
        wanted.append(Proposal.status.in_(only.statuses))
    return wanted


def there_are(session: Session, sought: Sought, most: int = 1) -> int:
    """How many match, at most that many."""
    engine = engine_of(session)
    some = engine.matching(engine.expressed(sought), D.id).limit(most).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def engine_of(session: Session) -> Any:
    return sqlite if is_sqlite(session) else postgres
