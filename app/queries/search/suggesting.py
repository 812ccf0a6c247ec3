"""« Vouliez-vous dire … ? »: what was typed, with the words that are nearly nowhere written as they are elsewhere."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.search import SearchPair, SearchWord
from app.queries.search.finding import find, there_are
from app.queries.search.sought import sought
from app.queries.search.sources import text_of, written
from app.rules.asking import Asked, Way, read, replaced
from app.rules.normal import normal
from app.rules.spelling import LOST, distance, pairs, reach
from app.rules.words import WORD, fold

RARE = 2  # documents: a word that fewer hold may be a mistake, in the query or in them
OFTENER = 10  # times, than the word that was typed, before another is offered instead
LOOKED_IN = 12  # texts, for how a word is written
LOOKED_AT = 4  # words of a query, and candidates for each


def suggestion(session: Session, typed: str, lang: str) -> str | None:
    """Only what finds something; the same on both databases."""
    others: dict[str, str] = {}
    for word in _words(read(typed)):
        if (better := _better(session, word, lang)) is not None:
            others[word] = better
    if not others:
        return None
    told = replaced(typed, others)
    asked = sought(session, read(told), lang)
    return told if asked is not None and there_are(session, asked) else None


def _words(asked: Asked) -> list[str]:
    found = [word for term in asked.wanted if term.way is not Way.BEGINNING for word in term.words]
    return [word for word in dict.fromkeys(found) if reach(word) and word.isalpha()][:LOOKED_AT]


def _better(session: Session, word: str, lang: str) -> str | None:
    """The nearest word that is written much oftener; of those as near, the one that is written most."""
    own = _held(session, word, lang, RARE + 1)
    if own > RARE:
        return None
    least = max(1, own * OFTENER)
    return next((_as_written(session, other, lang) for other in near(session, word)
                 if _held(session, other, lang, least) >= least), None)


def _held(session: Session, word: str, lang: str, most: int) -> int:
    """How many documents hold it now, at most that many."""
    asked = sought(session, read(word), lang)
    return there_are(session, asked, most) if asked is not None else most


def near(session: Session, word: str) -> list[str]:
    """Folded, the nearest first."""
    return nearest(session, {word: reach(word)})[word]


def nearest(session: Session, mistakes: Mapping[str, int]) -> dict[str, list[str]]:
    """For each word, those at most so many mistakes away, in two statements whatever their number."""
    if not mistakes:
        return {}
    far: dict[str, dict[str, int]] = {word: {} for word in mistakes}
    for word, other in session.execute(sa.union_all(*(_like(word, most) for word, most in mistakes.items()))):
        steps = distance(word, other, mistakes[word])
        if other != word and steps <= mistakes[word]:
            far[word][other] = steps
    close = sorted({other for others in far.values() for other in others})
    rows = session.execute(sa.select(SearchWord.word, sa.func.max(SearchWord.n))
                           .where(SearchWord.word.in_(close)).group_by(SearchWord.word)).all()
    written = {word: n for word, n in rows}
    return {word: _best(word, others, written) for word, others in far.items()}


def _like(word: str, most: int) -> Any:
    own = pairs(word)
    size = SearchPair.size.between(len(word) - most, len(word) + most)
    return (sa.select(sa.literal(word), SearchPair.word).where(SearchPair.pair.in_(sorted(own)), size)
            .group_by(SearchPair.word).having(sa.func.count() >= max(1, len(own) - LOST * most)))


def _best(word: str, others: Mapping[str, int], written: Mapping[str, int]) -> list[str]:
    known = [other for other in others if other in written]
    return sorted(known, key=lambda other: (others[other], other[0] != word[0], -written[other], other))[:LOOKED_AT]


def _as_written(session: Session, word: str, lang: str) -> str:
    """With its accents, as most of the newest texts that hold it write it."""
    asked = sought(session, read(word), lang)
    hits = find(session, asked, limit=LOOKED_IN) if asked is not None else []
    texts = (f"{row.title} {text_of(row)}" for kind in dict.fromkeys(hit.kind for hit in hits)
             for row in session.execute(written(kind, [hit.ref for hit in hits if hit.kind is kind])))
    forms = Counter(form.lower() for text in texts for form in WORD.findall(normal("NFC", text))
                    if fold(form) == word)
    return max(sorted(forms), key=lambda form: forms[form], default=word)
