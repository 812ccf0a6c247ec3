"""Templates filled with numbers and lists, with each language's plurals and signs. No gettext: the cellar speaks alone.

In a template `{got:soutien|soutiens}` is the number and its word, `{got:~est|sont}` the word only, `{missing:list}` a
list with its « et », `{got:euros}` an amount given in cents, `{share:share}` a fraction in words.
"""

import re
import string
from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.rules.charter.localised import LANGUAGES, SOURCE

Template = Mapping[str, str]
"""A sentence by language."""

_SHARES: dict[Fraction, tuple[str, str]] = {
    Fraction(1): ("la totalité", "all"),
    Fraction(1, 2): ("la moitié", "half"),
    Fraction(1, 3): ("un tiers", "a third"),
    Fraction(2, 3): ("deux tiers", "two thirds"),
    Fraction(1, 4): ("un quart", "a quarter"),
    Fraction(3, 4): ("trois quarts", "three quarters"),
    Fraction(1, 5): ("un cinquième", "a fifth"),
    Fraction(2, 5): ("deux cinquièmes", "two fifths"),
    Fraction(3, 5): ("trois cinquièmes", "three fifths"),
    Fraction(4, 5): ("quatre cinquièmes", "four fifths"),
}
_AND = {"fr": "et", "en": "and"}
_NARROW = "\u202f"  # thin space between thousands, in French


def spoken(lang: str) -> str:
    """The language sentences are made in: the one asked, else French."""
    short = lang.split("-", maxsplit=1)[0]
    return short if short in LANGUAGES else SOURCE


def fill(template: Template, lang: str, params: Mapping[str, object]) -> str:
    lang = spoken(lang)
    text = _Filler(lang).vformat(template[lang], (), params)
    return french_signs(text) if lang == "fr" else text


def french_signs(text: str) -> str:
    """No line may begin with a sign that belongs to the word before it."""
    text = re.sub(r" ([;:!?»%€])", "\u00a0\\1", text)
    return text.replace("« ", "«\u00a0")


def is_one(number: int, lang: str) -> bool:
    """French counts 0 and 1 as one thing; English only 1."""
    return abs(number) < 2 if lang == "fr" else abs(number) == 1


def whole(number: int, lang: str) -> str:
    return f"{number:,}".replace(",", _NARROW if lang == "fr" else ",")


def euros(cents: int, lang: str) -> str:
    units, rest = divmod(abs(cents), 100)
    told = whole(units, lang) + (f"{',' if lang == 'fr' else '.'}{rest:02}" if rest else "")
    return f"{told}\u00a0€" if lang == "fr" else f"€{told}"


def share(value: Fraction, lang: str) -> str:
    words = _SHARES.get(value)
    if words:
        return words[LANGUAGES.index(lang)]
    return percent(value, lang) if (value * 100).denominator == 1 else f"{value.numerator}/{value.denominator}"


def percent(value: Fraction, lang: str) -> str:
    """Exact, or the fraction itself."""
    if (value * 100).denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return f"{int(value * 100)}\u00a0%" if lang == "fr" else f"{int(value * 100)}%"


def enumerated(words: Sequence[str], lang: str) -> str:
    """« a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[lang]} {words[-1]}"


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Filler(string.Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "list" and isinstance(value, Sequence):
            return enumerated([str(each) for each in value], self.lang)
        if format_spec == "share" and isinstance(value, Fraction):
            return share(value, self.lang)
        if not isinstance(value, int):
            return str(value)
        if format_spec == "euros":
            return euros(value, self.lang)
        told = whole(value, self.lang)
        one, bar, many = format_spec.removeprefix("~").partition("|")
        if not bar:
            return told
        word = one if is_one(value, self.lang) else many
        return word if format_spec.startswith("~") else f"{told} {word}"
