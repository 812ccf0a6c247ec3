"""What is typed in the search box, read: words, "phrases", beginnings*, what is -not wanted. Never a fault."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from app.core.kinds import Status, Subject
from app.core.paging import LONGEST as core_LONGEST, STATUSES, STRAYS, NotAsked, Shown, plain
from app.core.texts import LONGEST, WORD, fold, normal

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


# What the search page may be asked for, in the words of its address: anything else is refused.

class Nature(StrEnum):
    ALL = ""
    NEEDS = "besoins"
    PROJECTS = "projets"
    COMMENTS = "commentaires"
    GROUPS = "groupes"
    MEETINGS = "reunions"
    STRUCTURES = "structures"
    HELP = "aide"


KINDS: dict[Nature, tuple[Subject, str]] = {
    Nature.NEEDS: (Subject.PROPOSAL, "need"),
    Nature.PROJECTS: (Subject.PROPOSAL, "project"),
    Nature.COMMENTS: (Subject.COMMENT, ""),
    Nature.GROUPS: (Subject.GROUP, ""),
    Nature.MEETINGS: (Subject.MEETING, ""),
    Nature.STRUCTURES: (Subject.STRUCTURE, ""),
}
FIELDS = {"q": "text", "nature": "nature", "theme": "theme", "commune": "place", "etape": "stage", "etat": "shown",
          "annee": "year", "suite": "page"}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Themes, communes and stages are words of the database: the door checks that they exist. `stage`: its track, a
    point, its key."""

    text: str = ""
    nature: Nature = Nature.ALL
    theme: str = ""
    place: str = ""
    stage: str = ""
    shown: Shown = Shown.ALL
    year: int | None = None
    page: str = ""

    @property
    def is_narrow(self) -> bool:
        """By what only proposals, and what hangs on them, have."""
        return bool(self.theme or self.place or self.stage or self.shown or self.year)

    @property
    def statuses(self) -> tuple[Status, ...]:
        return STATUSES[self.shown] if self.shown else ()


def narrowed(args: Mapping[str, str]) -> Narrowed:
    told = {}
    for key, value in args.items():
        if key.startswith(STRAYS):
            continue
        if key not in FIELDS or len(value) > core_LONGEST:
            raise NotAsked(key)
        if text := plain(value):
            told[FIELDS[key]] = text
    return Narrowed(**told | {  # type: ignore[arg-type]
        "nature": _word(Nature, "nature", told.get("nature", "")), "shown": _word(Shown, "etat", told.get("shown", "")),
        "year": _year(told.get("year", ""))})


def _word(kind: type[StrEnum], key: str, value: str) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise NotAsked(key) from None


def _year(told: str) -> int | None:
    if told and not (told.isascii() and told.isdecimal() and len(told) == 4):
        raise NotAsked("annee")
    return int(told) if told else None


# How alike two texts are: by the words they share, where a word that few texts hold says more than one in all of them.
#
# The measure is the cosine between two texts as vectors of weighted words (Salton & McGill, 1983), kept as its square:
# an exact fraction, the same on every machine. A weight is a whole number, the bits of « one text in how many » (after
# Spärck Jones, 1972). What weighs nothing more than the others has one weight for all, and nothing breaks.

Weigh = Callable[[str], int]
ALIKE = Fraction(1, 9)  # from a third of the way up, one in twenty unrelated texts would be offered at most
LEAST = 3  # words in common without which two texts that have more are never alike
SHORT = 4  # words of a title that must be found in another's text
NOTHING: Mapping[str, frozenset[str]] = {}


def one(_word: str) -> int:
    """The weight of every word where nothing was counted."""
    return 1


@dataclass(frozen=True, slots=True)
class Bag:
    """The stems of a text. `words` holds those of the title too."""

    title: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, title: Iterable[str], body: Iterable[str] = ()) -> "Bag":
        head = frozenset(title)
        return cls(head, head | frozenset(body))

    def read_as(self, other: "Bag", meant: Mapping[str, frozenset[str]]) -> "Bag":
        """With the words that may be misspelt as the other text writes them, where it does."""
        swap = {word: min(held) for word in self.words & meant.keys() if (held := meant[word] & other.words)}
        return Bag(frozenset(swap.get(word, word) for word in self.title),
                   frozenset(swap.get(word, word) for word in self.words)) if swap else self


