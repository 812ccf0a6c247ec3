"""Numbers in addresses: a thing's own, and where a page of a list begins; nothing that a database cannot take."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

MOST = 2**53
ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)


class Number(IntegerConverter):
    """`<int:number>` of every address: one too large for the database is 404, as any other that is not there."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **({"max": MOST} | kwargs))


def number_asked(name: str) -> int | None:
    """None where the address does not say; 400 where it says something else than a number."""
    found = numbers_asked(name, 1)
    return found[0] if found else None


def numbers_asked(name: str, count: int) -> tuple[int, ...] | None:
    """« 12-40 » for two."""
    if not (text := request.args.get(name, "")):
        return None
    words = text.split("-")
    if len(words) != count or not all(word.isascii() and word.isdecimal() and len(word) <= 16 for word in words):
        abort(400)
    found = tuple(map(int, words))
    return found if max(found) <= MOST else abort(400)


def mark(at: datetime) -> int:
    """A moment as a number of microseconds: exact, and short in an address."""
    return (at - ORIGIN) // timedelta(microseconds=1)


def moment_of(number: int) -> datetime:
    return ORIGIN + timedelta(microseconds=number)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = Number
