"""References one can say on the phone and write on paper: HA-P-2026-0042-K. What they are made of, and the last letter.

Space, kind, year, number, and a letter that answers for all the others. Letters are 23: neither I nor O, which are
taken for digits, nor U, which is taken for V (the Spanish identity card's letters leave out the same three).

The last letter is a pure system as in ISO/IEC 7064, with the modulus 23 and the radix 5: the values of the signs
(a digit for itself, a letter for its place in `LETTERS`) times the powers of 5 add up to a multiple of 23. No two
values of one position are 23 apart, so one wrong sign always shows; the weights of neighbours differ by a factor of 5,
so two signs exchanged always show. 5 is the smallest primitive root of 23: all this holds for 22 signs, and a
reference has 15 at most."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.rules.normal import normal

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
