"""Full text on SQLite: the FTS5 shadow of `search_doc`, whose row ids are the documents'."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.search.models import SearchDoc
from app.search.rules import Group, Piece, Sought

_fts = sa.table("search_fts", sa.column("rowid", sa.Integer), sa.column("rank", sa.Float))
NEWEST: sa.ColumnElement[int] = _fts.c.rowid.desc()
NEAREST: sa.ColumnElement[float] = _fts.c.rank.asc()
COUNTED = (sa.text("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_terms USING fts5vocab(main, search_fts, row)"),)
STEMS = sa.text("SELECT term, doc AS n FROM temp.search_terms")


def expression(readings: Iterable[tuple[str, ...]], every_word: bool) -> str:
    """Words are letters and digits only; quoted, none of them is an operator."""
    groups = ["(" + " OR ".join(f'"{word}"' for word in reading) + ")" for reading in readings]
    return (" AND " if every_word else " OR ").join(groups)


def expressed(sought: Sought) -> str:
    wanted = " AND ".join(map(_any, sought.wanted))
    return f"(({wanted}) NOT ({' OR '.join(map(_any, sought.unwanted))}))" if sought.unwanted else f"({wanted})"


def either(soughts: Iterable[Sought]) -> str:
    return " OR ".join(map(expressed, soughts))


def _any(group: Group) -> str:
    return "(" + " OR ".join(map(_piece, group)) + ")"


def _piece(piece: Piece) -> str:
    return f'"{" ".join(piece.stems)}"{"*" if piece.begins else ""}'


def matching(match: str, *columns: Any, titles: Sequence[Group] = ()) -> sa.Select[Any]:
    """Those columns of the documents that match; where `titles` are given, only where a title holds one of them."""
    full = f"{{words around}} : ({match})"
    if titles:
        full = f"({full}) AND (title_words : ({' OR '.join(map(_any, titles))}))"
    return (sa.select(*columns).select_from(_fts).join(SearchDoc, SearchDoc.id == _fts.c.rowid)
            .where(sa.literal_column("search_fts").op("MATCH")(full)))


def nearest(match: str) -> sa.ColumnElement[float]:
    """The order of a search for any of the words: those that are rare count more (bm25)."""
    return NEAREST


def holds(text: sa.ColumnElement[str], words: str) -> sa.ColumnElement[bool]:
    return sa.func.instr(text, words) > 0


def vectors() -> dict[str, sa.ColumnElement[Any]]:
    """Nothing beside the words: their triggers tell the shadow."""
    return {}
