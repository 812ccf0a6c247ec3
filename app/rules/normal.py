"""Unicode's normal forms, in a time that grows with the text and not with its square. Pure.

`unicodedata.normalize` puts the marks of one letter in their order by insertion: forty thousand of them take more than
a second, the half million of one form three minutes, and nothing else runs meanwhile. Unicode's own answer is its
Stream-Safe Text Format (UAX #15, section 13): after thirty marks comes a U+034F COMBINING GRAPHEME JOINER, beyond which
none is moved. No language writes thirty on one letter; nothing that was typed goes."""

import re
import unicodedata
from typing import Literal

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
