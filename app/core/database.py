"""The line in which writers of SQLite wait: first come, first served, and never longer than each of them has.

SQLite's own waiting lets one writer starve the others (measured: 1 commit against 22 813 in six seconds), and a lock of
the kernel that is waited for cannot be given up. So threads of one process stand in a line of its own; only the first
of them asks for the lock between processes, without waiting in the kernel: every few milliseconds, for as long as it
has. That lock has two files. Whoever holds `next` is the only one who asks for `now`, so that the process which has
just written cannot take it again before the one that waits.
"""

import errno
import fcntl
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, ExceptionContext, Result, Row, ScalarResult
from sqlalchemy.exc import DBAPIError, NoResultFound, TimeoutError as NoTurn
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.util.typing import TupleAny, TypeVarTuple, Unpack

SHORTEST, LONGEST = 0.000_1, 0.001  # seconds between two asks
Clock = Callable[[], float]


class Turn:
    """Held until it is ended; ending it twice is ending it once."""

    def __init__(self, queue: "WriteQueue", held: int) -> None:
        self._queue, self._held = queue, held

    def end(self) -> None:
        held, self._held = self._held, -1
        if held >= 0:
            os.close(held)  # which lets go of the lock
            self._queue._step_out()


class WriteQueue:
    """One for each database and process. `file`: where its two locks are."""

    def __init__(self, file: Path, clock: Clock = time.monotonic) -> None:
        self._next, self._now = file.with_name(f"{file.name}-next"), file
        self._clock = clock
        self._guard = Lock()
        self._busy = False
        self._line: deque[Lock] = deque()

    def turn(self, until: float) -> Turn:
        """Waits for it until that moment of the clock; NoTurn afterwards."""
        self._step_in(until)
        try:
            return Turn(self, self._between_processes(until))
        except BaseException:
            self._step_out()
            raise

    def _step_in(self, until: float) -> None:
        mine = Lock()
        with self._guard:
            if not self._busy:
                self._busy = True
                return
            mine.acquire()
            self._line.append(mine)
        if mine.acquire(timeout=max(0.0, until - self._clock())):
            return
        with self._guard:
            if mine in self._line:
                self._line.remove(mine)
                raise NoTurn("other writers were before this one for as long as it could wait")
        # its turn came at the very moment it gave up: it takes it

    def _step_out(self) -> None:
        """The first in line goes on, with the place still taken."""
        with self._guard:
            if self._line:
                self._line.popleft().release()
            else:
                self._busy = False

    def _between_processes(self, until: float) -> int:
        first = self._locked(self._next, until)
        try:
            return self._locked(self._now, until)
        finally:
            os.close(first)

    def _locked(self, file: Path, until: float) -> int:
        held = os.open(file, os.O_CREAT | os.O_RDWR, 0o600)
        wait = SHORTEST
        try:
            while not _taken(held):
                if self._clock() >= until:
                    raise NoTurn("another process wrote for as long as this one could wait")
                time.sleep(min(wait, max(0.0, until - self._clock())))
                wait = min(wait * 2, LONGEST)
        except BaseException:
            os.close(held)
            raise
        return held


def _taken(held: int) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# The one place that knows which database this is.

PATIENCE = 5.0  # seconds that one act may wait, for its turn, for locks and for other tries, all told
AGAIN = 0.5  # seconds after which a transaction is told anew how long it may wait
LEAST = 100  # milliseconds
WRITE = {"writes": True}  # and "until", where the act knows how long it has: a moment of time.monotonic()
SAFE_SQLITE = (3, 51, 3)
PRAGMAS = ("secure_delete=ON", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
           f"busy_timeout={round(PATIENCE * 1000)}", "temp_store=MEMORY")


class UnsafeDatabase(RuntimeError):
    """This SQLite may corrupt a database that several connections share."""


