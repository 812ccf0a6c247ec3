"""A query as the index can be asked: for each term, the stems that answer to it. Both engines take the same."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.search import SearchWord
from app.queries.search.stems import LANGUAGES, readings, stems
from app.rules.asking import Asked, Group, Piece, Sought, Term, Way

ENDINGS = 40  # stems that a beginning may stand for beside those that begin so themselves


def sought(session: Session, asked: Asked, lang: str) -> Sought | None:
    """None where nothing is left to look for: void words, or only what is not wanted."""
    wanted = {group: term for term in asked.wanted if (group := _group(session, term, lang))}
    if not wanted:
        return None
    unwanted = tuple(group for term in asked.unwanted if (group := _group(session, term, lang)))
    return Sought(tuple(wanted), unwanted, tuple(wanted.values()))


def _group(session: Session, term: Term, lang: str) -> Group:
    match term.way:
        case Way.WORD:
            return tuple(Piece((stem,)) for reading in readings(term.words[0], lang) for stem in reading)
        case Way.PHRASE:
            return _phrase(" ".join(term.words), lang)
        case Way.BEGINNING:
            return (Piece(term.words, begins=True), *_endings(session, term.words[0]))


def _phrase(words: str, lang: str) -> Group:
    """In every language that is kept; the reader's says whether there is anything in it."""
    if not stems(words, lang):
        return ()
    others = [other for other in LANGUAGES if other != lang]
    return tuple(dict.fromkeys(Piece(tuple(found)) for each in (lang, *others) if (found := stems(words, each))))


def _endings(session: Session, beginning: str) -> Iterable[Piece]:
    """« associat* » is also « association », whose stem is shorter: the words that were written know."""
    found = session.scalars(
        sa.select(SearchWord.stem).where(
            SearchWord.word >= beginning, SearchWord.word < beginning + "\U0010ffff",
            sa.func.substr(SearchWord.stem, 1, len(beginning)) != beginning)
        .distinct().order_by(SearchWord.stem).limit(ENDINGS))
    return tuple(Piece((stem,)) for stem in found)
