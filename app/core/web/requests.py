"""What a browser sends, made fit to be kept by any database before anybody reads it.

PostgreSQL keeps no NUL in a text (SQLite does), and neither keeps half a pair of UTF-16. Both become the control sign
SUBSTITUTE, made for « a character that is invalid or in error » (ECMA-48, 8.3.148): forms refuse it beside their field
as any invisible sign, and a draft keeps the rest of the text. In an address there is nothing of that name.
"""

import io
import logging
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any, ParamSpec, TypeVar

from flask import Flask, Request, abort, g, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from app.extensions import db, limiter

UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
SUBSTITUTE = "\x1a"


def keepable(text: str) -> str:
    return UNKEEPABLE.sub(SUBSTITUTE, text)


def _kept(fields: MultiDict[str, str]) -> MultiDict[str, str]:
    """The same one where nothing is wrong in it, as nearly always."""
    pairs = list(fields.items(multi=True))
    if not any(UNKEEPABLE.search(part) for pair in pairs for part in pair):
        return fields
    return ImmutableMultiDict([(keepable(name), keepable(value)) for name, value in pairs])


class KeepableRequest(Request):
    """Flask's own, with addresses and forms that can be kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query_string = self.query_string.decode(errors="replace").encode()  # a robot sends any byte, unescaped

    @cached_property
    def args(self) -> Any:
        return _kept(super().args)

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _kept(self.__dict__["form"])


def _check_path() -> None:
    if UNKEEPABLE.search(request.path):
        abort(404)


def init_app(app: Flask) -> None:
    app.request_class = KeepableRequest
    app.before_request_funcs.setdefault(None, []).insert(0, _check_path)


# How a form is read: of so many fields at most, whatever its shape, and each with a name.

FIELDS = 5_000  # the longest form, a meeting's minutes, has one for each member of its group


class FormParser(FormDataParser):
    """Werkzeug bounds the parts of a form with files (`MAX_FORM_PARTS`) and not the fields of a plain one: a megabyte
    of `a&` made half a million of them, kept for who signs in. A part without a name is nobody's."""

    def parse(self, stream: IO[bytes], mimetype: str, content_length: int | None,
              options: dict[str, str] | None = None) -> Any:
        if mimetype == "application/x-www-form-urlencoded":
            data = stream.read()
            if data.count(b"&") >= FIELDS:
                raise RequestEntityTooLarge
            stream = io.BytesIO(data)
        stream, form, files = super().parse(stream, mimetype, content_length, options)
        return stream, _named(form), _named(files)


def _named(fields: MultiDict[str, Any]) -> MultiDict[str, Any]:
    named = [(name, value) for name, value in fields.items(multi=True) if name is not None]
    return fields if len(named) == sum(len(values) for _name, values in fields.lists()) else type(fields)(named)


def init_bodies(app: Flask) -> None:
    """Whatever else the house adds to a request stays."""
    app.request_class = type("BoundedRequest", (app.request_class,), {"form_data_parser_class": FormParser})


# What costs more than a page, and how often one network may ask for it. Each kind has one budget for all its routes,
# wide enough for a room, or a village, behind one address. A law (tests/web/test_costs.py) lists every route that has
# one, and finds those that should.

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cost:
    name: str
    most: str


SEARCH = Cost("search", "120 per minute")  # with words: both engines rank what they find
FEED = Cost("feed", "60 per minute")  # news, calendars
FILE = Cost("file", "60 per minute")  # made at the demand: square codes, posters, maps, comparisons
PICTURE = Cost("picture", "600 per minute")  # bytes out of the database: a page may show twenty
WHOLE = Cost("whole", "10 per minute")  # everything of a kind: the journal, one's own data, the source
UPLOAD = Cost("upload", "30 per minute")  # decoded, encoded anew, read
TRIAL = Cost("trial", "20 per minute; 200 per hour")  # computed from what is sent: simulations, pastes


def costs(cost: Cost, *, methods: tuple[str, ...] = ("GET",),
          only_with: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`only_with`: an argument of the address without which the page is like any other."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.cost = cost  # type: ignore[attr-defined]
        limited: Callable[P, R] = limiter.shared_limit(
            cost.most, scope=cost.name, methods=[method.lower() for method in methods],
            exempt_when=(lambda: not request.args.get(only_with)) if only_with else None)(view)
        return limited

    return mark


# A file that somebody sent, opened before any transaction, and while no connection to the database is held.

def opened(open_it: Callable[[bytes], R], field: str, most: int) -> R:
    """One byte more than it may weigh is enough to know that it is too heavy. Refused: beside the field."""
    data = b""
    if (sent := request.files.get(field)) is not None:
        with closing(sent):
            data = sent.read(most + 1)
    db.session.rollback()
    return open_it(data)


# What happens at the doors, for who keeps the machine: who came in, what was refused, which limit was met.
#
# After the OWASP Logging Vocabulary (ASVS 5.0, 16.3.1 to 16.3.3). Ids, codes and routes alone: no address, no name,
# nothing typed, no network (a proxy logs these where they are wanted). What staff do is in the journal.

LOG = logging.getLogger("cordee.security")
NOT_A_CODE = re.compile(r"[^\w.:/<>-]")


def note(event: str, **codes: object) -> None:
    """`authn_login_fail reason=code_is_wrong`: one line, whatever the values."""
    person = getattr(g.get("_login_user"), "id", None)  # as Flask-Login keeps it: the database is asked nothing
    told = {"route": request.url_rule.rule if request.url_rule else "-", "person": person, **codes}
    LOG.info("%s %s", event, " ".join(f"{name}={NOT_A_CODE.sub('_', str(value))}" for name, value in told.items()
                                      if value is not None))
