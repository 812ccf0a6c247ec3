"""The line in which writers of SQLite wait: first come, first served, and never longer than each of them has.

SQLite's own waiting lets one writer starve the others (measured: 1 commit against 22 813 in six seconds), and a lock of
the kernel that is waited for cannot be given up. So threads of one process stand in a line of its own; only the first
of them asks for the lock between processes, without waiting in the kernel: every few milliseconds, for as long as it
has. That lock has two files. Whoever holds `next` is the only one who asks for `now`, so that the process which has
just written cannot take it again before the one that waits.
"""

import fcntl
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.exc import TimeoutError as NoTurn
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session

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
