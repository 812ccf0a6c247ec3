"""What a person types or pastes at the door. Pure."""

import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from app.accounts import refusals
from app.core import limits
from app.core.refusals import TOO_LONG, Reason

LENGTH = 6
CODE = re.compile(r"(?<!\d)(\d{3})[\s.\-]?(\d{3})(?!\d)")


def code_in(typed: str) -> str:
    """The six digits of what was typed, dictated or pasted with its whole sentence: « Votre code : 123 456, valable 15
    minutes ». Without six that stand together, every digit there is, which is no code."""
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed)
    if (found := CODE.search(plain)) is not None:
        return found[1] + found[2]
    return "".join(sign for sign in plain if sign.isdecimal())


# Passwords that anybody would try first. Length matters most; this catches what is long and yet known.

COMMON = frozenset("""
123456789012 1234567890123 12345678901234 123456789123 123123123123 111111111111 000000000000 987654321098
azertyuiop12 azertyuiop123 azertyuiopqsdf azertyuiop1234 azerty123456 azerty1234567 qwertyuiop12 qwertyuiop123
qwertyuiopas qwerty123456 1qaz2wsx3edc 1q2w3e4r5t6y zaq12wsxcde3 abcdefghijkl abcdefghijklm abcdef123456
motdepasse12 motdepasse123 motdepasse1234 motdepasse2024 motdepasse2025 motdepasse2026 monmotdepasse lemotdepasse
password1234 password12345 passwordpassword mypassword123 changeme1234 letmein12345 administrateur administrator
bonjourbonjour bonjour123456 soleilsoleil jetaimejetaime jetaime12345 doudoudoudou loulouloulou marseille13000
iloveyou1234 iloveyouiloveyou welcome12345 welcome123456 trustno1trustno1 superman1234 football1234 hautesalpes05
hautesalpes2025 hautesalpes2026 hautes-alpes hautes-alpes05 participation cordeecordee
""".split())  # noqa: SIM905  (read more easily than sixty quoted words)
RUNS = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn",
        "qwertyuiopasdfghjklzxcvbnm")


def refusal(password: str, *about: str) -> Reason | None:
    """None where it will do. `about`: what others know of the person (address, names)."""
    if len(password) < limits.PASSWORD_LEAST:
        return Reason(refusals.PASSWORD_IS_SHORT, {"least": limits.PASSWORD_LEAST})
    if len(password) > limits.PASSWORD:
        return Reason(TOO_LONG, {"most": limits.PASSWORD})
    if _is_known(password.casefold(), [word.casefold() for word in about if len(word) >= 4]):
        return Reason(refusals.PASSWORD_IS_COMMON)
    return None


def _is_known(plain: str, about: list[str]) -> bool:
    few = len(set(plain)) < 5
    run = any(plain in line or plain in line[::-1] for line in RUNS)
    return few or run or plain in COMMON or any(plain.startswith(word) and len(plain) - len(word) < 5 for word in about)


# The second factor: what asks for it again, who has to have one and from when, and what was typed. Pure.
#
# After NIST SP 800-63B (look-up secrets §3.1.2, one-time codes §3.1.4, asking again §2.2.3) and ASVS 5.0, chapter 6.

AGAIN = timedelta(minutes=15)  # a grave act asks again once the second factor was shown longer ago
RECOVERY_CODES, SHEET_CODES = 10, 30
FEW = 5  # codes left: the next sheet is offered, and a mail says so
TRIES = 6  # wrong ones in a row, in one session: it is closed then
GUESSES_OF_STRANGERS, GUESSES_OF_A_BROWSER = 20, 40  # a day, of six digits: three in a million are right
SHEET_LENGTH, RECOVERY_LENGTH = 8, 16  # letters and digits: 40 and 79 bits


class Shown(StrEnum):
    """What a typed code may be."""

    TOTP = "totp"
    SHEET = "sheet"
    RECOVERY = "recovery"
    NONE = ""


class Factor(StrEnum):
    """What a person may have."""

    TOTP = "totp"
    SHEET = "sheet"
    PASSKEY = "passkey"


def is_stale(strong_at: datetime, now: datetime) -> bool:
    return now - strong_at > AGAIN


def read(typed: str) -> tuple[Shown, str]:
    """A code of paper by its length, whatever the case, the spaces and the hyphens; else the six digits of an
    application, also pasted with a sentence."""
    plain = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    if len(plain) == RECOVERY_LENGTH:
        return Shown.RECOVERY, plain
    if len(plain) == SHEET_LENGTH:
        return Shown.SHEET, plain
    code = code_in(typed)
    return (Shown.TOTP, code) if len(code) == 6 else (Shown.NONE, "")


def starts(granted_at: datetime, upgraded_at: datetime | None) -> datetime:
    """From when the days of grace of a role count: since it was given, or since the site asks for a second factor."""
    return granted_at if upgraded_at is None else max(granted_at, upgraded_at)
