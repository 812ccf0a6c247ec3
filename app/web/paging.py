"""Numbers in addresses and forms: a thing's own, and where a page of a list begins; nothing that a database cannot
take. A column of PostgreSQL holds 32 bits where SQLite holds 64, and says so with an error."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

MOST = 2**53  # of a moment in microseconds
LARGEST = 2**31 - 1  # of a thing's number, or a version's
ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)


class Number(IntegerConverter):
    """`<int:number>` of every address: one too large for the database is 404, as any other that is not there."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **({"max": LARGEST} | kwargs))


def whole(typed: object, most: int = LARGEST) -> int | None:
    """A whole number that every database can take; None for anything else, however long it is."""
    text = str(typed)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    return found if (found := int(text)) <= most else None


def number_asked(name: str) -> int | None:
    """None where the address does not say; 400 where it says something else than a number."""
    if not (text := request.args.get(name, "")):
        return None
    return found if (found := whole(text)) is not None else abort(400)


def numbers_asked(name: str, count: int) -> tuple[int, ...] | None:
    """« 12-40 » for two; the first may be a moment."""
    if not (text := request.args.get(name, "")):
        return None
    words = [whole(word, LARGEST if place else MOST) for place, word in enumerate(text.split("-"))]
    found = tuple(word for word in words if word is not None)
    return found if len(found) == len(words) == count else abort(400)


def mark(at: datetime) -> int:
    """A moment as a number of microseconds: exact, and short in an address."""
    return (at - ORIGIN) // timedelta(microseconds=1)


def moment_of(number: int) -> datetime:
    return ORIGIN + timedelta(microseconds=number)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Number
