"""How a form is read: of so many fields at most, whatever its shape, and each with a name."""

import io
from typing import IO, Any

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

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


def init_app(app: Flask) -> None:
    """Whatever else the house adds to a request stays."""
    app.request_class = type("BoundedRequest", (app.request_class,), {"form_data_parser_class": FormParser})
