"""Text to search words, the same in Python for every database; and how alike two texts are."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

Stem = Callable[[str], str]
WORD = re.compile(r"[^\W_]+")
BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
LONGEST = 40  # a longer run of letters is not a word; PostgreSQL refuses those above 2 kB
VOWELS = frozenset("aeiou")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
FRENCH_VOID = (
    "a afin ai ainsi alors as au aucun aussi autre autres aux avec avoir c car ce cela celle celles celui ces cet"
    " cette ceux chaque chez comme comment d dans de des donc dont du elle elles en encore entre es est et etaient"
    " etait etant etc etre eu eux fait faire font il ils j je l la le les leur leurs lors lui m ma mais me meme"
    " memes mes moi moins mon n ne ni nos notre nous on ont ou par parce pas peu peut plus pour pourquoi qu quand"
    " que quel quelle quelles quels qui quoi s sa sans se sera ses si soit son sont sous sur t ta te tel telle tes"
    " toi ton tous tout toute toutes tres trop tu un une vers voici vos votre vous y"
)
ENGLISH_VOID = (
    "a an and are as at be been but by can do does for from had has have how i if in into is it its more no not of"
    " on or our so some such than that the their them there these they this to too was we were what when where"
    " which who will with would you your"
)
STOP = {"fr": frozenset(FRENCH_VOID.split()), "en": frozenset(ENGLISH_VOID.split())}
IRREGULAR = {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "yeux": "oeil", "cieux": "ciel"}
ENDINGS = (("aux", "al"), ("eux", "eu"), ("euses", "eu"), ("euse", "eu"))
ACCENTED = (("ite", "ité"), ("iere", "ière"), ("ee", "ée"))


def fold(text: str) -> str:
    """Lower case, without accents."""
    flat = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return BEYOND_ASCII.sub(_without_marks, flat)


def _without_marks(found: re.Match[str]) -> str:
    return "".join(c for c in found[0] if not unicodedata.combining(c))


def singular(word: str) -> str:
    """A folded French word without its plural: Snowball keeps the -s and -x of vélos, lieux, élus and jeux."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending, single in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) and word[-len(ending) - 1] not in "ey":
            return word[: -len(ending)] + single
    if len(word) > 3 and word[-1] in "sx" and word[-2] in VOWELS:
        return word[:-1]
    return word


def _accented(word: str) -> str:
    """Give Snowball back the accents of the endings it knows, so that « mobilite » and « mobilité » meet."""
    for plain, written in ACCENTED:
        if word.endswith(plain):
            return word[: -len(plain)] + written
    return word


def tokens(text: str, lang: str, stem: Stem = str) -> list[str]:
    """The words worth looking for, as stems, in order. The stemmer is handed in: this room has nothing but Python."""
    stop = STOP.get(lang, frozenset())
    return [_root(word[:LONGEST], lang, stem) for word in WORD.findall(fold(text)) if word not in stop]


@functools.lru_cache(50_000)
def _root(word: str, lang: str, stem: Stem) -> str:
    """Folded before and after: what people type without accents finds the same as what is printed with them."""
    return fold(stem(_accented(singular(word)))) if lang == "fr" else fold(stem(word))


@dataclass(frozen=True, slots=True)
class Bag:
    """The stems of a text. `words` holds those of the title too."""

    title: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, title: Iterable[str], body: Iterable[str] = ()) -> "Bag":
        head = frozenset(title)
        return cls(head, head | frozenset(body))


def likeness(one: Bag, other: Bag) -> Fraction:
    """From 0 to 1: the words in common over the words there are; titles that say the same are enough.

    Where one has no text yet (its title is being typed), its title is also looked for in the other's text."""
    titles = _titles(one.title, other.title)
    if one.words == one.title or other.words == other.title:
        return max(titles, _held(one, other), _held(other, one))
    return max(titles, (titles + 3 * _shared(one.words, other.words)) / 4)


def _shared(one: frozenset[str], other: frozenset[str]) -> Fraction:
    return Fraction(len(one & other), len(one | other) or 1)


def _titles(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """One word in common (« justice », « commune ») says nothing, unless there is no other."""
    return _shared(one, other) if len(one & other) > 1 or one == other else Fraction(0)


def _held(title_only: Bag, other: Bag) -> Fraction:
    """A title of four words or more that the other's text holds nearly whole is half alike."""
    asked = title_only.title
    return Fraction(len(asked & other.words), len(asked)) / 2 if len(asked) > 3 else Fraction(0)
