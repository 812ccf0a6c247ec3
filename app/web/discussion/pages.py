"""A discussion's pages with the addresses of their neighbours. The same for every visitor; a person also sees what they
may do: two statements more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from app.extensions import db
from app.queries import discussion as read
from app.queries import syntheses, threads
from app.queries.threads import Wanted
from app.rules.kinds import Stance
from app.rules.kinds_talk import ThreadOrder
from app.rules.paging import Cursor, unpacked
from app.web.discussion.shown import Clock, Said, clock_of, said
from app.web.doors import me

COLUMN = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """`newer` and `older` are the addresses of the pages before and after, where there are some."""

    comments: list[Said]
    newer: str | None = None
    older: str | None = None
    order: ThreadOrder = ThreadOrder.RECENT
    waiting: bool = False
    synthesis: Any = None
    muted: bool | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One side of the question."""

    key: str
    title: str
    comments: list[Said] = field(default_factory=list)
    newer: str | None = None
    older: str | None = None


def thread_of(row: Any, order: ThreadOrder = ThreadOrder.RECENT, *, waiting: bool = False,
              amendment_id: int | None = None) -> Shown:
    """For `discussion/_thread.html`; `row`: the proposal's (id, charter_id, timezone). `amendment_id`: on the page of
    that suggestion, what is said of it."""
    wanted = Wanted(row.id, order, waiting, amendment_id=amendment_id)
    signer = _signer(wanted)
    return _shown(row, threads.thread(db.session(), wanted, _cursor(signer, "page")), wanted, signer)


def thread_at(one: Any, row: Any) -> Shown:
    wanted = Wanted(row.id)
    return _shown(row, threads.around(db.session(), one), wanted, _signer(wanted))


def _shown(row: Any, found: threads.Thread, wanted: Wanted, signer: URLSafeSerializer) -> Shown:
    person, clock = me(), clock_of(row)
    every = [one.id for one in found.comments] + [one.id for some in found.replies.values() for one in some]
    mine = read.marked(db.session(), person.id, every) if person else set()
    asked = {"tri": wanted.order.value} if wanted.order is not ThreadOrder.RECENT else {}
    asked |= {"filtre": "questions"} if wanted.waiting else {}
    return Shown(
        [_with(one, found.replies.get(one.id, ()), clock, mine) for one in found.comments],
        _address(wanted, signer, found.previous, "page", asked), _address(wanted, signer, found.next, "page", asked),
        wanted.order, wanted.waiting, syntheses.newest(db.session(), row.id),
        read.is_muted(db.session(), person.id, row.id) if person else None)


def _with(one: Any, replies: Iterable[Any], clock: Clock, mine: set[int]) -> Said:
    return said(one, [said(reply, [], clock, mine) for reply in replies], clock, mine)


def column_of(number: int, stance: Stance, key: str, title: str) -> Column:
    """Arguments of one side, the most useful first."""
    wanted = Wanted(number, ThreadOrder.USEFUL, stance=stance)
    signer, person = _signer(wanted), me()
    page = threads.first_level(db.session(), wanted, _cursor(signer, key), COLUMN)
    mine = read.marked(db.session(), person.id, [one.id for one in page.rows]) if person else set()
    asked = {name: request.args[name] for name in ("pour", "contre") if name != key and name in request.args}
    asked["vue"] = "pour-contre"
    return Column(key, title, [said(one, [], Clock(), mine) for one in page.rows],
                  _address(wanted, signer, page.previous, key, asked),
                  _address(wanted, signer, page.next, key, asked))


def _signer(wanted: Wanted) -> URLSafeSerializer:
    """A cursor is of one discussion in one order: anywhere else it is as good as none."""
    salt = f"thread:{wanted.proposal_id}:{wanted.order.value}:{wanted.waiting}:{wanted.stance}:{wanted.amendment_id}"
    return URLSafeSerializer(current_app.secret_key or "", salt=salt)


def _cursor(signer: URLSafeSerializer, name: str) -> Cursor | None:
    if not (told := request.args.get(name)):
        return None
    try:
        return unpacked(signer.loads(told), dated=False)
    except BadData:
        return None


def _address(wanted: Wanted, signer: URLSafeSerializer, cursor: Cursor | None, name: str,
             asked: dict[str, str]) -> str | None:
    if cursor is None:
        return None
    given: dict[str, Any] = {**asked, name: str(signer.dumps(cursor.packed())), "number": wanted.proposal_id}
    if wanted.amendment_id is not None:
        return url_for("amendments.show", amendment=wanted.amendment_id, **given)
    return url_for("discussion.index", _anchor="discussion", **given)
