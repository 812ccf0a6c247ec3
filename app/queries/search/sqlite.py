"""Full text on SQLite: the FTS5 shadow of `search_doc`, whose row ids are the documents'."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.models.search import SearchDoc

_fts = sa.table("search_fts", sa.column("rowid", sa.Integer), sa.column("rank", sa.Float))
NEWEST: sa.ColumnElement[int] = _fts.c.rowid.desc()
NEAREST: sa.ColumnElement[float] = _fts.c.rank.asc()


def expression(readings: Iterable[tuple[str, ...]], every_word: bool) -> str:
    """Words are letters and digits only; quoted, none of them is an operator."""
    groups = ["(" + " OR ".join(f'"{word}"' for word in reading) + ")" for reading in readings]
    return (" AND " if every_word else " OR ").join(groups)


def matching(match: str, *columns: Any) -> sa.Select[Any]:
    """Those columns of the documents that match."""
    return (sa.select(*columns).select_from(_fts).join(SearchDoc, SearchDoc.id == _fts.c.rowid)
            .where(sa.literal_column("search_fts").op("MATCH")(match)))


def nearest(match: str) -> sa.ColumnElement[float]:
    """The order of a search for any of the words: those that are rare count more (bm25)."""
    return NEAREST
