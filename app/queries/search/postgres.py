"""Full text on PostgreSQL: an index on the words of `search_doc`, taken as they are ('simple')."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.models.search import SearchDoc

_simple: sa.ColumnElement[str] = sa.literal_column("'simple'")
_vector = sa.func.to_tsvector(_simple, SearchDoc.words)
NEWEST: sa.ColumnElement[int] = SearchDoc.id.desc()


def expression(readings: Iterable[tuple[str, ...]], every_word: bool) -> str:
    """Words are letters and digits only; none of them is an operator."""
    groups = ["(" + " | ".join(reading) + ")" for reading in readings]
    return (" & " if every_word else " | ").join(groups)


def matching(match: str, *columns: Any) -> sa.Select[Any]:
    """Those columns of the documents that match."""
    return sa.select(*columns).select_from(SearchDoc).where(_vector.op("@@")(_asked(match)))


def nearest(match: str) -> sa.ColumnElement[float]:
    """The order of a search for any of the words: those that hold most of them, for their length, first."""
    return sa.func.ts_rank(_vector, _asked(match), 1).desc()


def _asked(match: str) -> sa.ColumnElement[object]:
    return sa.func.to_tsquery(_simple, match)
