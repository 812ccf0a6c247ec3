"""The words that are written here: entered when they are first met, counted by a job, asked when nothing is found.

A word that is no longer in any text stays until it is counted again; it is never offered, since what is offered is
looked for first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.search import SearchPair, SearchWord
from app.queries.dialect import is_sqlite, upsert
from app.queries.search import postgres, sqlite
from app.queries.search.stems import root
from app.rules.spelling import SHORTEST, pairs
from app.rules.words import WORD, fold

LONGEST = 24  # letters of a word worth suggesting
LEARNT = 1_500  # different words of one text: more than any has, and no more than is written in an instant
AT_ONCE = 300
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
    engine: Any = sqlite if is_sqlite(session) else postgres
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
    return (rows[n:n + AT_ONCE] for n in range(0, len(rows), AT_ONCE))
