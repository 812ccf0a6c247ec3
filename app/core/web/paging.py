"""Numbers in addresses and forms: a thing's own, and where a page of a list begins; nothing that a database cannot
take. A column of PostgreSQL holds 32 bits where SQLite holds 64, and says so with an error."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, abort, current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.routing import IntegerConverter, Map

from app.core.kinds import Subject
from app.core.paging import FIELDS, Asked, Cursor, NotAsked, asked, unpacked
from app.core.web.filters import with_query
from app.core.web.languages import chosen
from app.extensions import db
from app.proposals.queries.lists import DATED, Wanted
from app.search import queries as search
from app.territory.reference import PlaceRef, Reference

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


# What a list's address asks for, made into what the query takes; and its pages' addresses, signed.

@dataclass(frozen=True, slots=True)
class Unknown:
    """A commune that is not one of the territory's, and those it may have been."""

    typed: str
    near: list[PlaceRef]


def read_asked(*keys: str) -> Asked:
    """From the address; what no page of ours writes there is 400. `keys`: those of this page, where it has few."""
    try:
        return asked(request.args.to_dict(), keys or FIELDS)
    except NotAsked:
        abort(400)


def wanted(told: Asked, track: str, known: Reference) -> tuple[Wanted | None, Unknown | None]:
    """What to look for. None where it can be nothing: a commune that is not here, words that are none."""
    theme, space = known.theme(told.theme), known.space(told.space)
    if (told.theme and theme is None) or (told.space and space is None) or (
            told.stage and told.stage not in known.stages(track)):
        abort(400)
    place = known.place(told.place) if told.place else None
    if told.place and place is None:
        return None, Unknown(told.place, known.near(told.place))
    refs = search.refs(db.session(), told.text, chosen(), Subject.PROPOSAL, track) if told.text else None
    if told.text and refs is None:
        return None, None
    return Wanted(track, told.shown, theme.id if theme else None, place.id if place else None,
                  space.id if space else None, told.stage, refs), None


def _signer(track: str, told: Asked) -> URLSafeSerializer:
    """A cursor is of one list in one order: anywhere else it is as good as none."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"list:{track}:{told.sort.value}")


def cursor_of(told: Asked, track: str) -> Cursor | None:
    """None for none, and for one that was altered or comes from elsewhere: the first page is shown."""
    if not told.page:
        return None
    try:
        return unpacked(_signer(track, told).loads(told.page), told.sort in DATED)
    except BadData:
        return None


def address(cursor: Cursor | None, told: Asked, track: str) -> str | None:
    if cursor is None:
        return None
    return with_query(page=str(_signer(track, told).dumps(cursor.packed())))
