"""When a new version is a small correction: those who support are not asked again. Pure.

Judged against the version that people support, so that ten small corrections do not make a large one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.rules.diffing import Block, Counted, Op, compare, counted, words_that
from app.rules.easy_read import KEY as EASY
from app.rules.lcs import Budget
from app.rules.reasons import Reason

MINOR_WORDS = 12  # come and gone together
DENYING = frozenset({
    "ne", "n", "non", "pas", "jamais", "aucun", "aucune", "sans", "sauf", "ni", "rien", "plus", "moins",
    "not", "no", "never", "none", "without", "except", "nor", "nothing", "more", "less"})
NUMBERS = frozenset({
    "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "quinze", "vingt",
    "trente", "quarante", "cinquante", "soixante", "cent", "cents", "mille", "million", "millions", "moitié", "tiers",
    "quart", "demi", "two", "three", "four", "five", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "half", "third", "quarter"})


@dataclass(frozen=True, slots=True)
class Wording:
    """What a version says: its title, its fields, and what it is about."""

    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    about: tuple[object, ...] = ()  # places, theme: no word of theirs is small


def changes(old: Wording, new: Wording) -> dict[str, tuple[Block, ...]]:
    """By field, the title first under the empty key; only those that changed."""
    keys = [*old.fields, *(key for key in new.fields if key not in old.fields)]
    pairs = [("", old.title, new.title), *((key, old.fields.get(key, ""), new.fields.get(key, "")) for key in keys)]
    budget = Budget()
    return {key: compare(one, two, budget) for key, one, two in pairs if one != two}


def only_easy(old: Wording, new: Wording) -> bool:
    """Does nothing change but the easy-to-read summary? The text that people support stays as it is."""
    return old != new and _but_easy(old) == _but_easy(new)


def _but_easy(wording: Wording) -> Wording:
    return Wording(wording.title, {key: text for key, text in wording.fields.items() if key != EASY}, wording.about)


def total(told: Mapping[str, Sequence[Block]]) -> Counted:
    return sum((counted(blocks) for blocks in told.values()), Counted())


def refusal_of_minor(supported: Wording, new: Wording) -> Reason | None:
    """None where it is a small correction; otherwise what makes it more than that."""
    if supported.about != new.about:
        return Reason("not_minor_about")
    told = {key: blocks for key, blocks in changes(supported, new).items() if key != EASY}
    moved = _moved(told)
    if any(sign.isdigit() for word in moved for sign in word) or _bare(moved) & NUMBERS:
        return Reason("not_minor_figures")
    if _bare(moved) & DENYING:
        return Reason("not_minor_meaning")
    figures = total(told)
    if (changed := figures.added + figures.removed) > MINOR_WORDS:
        return Reason("not_minor_words", {"changed": changed, "most": MINOR_WORDS})
    return None


def _moved(told: Mapping[str, Sequence[Block]]) -> list[str]:
    pieces = [piece for blocks in told.values() for block in blocks for piece in block.pieces]
    return [word for op in (Op.ADDED, Op.REMOVED) for word in words_that(op, pieces)]


def _bare(words: Sequence[str]) -> frozenset[str]:
    """« n’est » denies by its first letter."""
    return frozenset(part for word in words for part in word.lower().replace("’", "'").replace("-", "'").split("'"))
