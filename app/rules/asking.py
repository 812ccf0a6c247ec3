"""What is typed in the search box, read: words, "phrases", beginnings*, what is -not wanted. Never a fault."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.rules.words import LONGEST, WORD, fold

MOST = 12  # words of a query
BEGINNING = 3  # letters at least before a star: two of them begin half of the words there are
QUOTES = str.maketrans(dict.fromkeys("«»“”„‟〝〞＂", '"') | {"−": "-", "＊": "*"})
_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')


class Way(StrEnum):
    WORD = "word"
    PHRASE = "phrase"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Term:
    """`words` are folded: one, but for a phrase."""

    way: Way
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Every wanted term must be there, no unwanted one may."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()


def read(typed: str) -> Asked:
    """Signs that mean nothing here are passed over; beyond `MOST` words, nothing more is read."""
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    left = MOST
    for is_unwanted, term in _terms(typed.translate(QUOTES)):
        left -= len(term.words)
        if left < 0:
            break
        (unwanted if is_unwanted else wanted)[term] = None
    return Asked(tuple(wanted), tuple(unwanted))


def _terms(typed: str) -> Iterator[tuple[bool, Term]]:
    for found in _PIECE.finditer(typed):
        quoted, bare = found["quoted"], found["bare"] or ""
        words = tuple(word[:LONGEST] for word in WORD.findall(fold(quoted if quoted is not None else bare)))
        if not words:
            continue
        begins = quoted is None and bare.rstrip(".,;:!?)").endswith("*") and len(words[-1]) >= BEGINNING
        if found["minus"]:
            yield True, _whole(words, begins)
        elif quoted is not None:
            yield False, _whole(words, False)
        else:
            for word in words[:-1] if begins else words:
                yield False, Term(Way.WORD, (word,))
            if begins:
                yield False, Term(Way.BEGINNING, words[-1:])


def _whole(words: tuple[str, ...], begins: bool) -> Term:
    """Several words said at once (« -libre-service ») are a phrase."""
    if len(words) > 1:
        return Term(Way.PHRASE, words)
    return Term(Way.BEGINNING if begins else Way.WORD, words)


def replaced(typed: str, others: dict[str, str]) -> str:
    """The same query with some of its words written otherwise; the keys are folded. What is not wanted stays."""
    def one(found: re.Match[str]) -> str:
        return others.get(fold(found[0]), found[0])

    def piece(found: re.Match[str]) -> str:
        return found[0] if found["minus"] else WORD.sub(one, found[0])

    return _PIECE.sub(piece, typed.translate(QUOTES))


@dataclass(frozen=True, slots=True)
class Piece:
    """Stems that follow one another; `begins`: the (only) word goes on with anything."""

    stems: tuple[str, ...]
    begins: bool = False


Group = tuple[Piece, ...]  # any of them


@dataclass(frozen=True, slots=True)
class Sought:
    """One piece of every group of `wanted`; no piece of any group of `unwanted`. `terms`: what each group was."""

    wanted: tuple[Group, ...]
    unwanted: tuple[Group, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def loose(self) -> tuple["Sought", ...]:
        """The same with one term less, for when nothing holds them all: of three or more, else it says too little."""
        if len(self.wanted) < 3:
            return ()
        return tuple(Sought(self.wanted[:n] + self.wanted[n + 1:], self.unwanted) for n in range(len(self.wanted)))

    def matches(self, stems: Sequence[str]) -> bool:
        """What both databases must answer for a text of these stems."""
        return (all(any(places(piece, stems) for piece in group) for group in self.wanted)
                and not any(places(piece, stems) for group in self.unwanted for piece in group))


def places(piece: Piece, stems: Sequence[str]) -> list[int]:
    """Where it begins in them."""
    if piece.begins:
        return [n for n, stem in enumerate(stems) if stem.startswith(piece.stems[0])]
    length = len(piece.stems)
    return [n for n in range(len(stems) - length + 1) if tuple(stems[n:n + length]) == piece.stems]
