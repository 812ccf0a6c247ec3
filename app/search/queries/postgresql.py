"""Full text on PostgreSQL: indexes on the words of `search_doc`, taken as they are ('simple')."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.search.models import SearchDoc
from app.search.rules import Group, Piece, Sought

_simple: sa.ColumnElement[str] = sa.literal_column("'simple'")
_vector: sa.ColumnElement[Any] = SearchDoc.__table__.c.found
_title: sa.ColumnElement[Any] = SearchDoc.__table__.c.found_title
APART = f" {'q0' * 23} "  # longer than any word asked for: no phrase goes from a text to what is around it
NEWEST: sa.ColumnElement[int] = SearchDoc.id.desc()
COUNTED: tuple[sa.TextClause, ...] = ()
STEMS = sa.text("SELECT word AS term, ndoc AS n FROM ts_stat('SELECT found FROM search_doc')")


def expression(readings: Iterable[tuple[str, ...]], every_word: bool) -> str:
    """Words are letters and digits only; quoted, none of them is an operator."""
    groups = ["(" + " | ".join(f"'{word}'" for word in reading) + ")" for reading in readings]
    return (" & " if every_word else " | ").join(groups)


def expressed(sought: Sought) -> str:
    wanted = " & ".join(map(_any, sought.wanted))
    return f"(({wanted}) & !({' | '.join(map(_any, sought.unwanted))}))" if sought.unwanted else f"({wanted})"


def either(soughts: Iterable[Sought]) -> str:
    return " | ".join(map(expressed, soughts))


def _any(group: Group) -> str:
    return "(" + " | ".join(map(_piece, group)) + ")"


def _piece(piece: Piece) -> str:
    words = " <-> ".join(f"'{word}'" for word in piece.stems)
    return f"{words}:*" if piece.begins else f"({words})"


def matching(match: str, *columns: Any, titles: Sequence[Group] = ()) -> sa.Select[Any]:
    """Those columns of the documents that match; where `titles` are given, only where a title holds one of them."""
    found = sa.select(*columns).select_from(SearchDoc).where(_vector.op("@@")(_asked(match)))
    return found.where(_title.op("@@")(_asked(" | ".join(map(_any, titles))))) if titles else found


def nearest(match: str) -> sa.ColumnElement[float]:
    """The order of a search for any of the words: those that hold most of them, for their length, first."""
    return sa.func.ts_rank(_vector, _asked(match), 1).desc()


def holds(text: sa.ColumnElement[str], words: str) -> sa.ColumnElement[bool]:
    return sa.func.strpos(text, words) > 0


def _asked(match: str) -> sa.ColumnElement[object]:
    return sa.func.to_tsquery(_simple, match)


def vectors() -> dict[str, sa.ColumnElement[Any]]:
    """What is kept beside the words of a row: made once, when it is written."""
    words, around, title = (sa.bindparam(name, type_=sa.Text) for name in ("words", "around", "title_words"))
    return {"found": sa.func.to_tsvector(_simple, words + sa.literal_column(f"'{APART}'") + around),
            "found_title": sa.func.to_tsvector(_simple, title)}
