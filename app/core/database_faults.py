"""What a database error means: the database cannot answer now, its disk is full, or it is a fault to be mended.

SQLAlchemy gives the same class to a locked database and, on SQLite, to a missing column: the class says nothing. What
counts is the code of the database itself (sqlite.org/rescode.html; PostgreSQL manual, appendix A).
"""

import errno
import os
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine, ExceptionContext, Result, Row, ScalarResult
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.orm import Session
from sqlalchemy.util.typing import TupleAny, TypeVarTuple, Unpack

_SQLITE_WAITS = frozenset({5, 6, 14})  # BUSY, LOCKED, CANTOPEN (the folder is not mounted)
_SQLITE_FULL = 13
_SQLITE_PERHAPS_FULL = frozenset({10, 14})  # IOERR, CANTOPEN: a -wal or a -shm file that could not begin
_ROOM = 65_536  # bytes
_SQLITE_KEPT_NOTHING = frozenset({5, 6, 13, 19})  # BUSY, LOCKED, FULL, CONSTRAINT; not IOERR
_POSTGRES_FULL = "53100"
_POSTGRES_AGAIN = frozenset({"40001", "40P01", "55P03"})  # serialisation failure, deadlock, lock not had in time
# Connection lost; resources; operator's intervention (a stop, a restart, a statement's time limit); serialisation and
# deadlock; a lock not had in time; a session or a transaction ended by its own time limit.
_POSTGRES_WAITS = ("08", "53", "57", "40", "55P03", "25P03", "25P04")


def _no_room(engine: Engine | None) -> bool:
    """Asked of the disk itself, where SQLite's code does not say why it could not write."""
    file = engine.url.database if engine is not None else None
    if not file or not Path(file).parent.is_dir():
        return False
    disk = os.statvfs(Path(file).parent)
    return disk.f_bavail * disk.f_frsize < _ROOM


@sa.event.listens_for(Engine, "handle_error")
def _full_disk(context: ExceptionContext) -> None:
    fault = context.sqlalchemy_exception
    if isinstance(fault, DBAPIError) and (_sqlite_code(fault) or 0) & 0xFF in _SQLITE_PERHAPS_FULL:
        fault.no_room = _no_room(context.engine)  # type: ignore[attr-defined]


@sa.event.listens_for(Engine, "handle_error")
def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL quotes the row in the DETAIL of a constraint (an address, a name): it stays out of the log. The first
    line says which constraint, and parameters are hidden by the engine's own setting."""
    for fault in (context.original_exception, context.sqlalchemy_exception):
        if fault is not None and fault.args and isinstance(fault.args[0], str):
            fault.args = (fault.args[0].split("\nDETAIL:")[0], *fault.args[1:])


def _sqlite_code(fault: BaseException) -> int | None:
    """Of the driver's own exception too: a copy is made without SQLAlchemy."""
    code = getattr(getattr(fault, "orig", fault), "sqlite_errorcode", None)
    return code if isinstance(code, int) else None


def _of_postgres(fault: DBAPIError) -> bool:
    return type(fault.orig).__module__.startswith("psycopg")


def sqlstate(fault: BaseException) -> str | None:
    """The five characters of PostgreSQL; None for SQLite, and where no server answered."""
    state = getattr(getattr(fault, "orig", None), "sqlstate", None)
    return state if isinstance(state, str) else None


def is_full(fault: BaseException) -> bool:
    """The disk of the database has no room left. Nobody gets on with their work before room is made: not "busy"."""
    if isinstance(fault, OSError):  # a mail, a copy, a document
        return fault.errno in (errno.ENOSPC, errno.EDQUOT)
    if (code := _sqlite_code(fault)) is not None:
        return code & 0xFF == _SQLITE_FULL or getattr(fault, "no_room", False)
    return sqlstate(fault) == _POSTGRES_FULL


def is_transient(fault: BaseException) -> bool:
    """Locked, busy or away: the same demand may pass in a moment. Anything else is a fault, to be logged as one."""
    if isinstance(fault, sa.exc.TimeoutError):  # no connection was free in time
        return True
    if is_full(fault):
        return False
    if (code := _sqlite_code(fault)) is not None:
        return code & 0xFF in _SQLITE_WAITS
    if (state := sqlstate(fault)) is not None:
        return state.startswith(_POSTGRES_WAITS)
    if not isinstance(fault, DBAPIError):
        return False
    lost = isinstance(fault, sa.exc.OperationalError) and _of_postgres(fault)  # no server, no answer: no state either
    return lost or fault.connection_invalidated


def nothing_was_kept(fault: DBAPIError) -> bool:
    """Of a fault that COMMIT itself raised: does the database say that it kept nothing? It does where it answers with
    an error of its own. A connection lost, a disk that fails under SQLite's log, a server that stops: it may be there.
    (40003: PostgreSQL's « statement completion unknown ».)"""
    if (code := _sqlite_code(fault)) is not None:
        return code & 0xFF in _SQLITE_KEPT_NOTHING
    severity = getattr(getattr(fault.orig, "diag", None), "severity_nonlocalized", None)
    state = sqlstate(fault)
    return severity == "ERROR" and state is not None and not state.startswith("08") and state != "40003"


def may_pass_again(fault: DBAPIError) -> bool:
    """Of an act of which nothing was kept: busy, two people at once, a connection that was cut. The second look finds
    what the first one did, and answers with it."""
    if isinstance(fault, sa.exc.IntegrityError) or sqlstate(fault) in _POSTGRES_AGAIN:
        return True
    return (_sqlite_code(fault) or 0) & 0xFF in (5, 6) or fault.connection_invalidated


# Loading what somebody names: by the address of a page, a field of a form, a word of a command.
#
# Such a row may be missing, and that is an answer: `Missing`, which the web shows as a page not found. A row that is
# missing anywhere else is a fault of the data or of the code: it stays SQLAlchemy's NoResultFound, and is logged.

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
