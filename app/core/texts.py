"""Unicode's normal forms, in a time that grows with the text and not with its square. Pure.

`unicodedata.normalize` puts the marks of one letter in their order by insertion: forty thousand of them take more than
a second, the half million of one form three minutes, and nothing else runs meanwhile. Unicode's own answer is its
Stream-Safe Text Format (UAX #15, section 13): after thirty marks comes a U+034F COMBINING GRAPHEME JOINER, beyond which
none is moved. No language writes thirty on one letter; nothing that was typed goes."""

import functools
import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from app.core.kinds import NameChoice

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
MARKS = 30
JOINER = "\u034f"
_MANY = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS + 1},}}")  # marks, which are no letters, and signs


def normal(form: Form, text: str) -> str:
    if text.isascii():  # in every form already
        return text
    return unicodedata.normalize(form, _MANY.sub(_stream_safe, text))


def _stream_safe(found: re.Match[str]) -> str:
    out: list[str] = []
    marks = 0
    for sign in found[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > MARKS:
            out.append(JOINER)
            marks = 1
        out.append(sign)
    return "".join(out)


# Text to search words, the same in Python for every database.

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


# How a person is shown, how names are compared, and the one way of writing an address. Pure.

FORMER = "Ancien participant"
JOINED = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " ", "-": " ", "–": " ", ".": " ", ",": " "})


def tidy(name: str) -> str:
    """One space between words, none at the ends, no end of line."""
    return " ".join(normal("NFC", name).split())


def shown(first_name: str, last_name: str, pseudonym: str, choice: NameChoice) -> str:
    """The name others read. Without a last name (or a pseudonym) it is the first name."""
    if choice is NameChoice.PSEUDONYM and pseudonym:
        return pseudonym
    if choice is NameChoice.FULL and last_name:
        return f"{first_name} {last_name}"
    return f"{first_name} {last_name[0].upper()}." if last_name else first_name


def folded(name: str) -> str:
    """« Saint-Étienne » and « saint etienne » are one name: case, accents and joining marks do not count."""
    plain = normal("NFD", name.casefold().translate(JOINED))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def alphabetical(name: str) -> tuple[str, str]:
    """What names and titles are sorted by, the same whatever the database and its collation: « Étienne » stands between
    Diane and Fatou; accents and case only part two names that are otherwise one."""
    return folded(name), name


def address_key(email: str) -> str:
    """Two spellings of one address: its case does not count."""
    return normal("NFC", email).strip().casefold()


GOOGLE = ("gmail.com", "googlemail.com")  # where dots do not count


def mailbox(email: str) -> str:
    """The box that an address leads to, for ceilings alone: its case, its `+tag` (RFC 5233), the dots that some do not
    read, and how its domain is written (RFC 5890) do not make another. An address itself is never changed."""
    local, _at, domain = address_key(email).rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    local = local.partition("+")[0] or local
    if domain in GOOGLE:
        local, domain = local.replace(".", ""), GOOGLE[0]
    return f"{local}@{domain}"


def slug(name: str, longest: int = 100) -> str:
    """For an address in the address bar: letters, digits and hyphens; never empty."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in folded(name)).split()
    return "-".join(words)[:longest].strip("-") or "structure"


# How far apart two words are, and which pairs of letters they must share to be that near. Pure.

SHORTEST = 3  # letters of a word that may be misspelt
LONG = 6  # from there on two mistakes are looked for, one below
LOST = 3  # pairs that a mistake breaks, at most (two letters that change places)
MARK = " "  # before the first letter and after the last


def reach(word: str) -> int:
    """Mistakes that are forgiven: none in « le », one in « salle », two in « médiathèque »."""
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < LONG else 2


def pairs(word: str) -> frozenset[str]:
    """Every two letters that stand together, the ends too."""
    marked = f"{MARK}{word}{MARK}"
    return frozenset(marked[n:n + 2] for n in range(len(marked) - 1))


def distance(one: str, other: str, most: int) -> int:
    """Damerau-Levenshtein, a letter changed, missing, added, or two neighbours in the wrong order; `most` + 1 for
    whatever is farther."""
    if max(_lost(one, other), _lost(other, one)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i] + [0] * len(other)
        for j, there in enumerate(other, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                row[j] = min(row[j], before[j - 2] + 1)
        if min(row) > most and min(above) > most:  # both: neighbours that changed places look two rows up
            return most + 1
        before, above = above, row
    return min(above[-1], most + 1)


def _lost(one: str, other: str) -> int:
    """Letters of the first that the second has not: a twentieth of the work, and nine of ten words go no further."""
    return sum(max(0, one.count(letter) - other.count(letter)) for letter in set(one))
