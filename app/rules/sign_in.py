"""What a person types or pastes at the door. Pure."""

import re
import unicodedata

LENGTH = 6
CODE = re.compile(r"(?<!\d)(\d{3})[\s.\-]?(\d{3})(?!\d)")


def code_in(typed: str) -> str:
    """The six digits of what was typed, dictated or pasted with its whole sentence: « Votre code : 123 456, valable 15
    minutes ». Without six that stand together, every digit there is, which is no code."""
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed)
    if (found := CODE.search(plain)) is not None:
        return found[1] + found[2]
    return "".join(sign for sign in plain if sign.isdecimal())