def weight(holds: int, texts: int) -> int:
    """Of a word that so many of the texts hold: 1 in all of them, one more each time it is half as frequent."""
    return max(1, (max(texts, 1) // max(holds, 1)).bit_length())


def likeness(mine: Bag, other: Bag, weigh: Weigh = one, meant: Mapping[str, frozenset[str]] = NOTHING) -> Fraction:
    """From 0 to 1, the same both ways but for misspellings, which are those of `mine`.

    Two titles that say the same count for half. Where one has no text yet (its title is being typed), its title is
    also looked for in the other's text."""
    mine = mine.read_as(other, meant)
    titles = _cosine(mine.title, other.title, weigh) if len(mine.title & other.title) > 1 else Fraction(0)
    if mine == other:
        return Fraction(1)
    if mine.words == mine.title or other.words == other.title:
        return max(titles, _held(mine, other, weigh), _held(other, mine, weigh))
    common = len(mine.words & other.words)
    return max(titles / 2, _cosine(mine.words, other.words, weigh) if common >= LEAST else Fraction(0))


def _cosine(some: frozenset[str], others: frozenset[str], weigh: Weigh) -> Fraction:
    """Its square."""
    return Fraction(_norm(some & others, weigh) ** 2, _norm(some, weigh) * _norm(others, weigh) or 1)


def _norm(words: Iterable[str], weigh: Weigh) -> int:
    return sum(weigh(word) ** 2 for word in words)


def _held(title_only: Bag, other: Bag, weigh: Weigh) -> Fraction:
    """A title of four words or more that the other's text holds nearly whole is half alike."""
    asked = title_only.title
    if len(asked) < SHORT:
        return Fraction(0)
    return (Fraction(_norm(asked & other.words, weigh), _norm(asked, weigh)) / 2) ** 2


# The piece of a text that says why it was found, and its words to mark. Pure, and never HTML: segments of text.

Segments = list[tuple[str, bool]]  # (text, is it to be marked)
Stem = Callable[[str], str]  # an empty one for a word that means nothing
LENGTH = 240
LEAD = 60  # signs kept before the first marked word


class Word(NamedTuple):
    start: int
    end: int
    stem: str


class Mark(NamedTuple):
    start: int
    end: int
    group: int


def marked(text: str, sought: Sought, stem: Stem) -> Segments:
    """The whole of it: a title."""
    text = normal("NFC", text)
    return list(_segments(text, 0, len(text), _marks(text, sought, stem)))


def excerpt(text: str, sought: Sought, stem: Stem, length: int = LENGTH) -> Segments:
    """The stretch that holds most of the terms; the beginning, where it holds none. Never cut inside a word."""
    text = " ".join(normal("NFC", text).split())
    marks = _marks(text, sought, stem)
    start, end = _stretch(text, marks, length)
    told = list(_segments(text, start, end, marks))
    return [*([("… ", False)] if start else []), *told, *([(" …", False)] if end < len(text) else [])]


def _marks(text: str, sought: Sought, stem: Stem) -> list[Mark]:
    """In their order, none over another."""
    words = [Word(found.start(), found.end(), root) for found in WORD.finditer(text) if (root := stem(found[0]))]
    stems = [word.stem for word in words]
    found = sorted({Mark(words[n].start, words[n + _length(piece) - 1].end, number)
                    for number, group in enumerate(sought.wanted) for piece in group for n in places(piece, stems)})
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _length(piece: Piece) -> int:
    return len(piece.stems)


def _stretch(text: str, marks: list[Mark], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    start = max(0, _best(marks, length).start - LEAD) if marks else 0
    start = min(start, len(text) - length)
    start = 0 if start == 0 else text.find(" ", start) + 1 or start
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end + 1), start + 1)
    return start, end


def _best(marks: list[Mark], length: int) -> Mark:
    """The first of those from where most different terms are in sight. The marks are in their order: those in sight of
    the next one are those of the one before, without some at the beginning and with more at the end."""
    best, most, last = marks[0], 0, 0
    seen: Counter[int] = Counter()
    for n, mark in enumerate(marks):
        while last < len(marks) and marks[last].end <= mark.start + length - LEAD:
            seen[marks[last].group] += 1
            last += 1
        if len(seen) > most:
            best, most = mark, len(seen)
        if last > n:
            seen[mark.group] -= 1
            if not seen[mark.group]:
                del seen[mark.group]
        last = max(last, n + 1)
    return best


def _segments(text: str, start: int, end: int, marks: list[Mark]) -> Iterator[tuple[str, bool]]:
    here = start
    for mark in marks:
        if mark.start < start or mark.end > end:
            continue
        if mark.start > here:
            yield text[here:mark.start], False
        yield text[mark.start:mark.end], True
        here = mark.end
    if here < end:
        yield text[here:end], False
