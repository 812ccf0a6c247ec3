"""What says nearly the same as a text: candidates by its rarest words, then weighed one by one.

The work is bounded whatever the texts: so many words asked, so many documents behind them, so many candidates."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import Subject
from app.core.texts import SHORTEST, WORD, fold, reach
from app.search.models import SearchDoc, SearchWord
from app.search.queries.finding import RARE, engine_of, nearest
from app.search.queries.index import root, stems
from app.search.rules import ALIKE, Bag, Weigh, likeness, weight

CANDIDATES = 50
ASKED = 24  # words of a text that are looked for, the rarest first
FEWEST = 6  # of them are looked for, however many texts hold them
BEHIND = 20_000  # documents that the others may hold together
MISSPELT = 10  # words of a text that are read as another
LONG = 9  # letters from which a second mistake is looked for: below, too many words are as near
AT_ONCE = 20_000  # words counted in one statement
Close = tuple[Fraction, int]


def alike(session: Session, title: str, text: str, lang: str, tracks: Sequence[str] = (), *,
          exclude: int | None = None, limit: int = 5) -> list[int]:
    """Ids of the proposals that say nearly the same, nearest first; nothing rather than what is not alike."""
    return [ref for _near, ref in closest(session, title, text, lang, tracks, exclude=exclude)][:limit]


def closest(session: Session, title: str, text: str, lang: str, tracks: Sequence[str] = (), *,
            exclude: int | None = None) -> list[Close]:
    """(likeness, id) of all that is alike enough to be said, nearest first; of two as near, the newest."""
    mine = Bag.of(stems(title, lang), stems(text, lang))
    counts = _counts(session, mine.words)
    meant = _meant(session, f"{title} {text}", lang, counts)
    counts |= _counts(session, frozenset().union(*meant.values()))
    asked = _asked(mine, counts, meant)
    if not asked:
        return []
    rows = [row for row in _candidates(session, asked, tracks) if row.ref != exclude]
    others = [(Bag.of(row.title_words.split(), row.words.split()), row.ref) for row in rows]
    weigh = _weigher(session, counts | _counts(session, frozenset().union(*(bag.words for bag, _ in others))))
    found = [(likeness(mine, bag, weigh, meant), ref) for bag, ref in others]
    return sorted((one for one in found if one[0] >= ALIKE), reverse=True)


def _counts(session: Session, words: Iterable[str]) -> dict[str, int]:
    """How many documents hold each stem, as counted last; a stem that none holds is not there."""
    wanted = sorted(words)
    counts: dict[str, int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.execute(sa.select(SearchWord.stem, sa.func.max(SearchWord.n)).group_by(SearchWord.stem)
                               .where(SearchWord.stem.in_(wanted[start:start + AT_ONCE])))
        counts |= {stem: n for stem, n in rows}
    return counts


def _meant(session: Session, text: str, lang: str, counts: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """Stem of a word that hardly any text holds → stems of those it may be misspelt for."""
    rare: dict[str, str] = {}
    for word in dict.fromkeys(WORD.findall(fold(text))):
        stem = root(word, lang)
        if len(rare) < MISSPELT and word.isalpha() and stem and reach(word) and counts.get(stem, 0) <= RARE:
            rare[word] = stem
    found: dict[str, frozenset[str]] = {}
    for word, others in nearest(session, {word: 2 if len(word) >= LONG else 1 for word in rare}).items():
        meant = frozenset(filter(None, (root(other, lang) for other in others))) - {rare[word]}
        found[rare[word]] = found.get(rare[word], frozenset()) | meant
    return {stem: others for stem, others in found.items() if others}


def _asked(mine: Bag, counts: Mapping[str, int], meant: Mapping[str, frozenset[str]]) -> list[str]:
    """The rarest words first, then those that nobody counted: few documents are looked at, and those that matter."""
    known = sorted(mine.words.union(*meant.values()), key=lambda word: (word not in counts, counts.get(word, 0), word))
    asked: list[str] = []
    behind = 0
    for word in known[:ASKED]:
        behind += counts.get(word, 0)
        if len(asked) >= FEWEST and behind > BEHIND:
            break
        asked.append(word)
    return asked


def _candidates(session: Session, asked: Sequence[str], tracks: Sequence[str]) -> Iterable[Any]:
    engine = engine_of(session)
    match = engine.expression([(word,) for word in asked], False)
    found = engine.matching(match, SearchDoc.ref, SearchDoc.title_words, SearchDoc.words)
    found = found.where(SearchDoc.kind == Subject.PROPOSAL)
    found = found.where(SearchDoc.track.in_(tracks)) if tracks else found
    return session.execute(found.order_by(engine.nearest(match), SearchDoc.id.desc()).limit(CANDIDATES + 1))


def _weigher(session: Session, counts: Mapping[str, int]) -> Weigh:
    """The newest number stands for how many texts there are: none is counted for it. A word that nobody has written
    yet is as rare as can be; numbers and shreds, which are never counted, say the least."""
    texts = session.scalar(sa.select(sa.func.max(SearchDoc.id))) or 1
    weights = {word: weight(holds, texts) for word, holds in counts.items()}
    rarest = weight(1, texts)
    return lambda word: weights.get(word, rarest if word.isalpha() and len(word) >= SHORTEST else 1)
