"""The piece of a text that says why it was found, and its words to mark. Pure, and never HTML: segments of text."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.rules.asking import Piece, Sought, places
from app.rules.normal import normal
from app.rules.words import WORD

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
