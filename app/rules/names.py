"""How a person is shown, how names are compared, and the one way of writing an address. Pure."""

import unicodedata
from contextlib import suppress

from app.rules.kinds import NameChoice
from app.rules.normal import normal

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
