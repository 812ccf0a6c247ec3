"""What a browser sends, made fit to be kept by any database before anybody reads it.

PostgreSQL keeps no NUL in a text (SQLite does), and neither keeps half a pair of UTF-16. Both become the control sign
SUBSTITUTE, made for « a character that is invalid or in error » (ECMA-48, 8.3.148): forms refuse it beside their field
as any invisible sign, and a draft keeps the rest of the text. In an address there is nothing of that name.
"""

import re
from functools import cached_property
from typing import Any

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

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
