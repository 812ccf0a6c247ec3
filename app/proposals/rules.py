"""A suggested change to one paragraph: found again in the text as it is now, put in, or in conflict. Pure.

A paragraph is put in place only where it reads exactly as it did for the one who suggested; anything else is shown
to a person, with the texts side by side, and nothing is ever written over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from app.core.diffing import BREAK, Block, Budget, Counted, Op, compare, counted, likenesses, words_that
from app.core.kinds import LinkKind
from app.core.refusals import Reason
from app.core.texts import normal
from app.proposals import refusals

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


# What would make a text easier to read: advice, never a refusal. Pure.
#
# After « L’information pour tous. Règles européennes pour une information facile à lire et à comprendre », Inclusion
# Europe and UNAPEI, 2009: short sentences, one idea each, common words, nothing in brackets, no initials left unsaid.

KEY = "easy_summary"  # among the answers of a version: no charter asks it, a new version keeps it
SENTENCE_WORDS = 15
SENTENCES = 8
WORD_LETTERS = 14
MOST_READ = 6_000  # signs: beyond, it is no summary

_LINK = re.compile(r"\]\([^()\s]{0,400}\)|\bhttps?://\S+|[^\s@]{1,64}@\S+")
_END = re.compile(r"(?<=[.!?…])[»”\"]?\s+|\n+")
_SHORTENED = re.compile(r"\b(?:M|Mr|Mme|Dr|St|Ste|n°|etc|p)\.\s")
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"\b(?:[A-ZÀ-Þ]\.){2,}|\b[A-ZÀ-Þ]{2,}\b")
_ROMAN = re.compile(r"[IVX]+")
_SAID = re.compile(r"\s*+(?:[:=(]|,?\s*+(?:c[’']est|veut\s+dire|signifie|est|sont|means|stands\s+for|is|are)\b)")


@dataclass(frozen=True, slots=True)
class Advice:
    """`phrase` is what it is about, as it was written; empty where that is the whole text."""

    code: str
    phrase: str = ""
    count: int = 0


def sentences(text: str) -> list[str]:
    """A line is one too, without the sign of a list. Spaces are made single."""
    kept = _SHORTENED.sub(lambda found: found[0].rstrip() + "\u2060", text)
    parts = (" ".join(part.replace("\u2060", " ").split()).lstrip("-*•# ") for part in _END.split(kept))
    return [part for part in parts if any(sign.isalnum() for sign in part)]


def advice(text: str) -> tuple[Advice, ...]:
    """In the order of the text, each once; what is about the whole comes first."""
    text = _LINK.sub(" ", text[:MOST_READ])
    told = sentences(text)
    found = [Advice("many_sentences", count=len(told))] if len(told) > SENTENCES else []
    known = _explained(text)
    for sentence in told:
        found += _of_sentence(sentence, known)
    return tuple(dict.fromkeys(found))


def _of_sentence(sentence: str, known: frozenset[str]) -> Iterator[Advice]:
    count = sum(any(sign.isalnum() for sign in word) for word in sentence.split())
    if count > SENTENCE_WORDS:
        yield Advice("long_sentence", sentence, count)
    if "(" in sentence or ")" in sentence:
        yield Advice("brackets", sentence)
    if ";" in sentence:
        yield Advice("semicolon", sentence)
    for found in _WORD.finditer(sentence):
        if len(found[0]) > WORD_LETTERS:
            yield Advice("long_word", found[0], len(found[0]))
    for initials in _INITIALS.findall(sentence):
        if initials not in known and not _ROMAN.fullmatch(initials) and not sentence.isupper():
            yield Advice("initials", initials)


def _explained(text: str) -> frozenset[str]:
    """« Le CCAS, c’est… », « CCAS : … », or the long name first and the initials in brackets."""
    return frozenset(found[0] for found in _INITIALS.finditer(text)
                     if _SAID.match(text, found.end()) or text[: found.start()].endswith("("))


# When a new version is a small correction: those who support are not asked again. Pure.
#
# Judged against the version that people support, so that ten small corrections do not make a large one.

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
    return Wording(wording.title, {key: text for key, text in wording.fields.items() if key != KEY}, wording.about)


def total(told: Mapping[str, Sequence[Block]]) -> Counted:
    return sum((counted(blocks) for blocks in told.values()), Counted())


def refusal_of_minor(supported: Wording, new: Wording) -> Reason | None:
    """None where it is a small correction; otherwise what makes it more than that."""
    if supported.about != new.about:
        return Reason(refusals.NOT_MINOR_ABOUT)
    told = {key: blocks for key, blocks in changes(supported, new).items() if key != KEY}
    moved = _moved(told)
    if any(sign.isdigit() for word in moved for sign in word) or _bare(moved) & NUMBERS:
        return Reason(refusals.NOT_MINOR_FIGURES)
    if _bare(moved) & DENYING:
        return Reason(refusals.NOT_MINOR_MEANING)
    figures = total(told)
    if (changed := figures.added + figures.removed) > MINOR_WORDS:
        return Reason(refusals.NOT_MINOR_WORDS, {"changed": changed, "most": MINOR_WORDS})
    return None


def _moved(told: Mapping[str, Sequence[Block]]) -> list[str]:
    pieces = [piece for blocks in told.values() for block in blocks for piece in block.pieces]
    return [word for op in (Op.ADDED, Op.REMOVED) for word in words_that(op, pieces)]


def _bare(words: Sequence[str]) -> frozenset[str]:
    """« n’est » denies by its first letter."""
    return frozenset(part for word in words for part in word.lower().replace("’", "'").replace("-", "'").split("'"))


# References one can say on the phone and write on paper: HA-P-2026-0042-K. What they are made of, and the last letter.
#
# Space, kind, year, number, and a letter that answers for all the others. Letters are 23: neither I nor O, which are
# taken for digits, nor U, which is taken for V (the Spanish identity card's letters leave out the same three).
#
# The last letter is a pure system as in ISO/IEC 7064, with the modulus 23 and the radix 5: the values of the signs (a
# digit for itself, a letter for its place in `LETTERS`) times the powers of 5 add up to a multiple of 23. No two values
# of one position are 23 apart, so one wrong sign always shows; the weights of neighbours differ by a factor of 5, so
# two signs exchanged always show. 5 is the smallest primitive root of 23: all this holds for 22 signs, and a reference
# has 15 at most.

LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
MODULUS, RADIX = 23, 5
DIGITS = 4  # of a number, at least
DECISION, GROUP, SLIP = "D", "G", "F"
KNOWN = {"need": "N", "project": "P"}
KINDS = "".join(letter for letter in LETTERS if letter != "L")  # an L here could be read as the 1 of a year
CODE = re.compile(f"[{LETTERS}]{{2,3}}")
_SIGNS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DIGIT = "[0-9OIL]"
_SHAPE = re.compile(f"([{LETTERS}]{{2,3}})([{KINDS}])(2[0O]{_DIGIT}{{2}})({_DIGIT}{{1,7}}?)([A-Z]?)")


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """`kind` is a letter: the track's, D for a decision, G for a group, F for a blank sheet (« fiche »)."""

    code: str
    kind: str
    year: int
    number: int

    @property
    def check(self) -> str:
        return check_letter(f"{self.code}{self.kind}{self.year}{self.number:0{DIGITS}d}")

    def __str__(self) -> str:
        return f"{self.code}-{self.kind}-{self.year}-{self.number:0{DIGITS}d}-{self.check}"


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed, once read; `right` when its last letter answers for the others."""

    reference: Reference
    right: bool


def check_letter(signs: str) -> str:
    """Of the signs before it, without dashes."""
    total, weight = 0, 1
    for sign in reversed(signs):
        weight = weight * RADIX % MODULUS
        total += _value(sign) * weight
    return LETTERS[-total % MODULUS]


def _value(sign: str) -> int:
    return int(sign) if sign.isdecimal() else LETTERS.index(sign)


def read(typed: str) -> Read | None:
    """As people type: spaces or none, small letters, O for zero, I or l for one, no zeros before the number. None where
    it is not a reference at all."""
    signs = "".join(sign for sign in normal("NFKC", typed[:60]).upper() if sign.isalnum())
    found = _SHAPE.fullmatch(signs)
    if found is None:
        return None
    code, kind, year, number, check = found.groups()
    number = number.translate(_SIGNS)
    reference = Reference(code, kind, int(year.translate(_SIGNS)), int(number))
    padded = len(number) > DIGITS and number.startswith("0")  # never written so: a wrong sign made it
    return Read(reference, check == reference.check and reference.number > 0 and not padded)


def is_code(typed: str) -> bool:
    """Two or three of the letters: fit to begin every reference of a territory."""
    return CODE.fullmatch(typed) is not None


def code_from(slug: str) -> str:
    """hautes-alpes gives HA; where the initials are not enough, the first letters."""
    words = ["".join(sign for sign in word if sign in LETTERS) for word in slug.upper().split("-")]
    initials, letters = "".join(word[:1] for word in words), "".join(words)
    found = initials[:3] if len(initials) > 1 else letters[:3]
    return found if is_code(found) else "XX"


def kind_letter(track: str, tracks: Iterable[str]) -> str:
    """N for needs, P for projects; another track of a charter takes the first free letter of its key."""
    taken = {DECISION, GROUP, SLIP, *KNOWN.values()}
    for key in tracks:
        letter = KNOWN.get(key) or next((s for s in [*key.upper(), *KINDS] if s in KINDS and s not in taken), "X")
        if key == track:
            return letter
        taken.add(letter)
    return KNOWN.get(track, "X")


# Which ties people make by hand between proposals, and which of them fits two of them.

BY_HAND = (LinkKind.ANSWERS_NEED, LinkKind.CONTINUES, LinkKind.INSPIRED_BY, LinkKind.DEPENDS_ON, LinkKind.DUPLICATES)
BOTH_WAYS = frozenset({LinkKind.DUPLICATES})  # it says the same read from either end
NEED = "need"


def answers(track: str, other_track: str) -> bool:
    """An idea answers a need, never the other way round."""
    return track not in (other_track, NEED)


def offered(track: str) -> tuple[LinkKind, ...]:
    """To who ties one of that track."""
    return tuple(kind for kind in BY_HAND if kind is not LinkKind.ANSWERS_NEED or track != NEED)
