"""A file that somebody sent, opened before any transaction, and while no connection to the database is held."""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from flask import request

from app.extensions import db

R = TypeVar("R")


def opened(open_it: Callable[[bytes], R], field: str, most: int) -> R:
    """One byte more than it may weigh is enough to know that it is too heavy. Refused: beside the field."""
    data = b""
    if (sent := request.files.get(field)) is not None:
        with closing(sent):
            data = sent.read(most + 1)
    db.session.rollback()
    return open_it(data)