def forget_log(engine: Engine) -> None:
    """What was deleted for good leaves the write-ahead log too: a key that is gone must not be read there. Readers that
    are at work put it off to the next time; nothing is lost."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


class by_signs(sa.sql.functions.FunctionElement[str]):
    """ORDER BY the signs of a text (codes, receipts), not by the collation that the database was created with. For
    names and titles: `rules.names.alphabetical`, or a column of type `sort_key`."""

    inherit_cache = True
    type = sa.String()


@compiles(by_signs)
def _plainly(element: by_signs, compiler: Any, **given: Any) -> str:
    told: str = compiler.process(element.clauses, **given)
    return told  # SQLite compares the bytes of a text


@compiles(by_signs, "postgresql")
def _in_c(element: by_signs, compiler: Any, **given: Any) -> str:
    return f'{compiler.process(element.clauses, **given)} COLLATE "C"'


def upsert(session: Session, table: Any) -> Any:
    """INSERT with on_conflict_do_nothing or _do_update, for either database. Trust RETURNING, not rowcount."""
    return sqlite.insert(table) if is_sqlite(session) else postgresql.insert(table)


def check_sqlite(version: tuple[int, ...]) -> None:
    """Refuse a version with the WAL-reset fault (3.7.0 to 3.51.2): silent corruption with several connections."""
    if version < SAFE_SQLITE:
        told = ".".join(map(str, version))
        raise UnsafeDatabase(f"SQLite {told} may corrupt this database; install the locked dependencies (pysqlite3)")


def prepare(engine: Engine) -> None:
    """Once for each engine, before its first connection."""
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)
    else:
        prepare_postgres(engine)


def _left(connection: sa.Connection) -> int:
    """Milliseconds that the act has still to wait."""
    until = connection.get_execution_options().get("until")
    return max(1, round(1000 * (PATIENCE if until is None else until - time.monotonic())))


def prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, full durability, real foreign keys, and writers that queue fairly instead of failing."""
    check_sqlite(engine.dialect.dbapi.sqlite_version_info)  # type: ignore[union-attr]
    name = engine.url.database
    queue = WriteQueue(Path(f"{name}-queue")) if name and name != ":memory:" else None

    @sa.event.listens_for(engine, "connect")
    def _connect(raw: Any, record: Any) -> None:
        raw.isolation_level = None  # we say BEGIN ourselves
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get("writes", False):
            connection.exec_driver_sql("BEGIN")
            return
        if queue is not None:
            turn = queue.turn(time.monotonic() + _left(connection) / 1000)
            connection.connection.record_info["turn"] = turn  # type: ignore[index]
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_left(connection)}")  # for who does not know our line
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @sa.event.listens_for(engine, "reset")
    def _reset(raw: Any, record: Any, state: Any) -> None:
        if raw.in_transaction:  # a COMMIT that was refused leaves it open, with the lock; the pool thinks it is over
            raw.rollback()
        if (turn := record.record_info.pop("turn", None)) is not None:
            turn.end()
            raw.execute(f"PRAGMA busy_timeout={round(PATIENCE * 1000)}")

    @sa.event.listens_for(engine, "close")
    def _close(raw: Any, record: Any) -> None:
        if (turn := record.record_info.pop("turn", None)) is not None:
            turn.end()


def prepare_postgres(engine: Engine) -> None:
    """Nobody waits for a lock longer than they have; and nothing is left in a session that others may be given.

    A pooler that shares sessions (pgbouncer in transaction mode) hands one from us to another between two transactions:
    a statement that was prepared there is unknown here, or is another one. None is prepared: psycopg forgets them at
    each rollback, which is how a page ends, so that they gained nothing measurable. What is set for a session is set
    for the transaction behind a pooler, which is found out by asking: the number of the server's process is then not
    the one that the connection was told."""

    @sa.event.listens_for(engine, "connect")
    def _connect(raw: Any, record: Any) -> None:
        raw.prepare_threshold = None
        record.info["shared"] = shared = _is_shared(raw)
        if not shared:
            _alone(raw, f"SET lock_timeout = {round(PATIENCE * 1000)}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        info, bounded = connection.info, "until" in connection.get_execution_options()
        info["told"] = None
        if bounded or info["shared"]:
            _wait_no_longer(connection)
        info["told"] = time.monotonic() if bounded else None

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _before(connection: sa.Connection, *given: Any) -> None:
        """One lock after the other: each may be waited for as long as is left."""
        told = connection.info.get("told")
        if told is not None and time.monotonic() - told > AGAIN:
            connection.info["told"] = None  # this very statement is one
            _wait_no_longer(connection)
            connection.info["told"] = time.monotonic()


def _wait_no_longer(connection: sa.Connection) -> None:
    """For this transaction alone: the session may be somebody else's afterwards. What takes long by itself goes on
    when its time is over, without waiting for others."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(LEAST, _left(connection))}")


def _is_shared(raw: Any) -> bool:
    return bool(_alone(raw, "SELECT pg_backend_pid()").fetchone()[0] != raw.info.backend_pid)


def _alone(raw: Any, statement: str) -> Any:
    """Outside any transaction, on a connection that was just opened."""
    raw.autocommit = True
    try:
        return raw.execute(statement)
    finally:
        raw.autocommit = False


# What a database error means: the database cannot answer now, its disk is full, or it is a fault to be mended.
#
# SQLAlchemy gives the same class to a locked database and, on SQLite, to a missing column: the class says nothing. What
# counts is the code of the database itself (sqlite.org/rescode.html; PostgreSQL manual, appendix A).

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
