"""A suggested change to one paragraph: found again in the text as it is now, put in, or in conflict. Pure.

A paragraph is put in place only where it reads exactly as it did for the one who suggested; anything else is shown
to a person, with the texts side by side, and nothing is ever written over.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise

from app.rules.diffing import BREAK, likenesses

NEAR = 0.3  # of likeness: below, the paragraph is gone


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`start` and `end` are its place in the text, without the blank lines round it."""

    number: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """`present` is the paragraph that is most like it now, or None where it is gone."""

    base: str
    present: Paragraph | None
    suggested: str


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Numbered from zero; blank ones are not counted."""
    parts = BREAK.split(text)
    bounds = list(pairwise(accumulate((len(part) for part in parts), initial=0)))[::2]
    kept = [(start, end) for start, end in bounds if text[start:end].strip()]
    return tuple(Paragraph(n, text[start:end], start, end) for n, (start, end) in enumerate(kept))


def locate(text: str, number: int, base: str) -> Paragraph | None:
    """Where it was, else the only place that reads the same. Two such places are none: a person says which."""
    found = paragraphs(text)
    same = [paragraph for paragraph in found if paragraph.text == base]
    there = next((paragraph for paragraph in same if paragraph.number == number), None)
    return there or (same[0] if len(same) == 1 else None)


def merged(text: str, number: int, base: str, suggested: str) -> str | Conflict:
    """The text with the suggestion in it, or what a person must look at."""
    there = locate(text, number, base)
    if there is None:
        return Conflict(base, nearest(text, number, base), suggested)
    return replaced(text, there, suggested)


def replaced(text: str, there: Paragraph, new: str) -> str:
    """Nothing else moves; a paragraph taken away goes with the blank lines after it, or before the last."""
    if new.strip():
        return text[:there.start] + new.strip("\n") + text[there.end:]
    before, after = text[:there.start], text[there.end:]
    return before + after.lstrip() if after.strip() else before.rstrip()


def added(text: str, new: str) -> str:
    """At the end, where the paragraph it was about is gone."""
    return "\n\n".join(part for part in (text.rstrip(), new.strip("\n")) if part)


def nearest(text: str, number: int, base: str) -> Paragraph | None:
    """The most alike, and the closest to where it was among equals."""
    found = paragraphs(text)
    alike = likenesses([one.text for one in found], base)
    best = max(zip(alike, found, strict=True), key=lambda each: (each[0], -abs(each[1].number - number)), default=None)
    return best[1] if best is not None and best[0] >= NEAR else None
