"""The words that are written here: entered when they are first met, counted by a job, asked when nothing is found.

A word that is no longer in any text stays until it is counted again; it is never offered, since what is offered is
looked for first."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.search import SearchPair, SearchWord
from app.queries.dialect import is_sqlite, upsert
from app.queries.search import postgres, sqlite
from app.queries.search.stems import stem_in
from app.rules.spelling import SHORTEST, pairs
from app.rules.words import STOP, WORD, fold, tokens

LONGEST = 24  # letters of a word worth suggesting
AT_ONCE = 300


def learn(session: Session, texts: Iterable[tuple[str, str]]) -> None:
    """(language, text) pairs. Most words are known: one read, and nothing written, for most texts."""
    met: dict[tuple[str, str], str] = {}
    for lang, text in texts:
        for key, shown in _words(lang, text):
            met[key] = max(shown, met.get(key, ""))
    for some in _batches(sorted(met)):
        _learn(session, some, met)


def _words(lang: str, text: str) -> Iterable[tuple[tuple[str, str], str]]:
    void = STOP.get(lang, frozenset())
    for written in set(WORD.findall(unicodedata.normalize("NFC", text))):
        word = fold(written)
        if SHORTEST <= len(word) <= LONGEST and word.isalpha() and word not in void:
            yield (lang, word), written.lower()[:LONGEST * 2]


def _learn(session: Session, keys: Sequence[tuple[str, str]], met: dict[tuple[str, str], str]) -> None:
    known = {(row.lang, row.word): row.shown for row in session.execute(
        sa.select(SearchWord.lang, SearchWord.word, SearchWord.shown).where(
            SearchWord.word.in_([word for _lang, word in keys])))}
    new = [key for key in keys if key not in known]
    if new:
        session.execute(upsert(session, SearchWord).values([
            {"lang": lang, "word": word, "stem": stem_of(word, lang), "shown": met[lang, word], "n": 1}
            for lang, word in new]).on_conflict_do_nothing())
        _pair(session, sorted({word for _lang, word in new}))
    for lang, word in keys:  # the accents of one that was first written without them
        if met[lang, word] > known.get((lang, word), met[lang, word]):
            session.execute(sa.update(SearchWord).where(SearchWord.lang == lang, SearchWord.word == word)
                            .values(shown=met[lang, word]).execution_options(synchronize_session=False))


def stem_of(word: str, lang: str) -> str:
    return next(iter(tokens(word, lang, stem_in(lang))), word)


def _pair(session: Session, words: Sequence[str]) -> None:
    rows = sorted((pair, len(word), word) for word in words for pair in pairs(word))
    for some in _batches(rows):
        session.execute(upsert(session, SearchPair).values([
            {"pair": pair, "size": size, "word": word} for pair, size, word in some]).on_conflict_do_nothing())


def count_words(session: Session) -> int:
    """How many documents hold each; those that none holds go. Returns how many are left."""
    engine: Any = sqlite if is_sqlite(session) else postgres
    for statement in engine.COUNTED:
        session.execute(statement)
    counted = {row.term: row.n for row in session.execute(engine.STEMS)}
    rows = session.execute(sa.select(SearchWord.lang, SearchWord.word, SearchWord.stem, SearchWord.n)).all()
    moved = [{"of": row.lang, "the": row.word, "to": counted[row.stem]} for row in rows
             if row.stem in counted and counted[row.stem] != row.n]
    if moved:
        session.connection().execute(
            sa.update(SearchWord.__table__).where(  # type: ignore[arg-type]
                SearchWord.lang == sa.bindparam("of"), SearchWord.word == sa.bindparam("the"))
            .values(n=sa.bindparam("to")), moved)
    _drop(session, [(row.lang, row.word) for row in rows if row.stem not in counted])
    return len(rows)


def _drop(session: Session, keys: Sequence[tuple[str, str]]) -> None:
    for some in _batches(keys):
        session.execute(sa.delete(SearchWord).where(sa.tuple_(SearchWord.lang, SearchWord.word).in_(some))
                        .execution_options(synchronize_session=False))
        words = sorted({word for _lang, word in some})
        left = sa.select(SearchWord.word).where(SearchWord.word.in_(words))
        session.execute(sa.delete(SearchPair).where(SearchPair.word.in_(words), SearchPair.word.not_in(left))
                        .execution_options(synchronize_session=False))


def _batches(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[n:n + AT_ONCE] for n in range(0, len(rows), AT_ONCE))
