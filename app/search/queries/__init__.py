"""Full-text search: what is kept, what is found, what looks alike. Two engines, the same answers.

`keep` and the like are for operations (the only writers): they read what there is now and enter it, or take it out.
The others are reads. What is hidden or merged is not in the index."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import Subject
from app.search import rules as asking
from app.search.models import SearchDoc
from app.search.queries import finding
from app.search.queries.finding import EVERYTHING, Hit, Only, engine_of as _engine, sought
from app.search.queries.index import KINDS, written
from app.search.queries.keeping import enter, in_order, keep, keep_all, keep_under, words_of
from app.search.queries.likeness import alike, closest
from app.search.rules import Sought

__all__ = ["Hit", "Only", "Sought", "alike", "ask", "closest", "enter", "find", "in_order", "index", "keep", "keep_all",
           "keep_under", "refs", "remove", "words_of"]


def index(session: Session, space_id: int, kind: Subject, ref: int, lang: str, title: str, *texts: str,
          track: str = "", now: datetime) -> None:
    """Make it be found by these words from now on; by those of its source, where there is one."""
    if kind in KINDS and session.execute(written(kind, [ref])).first() is not None:
        keep(session, now, kind, ref)
        return
    enter(session, [{"kind": kind, "ref": ref, "space_id": space_id, "track": track, "lang": lang, "at": now,
                     "year": now.year, "updated_at": now, "around": "", **words_of(lang, title, *texts)}])


def remove(session: Session, kind: Subject, ref: int) -> None:
    session.execute(sa.delete(SearchDoc).where(SearchDoc.kind == kind, SearchDoc.ref == ref)
                    .execution_options(synchronize_session=False))


def ask(session: Session, query: str, lang: str) -> Sought | None:
    """What was typed, as the index can be asked; None where it holds nothing to look for."""
    return sought(session, asking.read(query), lang)


def find(session: Session, query: str, lang: str, only: Only = EVERYTHING, *, limit: int = 20) -> list[Hit]:
    """The first hits of what was typed."""
    asked = ask(session, query, lang)
    return finding.find(session, asked, only, limit=limit) if asked is not None else []


def refs(session: Session, query: str, lang: str, kind: Subject, track: str = "") -> sa.Select[int] | None:
    """For a list that has an order of its own: the ids that answer, as a subquery; None where the query holds
    nothing to look for."""
    asked = ask(session, query, lang)
    if asked is None:
        return None
    engine = _engine(session)
    found: Any = engine.matching(engine.expressed(asked), SearchDoc.ref).where(SearchDoc.kind == kind)
    chosen: sa.Select[int] = found.where(SearchDoc.track == track) if track else found
    return chosen
