"""What would make a text easier to read: advice, never a refusal. Pure.

After « L’information pour tous. Règles européennes pour une information facile à lire et à comprendre », Inclusion
Europe and UNAPEI, 2009: short sentences, one idea each, common words, nothing in brackets, no initials left unsaid.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
