"""Stems in Python, so that both databases hold and find the same words."""

import functools
import threading
from collections.abc import Callable
from typing import Any

import snowballstemmer

from app.rules.words import tokens

DOCUMENT = 24_000  # bytes of the stems of one document: those of a hundred pages
LANGUAGES = {"fr": "french", "en": "english"}
_here = threading.local()  # a Snowball stemmer keeps the word it works on in itself: one for each thread


def _stemmer(lang: str) -> Any:
    kept: dict[str, Any] = _here.__dict__
    if lang not in kept:
        kept[lang] = snowballstemmer.stemmer(LANGUAGES[lang])
    return kept[lang]


def _stem(lang: str, word: str) -> str:
    return str(_stemmer(lang).stemWord(word)) if lang in LANGUAGES else word


@functools.lru_cache(16)
def stem_in(lang: str) -> Callable[[str], str]:
    """The same one each time, so that the roots found with it are kept."""
    return functools.partial(_stem, lang)


def stems(text: str, lang: str) -> list[str]:
    """The stems of a text written in that language, in order, with repetitions."""
    return tokens(text, lang, stem_in(lang))


def distinct(text: str, lang: str, most: int = DOCUMENT) -> str:
    """The stems of a long text once each, the first of them where they are too many. The words are told apart before
    they are reduced: that is what takes time."""
    found: dict[str, None] = {}
    left = most
    for word in dict.fromkeys(text.split()):
        for stem in stems(word, lang):
            if stem not in found:
                left -= len(stem.encode()) + 1
                if left < 0:
                    return " ".join(found)
                found[stem] = None
    return " ".join(found)


@functools.lru_cache(60_000)
def root(word: str, lang: str) -> str:
    """The stem of one word as it is written; an empty one for a void word."""
    return next(iter(stems(word, lang)), "")


def readings(query: str, lang: str) -> list[tuple[str, ...]]:
    """For each word asked for, its stem in every language that is kept: one territory writes in several, and
    whoever reads the pages in English still looks for French words. The reader's language says which words are void."""
    others = [other for other in LANGUAGES if other != lang]
    found = []
    for word in tokens(query, lang):
        alike = [stem for each in (lang, *others) for stem in tokens(word, each, stem_in(each))]
        if alike:
            found.append(tuple(dict.fromkeys(alike)))
    return list(dict.fromkeys(found))
