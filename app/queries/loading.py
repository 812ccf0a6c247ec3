"""Loading what somebody names: by the address of a page, a field of a form, a word of a command.

Such a row may be missing, and that is an answer: `Missing`, which the web shows as a page not found. A row that is
missing anywhere else is a fault of the data or of the code: it stays SQLAlchemy's NoResultFound, and is logged.
"""

from typing import Any, TypeVar

from sqlalchemy.engine import Result, Row, ScalarResult
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session
from sqlalchemy.util.typing import TupleAny, TypeVarTuple, Unpack

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Missing(NoResultFound):
    """What was asked for is not there, or is not there for who asks. Never raised but by a loader."""


def existing(session: Session, kind: type[T], key: Any, **options: Any) -> T:
    """Session.get with its options, for an id that somebody gives."""
    found = session.get(kind, key, **options)
    if found is None:
        raise Missing(f"no {kind.__name__} of this id")
    return found


def existing_row(result: Result[Unpack[Ts]]) -> Row[Unpack[Ts]]:
    try:
        return result.one()
    except NoResultFound as fault:
        raise Missing(str(fault)) from fault


def existing_value(result: Result[T, Unpack[TupleAny]] | ScalarResult[T]) -> T:
    """The first column of the row, or the entity."""
    try:
        return result.one() if isinstance(result, ScalarResult) else result.scalar_one()
    except NoResultFound as fault:
        raise Missing(str(fault)) from fault
