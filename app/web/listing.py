"""What a list's address asks for, made into what the query takes; and its pages' addresses, signed."""

from dataclasses import dataclass

from flask import abort, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from app.extensions import db
from app.queries import search
from app.queries.lists import DATED, Wanted
from app.queries.reference import PlaceRef, Reference
from app.rules.kinds import Subject
from app.rules.listing import FIELDS, Asked, NotAsked, asked
from app.rules.paging import Cursor, unpacked
from app.web.filters import with_query
from app.web.locale import chosen


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
