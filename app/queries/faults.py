"""What a database error means: the database cannot answer now, its disk is full, or it is a fault to be mended.

SQLAlchemy gives the same class to a locked database and, on SQLite, to a missing column: the class says nothing. What
counts is the code of the database itself (sqlite.org/rescode.html; PostgreSQL manual, appendix A).
"""

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

_SQLITE_WAITS = frozenset({5, 6, 14})  # BUSY, LOCKED, CANTOPEN (the folder is not mounted)
_SQLITE_FULL = 13
_SQLITE_SHARED_MEMORY_FULL = 4874  # IOERR_SHMSIZE: the -shm file could not grow
_POSTGRES_FULL = "53100"
# Connection lost; resources; operator's intervention (a stop, a restart, a statement's time limit); serialisation and
# deadlock; a lock not had in time; a session or a transaction ended by its own time limit.
_POSTGRES_WAITS = ("08", "53", "57", "40", "55P03", "25P03", "25P04")


def _sqlite_code(fault: DBAPIError) -> int | None:
    code = getattr(fault.orig, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None


def _of_postgres(fault: DBAPIError) -> bool:
    return type(fault.orig).__module__.startswith("psycopg")


def sqlstate(fault: BaseException) -> str | None:
    """The five characters of PostgreSQL; None for SQLite, and where no server answered."""
    state = getattr(getattr(fault, "orig", None), "sqlstate", None)
    return state if isinstance(state, str) else None


def is_full(fault: BaseException) -> bool:
    """The disk of the database has no room left. Nobody gets on with their work before room is made: not "busy"."""
    if not isinstance(fault, DBAPIError):
        return False
    if (code := _sqlite_code(fault)) is not None:
        return code & 0xFF == _SQLITE_FULL or code == _SQLITE_SHARED_MEMORY_FULL
    return sqlstate(fault) == _POSTGRES_FULL


def is_transient(fault: BaseException) -> bool:
    """Locked, busy or away: the same demand may pass in a moment. Anything else is a fault, to be logged as one."""
    if isinstance(fault, sa.exc.TimeoutError):  # no connection was free in time
        return True
    if not isinstance(fault, DBAPIError) or is_full(fault):
        return False
    if (code := _sqlite_code(fault)) is not None:
        return code & 0xFF in _SQLITE_WAITS
    if (state := sqlstate(fault)) is not None:
        return state.startswith(_POSTGRES_WAITS)
    lost = isinstance(fault, sa.exc.OperationalError) and _of_postgres(fault)  # no server, no answer: no state either
    return lost or fault.connection_invalidated
