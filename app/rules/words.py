"""Text to search words, the same in Python for every database."""

import functools
import re
import unicodedata
from collections.abc import Callable

from app.rules.normal import normal

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
    flat = normal("NFKD", text.casefold().translate(LIGATURES))
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
