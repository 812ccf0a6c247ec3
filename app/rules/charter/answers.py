"""What people answer to a question that is no text: read from what they typed, kept exact, told in words. Pure.

Kept as text, so that versions, digests and differences are exact: a key; keys with commas, in the charter's order; a
whole number; a day as 2027-03-01; « yes » or « no »; an amount in euros with its two decimals (« 12500.00 »), never a
float. What the rules in force no longer know is told as it was kept.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from app.rules.charter.model import Field
from app.rules.charter.wording import Template, enumerated, euros, fill, spoken, whole
from app.rules.charter.words import FieldKind
from app.rules.reasons import Reason

Kind = FieldKind
T = TypeVar("T")
FIRST_YEAR, LAST_YEAR = 1900, 2100
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"-?[0-9]{1,15}")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SAID_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_YES_NO = {"yes": "yes", "oui": "yes", "no": "no", "non": "no"}
_TOLD: dict[str, Template] = {"yes": {"fr": "oui", "en": "yes"}, "no": {"fr": "non", "en": "no"}}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
           "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}


def canonical(field: Field, typed: str) -> str | Reason:
    """The one way of writing that answer, or what is wrong with it; nothing typed is nothing kept. A text is kept as it
    is. Asked again of what it gave, it gives the same."""
    typed = typed.strip()
    if not typed or field.is_text:
        return typed
    return _READ[field.kind](field, typed)


def told(field: Field, kept: str, lang: str) -> str:
    """On one line: « 12 500 € », « 1er mars 2027 », « les familles et les aînés »."""
    return enumerated(parts(field, kept, lang), spoken(lang))


def parts(field: Field, kept: str, lang: str) -> tuple[str, ...]:
    """The same, as a list: more than one where several answers may be given."""
    if not kept:
        return ()
    if field.is_text or (field.kind is not Kind.SEVERAL and canonical(field, kept) != kept):
        return (kept,)
    if field.kind in (Kind.CHOICE, Kind.SEVERAL):
        names = {choice.key: choice.names.said(lang) for choice in field.choices}
        return tuple(names.get(key, key) for key in kept.split(","))
    return (_SAY[field.kind](field, kept, spoken(lang)),)


def in_order(known: Mapping[str, Field], said: Mapping[str, T]) -> dict[str, T]:
    """As the charter's forms ask; what no form asks any more comes after, by its key. A database keeps no order."""
    asked = [key for key in known if key in said]
    return {key: said[key] for key in (*asked, *sorted(said.keys() - asked))}


def told_all(known: Mapping[str, Field], said: Mapping[str, str], lang: str) -> dict[str, str]:
    """A version with its answers in words, as it is read and compared."""
    return {key: told(known[key], text, lang) if key in known else text for key, text in in_order(known, said).items()}


def in_words(known: Mapping[str, Field], said: Mapping[str, str], lang: str) -> dict[str, str]:
    """Only what is no text, as the search finds it."""
    return {key: told(known[key], text, lang) for key, text in said.items()
            if text and key in known and not known[key].is_text}


def retyped(field: Field, kept: str, lang: str) -> str:
    """As a person would type it in that language: what a form shows again."""
    if field.kind is not Kind.MONEY or canonical(field, kept) != kept or not kept:
        return kept
    units, cents = kept.split(".")
    return units if cents == "00" else f"{units}{',' if spoken(lang) == 'fr' else '.'}{cents}"


def bound(field: Field, number: int, lang: str) -> str:
    """A limit of the field, in words."""
    return told(field, f"{number}.00" if field.kind is Kind.MONEY else str(number), lang)


def _choice(field: Field, typed: str) -> str | Reason:
    return typed if any(choice.key == typed for choice in field.choices) else Reason("unknown_choice")


def _several(field: Field, typed: str) -> str | Reason:
    given = {key.strip() for key in typed.split(",")} - {""}
    known = [choice.key for choice in field.choices if choice.key in given]
    return ",".join(known) if len(known) == len(given) else Reason("unknown_choice")


def _number(field: Field, typed: str) -> str | Reason:
    digits = _SPACES.sub("", typed).replace("\u2212", "-")
    if not _NUMBER.fullmatch(digits):
        return Reason("not_a_whole_number")
    return _within(field, int(digits), int(digits)) or str(int(digits))


def _amount(field: Field, typed: str) -> str | Reason:
    """« 12 500 », « 12500,5 », « 12 500,50 € ». A comma before three digits could be either: it is asked again."""
    found = _AMOUNT.fullmatch(_SPACES.sub("", typed).replace("€", ""))
    if found is None:
        return Reason("not_an_amount")
    units, cents = int(found[1]), (found[2] or "").ljust(2, "0")
    return _within(field, units, units + (cents != "00")) or f"{units}.{cents}"


def _within(field: Field, least: int, most: int) -> Reason | None:
    """`least` and `most`: the whole numbers around what was typed."""
    if least < (lowest := field.least or 0):
        return Reason("below_least", {"least": lowest})
    if field.most is not None and most > field.most:
        return Reason("above_most", {"most": field.most})
    return None


def _day(_field: Field, typed: str) -> str | Reason:
    """As a browser sends it, or as people write it: 1/3/2027."""
    if found := _DAY.fullmatch(typed):
        year, month, day = map(int, found.groups())
    elif found := _SAID_DAY.fullmatch(_SPACES.sub("", typed)):
        day, month, year = map(int, found.groups())
    else:
        return Reason("not_a_day")
    try:
        read = date(year, month, day)
    except ValueError:
        return Reason("not_a_day")
    return read.isoformat() if FIRST_YEAR <= year <= LAST_YEAR else Reason("not_a_likely_day")


def _yes_no(_field: Field, typed: str) -> str | Reason:
    return _YES_NO.get(typed.lower()) or Reason("unknown_choice")


def _say_number(field: Field, kept: str, lang: str) -> str:
    number = int(kept)
    sign = "\u2212" if number < 0 else ""
    return "\u00a0".join(part for part in (sign + whole(abs(number), lang), field.unit.said(lang)) if part)


def _say_day(_field: Field, kept: str, lang: str) -> str:
    day = date.fromisoformat(kept)
    first = "1er" if day.day == 1 and lang == "fr" else str(day.day)
    return f"{first} {_MONTHS[lang][day.month - 1]} {day.year}"


_READ: dict[FieldKind, Callable[[Field, str], str | Reason]] = {
    Kind.CHOICE: _choice, Kind.SEVERAL: _several, Kind.NUMBER: _number, Kind.DATE: _day, Kind.YES_NO: _yes_no,
    Kind.MONEY: _amount}
_SAY: dict[FieldKind, Callable[[Field, str, str], str]] = {
    Kind.NUMBER: _say_number, Kind.DATE: _say_day,
    Kind.YES_NO: lambda _field, kept, lang: fill(_TOLD[kept], lang, {}),
    Kind.MONEY: lambda _field, kept, lang: euros(int(kept.replace(".", "")), lang)}
