"""What the address asks for, made into what the queries take; and the address of the next page, signed."""

from datetime import datetime

from flask import abort, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from app.queries.reference import Reference
from app.queries.search import Hit, Only
from app.queries.search.finding import After
from app.rules.listing import NotAsked
from app.rules.narrowing import KINDS, Narrowed, narrowed
from app.web.filters import with_query


def read_address() -> Narrowed:
    """What no page of ours writes there is 400."""
    try:
        return narrowed(request.args.to_dict())
    except NotAsked:
        abort(400)


def only_of(told: Narrowed, known: Reference) -> Only:
    theme, place = known.theme(told.theme), known.codes.get(told.place)
    track, _, stage = told.stage.partition(".")
    if (told.theme and theme is None) or (told.place and place is None) or (
            told.stage and stage not in known.stages(track)):
        abort(400)
    kind, of_track = KINDS.get(told.nature, (None, ""))
    return Only((kind,) if kind else (), of_track, theme.id if theme else None, place.id if place else None,
                (track, stage) if told.stage else None, told.statuses, told.year)


def _signer(told: Narrowed) -> URLSafeSerializer:
    """A cursor is of one query: anywhere else it is as good as none."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"search:{told.text}")


def cursor_of(told: Narrowed) -> After | None:
    """None for none, and for one that was altered or comes from elsewhere: the first page is shown."""
    if not told.page:
        return None
    try:
        score, at, row_id = _signer(told).loads(told.page)
    except BadData:
        return None
    return int(score), datetime.fromisoformat(at), int(row_id)


def next_address(told: Narrowed, last: Hit) -> str:
    return with_query(suite=str(_signer(told).dumps([last.score, last.at.isoformat(), last.id])))
