"""The second factor: what asks for it again, who has to have one and from when, and what was typed. Pure.

After NIST SP 800-63B (look-up secrets §3.1.2, one-time codes §3.1.4, asking again §2.2.3) and ASVS 5.0, chapter 6.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.sign_in import code_in

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
