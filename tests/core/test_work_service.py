"""An act is run again only where nothing of it was kept; and none waits for a lock longer than it has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from app.core import database, unit_of_work
from app.core.database import is_transient, prepare
from app.core.models import Base
from app.core.unit_of_work import OutcomeUnknown, Work, operation
from app.territory.models import Theme
from tests import postgres as pg
from tests.conftest import NOW
from tests.cut_line import CutLine, cut_line


@dataclass
class Act:
    """A theme more, each time it is run; `faults` come in the middle of it, one at each run."""

    runs: int = 0
    faults: list[Any] = field(default_factory=list)

    def __call__(self, make_session: sessionmaker[Session]) -> None:
        @operation
        def add(work: Work) -> None:
            self.runs += 1
            work.session.add(Theme(position=self.runs, slug=f"run-{self.runs}", name={}, about={}))
            work.session.flush()
            if self.faults:
                self.faults.pop(0)(work.session)

        add(make_session, NOW, None)


def kept(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(Theme.slug).order_by(Theme.id)))


class Deaf(dbapi2.Connection):
    """A driver whose disk fails at the end of COMMIT: the log may hold it."""

    how = ""

    def commit(self) -> None:
        how = Deaf.how if self.in_transaction else ""
        if how != "before":
            super().commit()
        if how:
            Deaf.how = ""
            fault = dbapi2.OperationalError("disk I/O error")
            fault.sqlite_errorcode = 4362  # IOERR_COMMIT_ATOMIC
            raise fault


@dataclass
class Cutting:
    """An engine whose next COMMIT is cut."""

    engine: sa.Engine
    line: CutLine | None

    def cut(self, how: str) -> None:
        if self.line is None:
            Deaf.how = how
        else:
            self.line.cut = how


@pytest.fixture(params=["sqlite", "postgresql"])
def cutting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cutting]:
    if request.param == "sqlite":
        file = request.getfixturevalue("sqlite_file")
        engine = sa.create_engine(f"sqlite:///{file}", module=dbapi2,
                                  connect_args={"check_same_thread": False, "factory": Deaf})
        prepare(engine)
        yield Cutting(engine, None)
        engine.dispose()
        return
    real = request.getfixturevalue("postgres_engine")
    pg.empty(real, Base.metadata)
    home = Path(real.url.query["host"])
    with cut_line(home, tmp_path) as line:
        engine = sa.create_engine(real.url.set(query={"host": str(tmp_path)}))
        prepare(engine)
        kept(engine)  # connected: what connecting itself commits is over
        yield Cutting(engine, line)
        engine.dispose()


@pytest.mark.parametrize(("how", "there"), [("after", ["run-1"]), ("before", [])])
def test_what_may_have_been_kept_is_never_run_again(cutting: Cutting, how: str, there: list[str]) -> None:
    act = Act()
    cutting.cut(how)
    with pytest.raises(OutcomeUnknown):
        act(sessionmaker(cutting.engine))
    assert act.runs == 1
    assert kept(cutting.engine) == there


def test_the_next_act_passes(cutting: Cutting) -> None:
    cutting.cut("after")
    with pytest.raises(OutcomeUnknown):
        Act()(sessionmaker(cutting.engine))
    Act(runs=1)(sessionmaker(cutting.engine))
    assert kept(cutting.engine) == ["run-1", "run-2"]


def killed(session: Session) -> None:
    session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_connection_cut_before_commit_kept_nothing(postgres_engine: sa.Engine) -> None:
    pg.empty(postgres_engine, Base.metadata)
    act = Act(faults=[killed])
    act(sessionmaker(postgres_engine))
    assert (act.runs, kept(postgres_engine)) == (2, ["run-2"])


def twice(session: Session) -> None:
    session.add(Theme(position=9, slug="run-1", name={}, about={}))
    session.flush()


def test_two_at_once_are_looked_at_again(engine: sa.Engine, make_session: sessionmaker[Session]) -> None:
    act = Act(faults=[twice])
    act(make_session)
    assert (act.runs, kept(engine)) == (2, ["run-2"])


def test_not_for_ever(engine: sa.Engine, make_session: sessionmaker[Session]) -> None:
    act = Act(faults=[twice_of] * 9)
    with pytest.raises(IntegrityError):
        act(make_session)
    assert (act.runs, kept(engine)) == (unit_of_work.TRIES, [])


def twice_of(session: Session) -> None:
    for _ in range(2):
        session.add(Theme(position=9, slug="again", name={}, about={}))
    session.flush()


def broken(session: Session) -> None:
    session.execute(sa.text("SELECT no_such_column FROM theme"))


def test_a_fault_of_ours_is_not_tried_again(engine: sa.Engine, make_session: sessionmaker[Session]) -> None:
    act = Act(faults=[broken])
    with pytest.raises(DBAPIError):
        act(make_session)
    assert (act.runs, kept(engine)) == (1, [])


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (unit_of_work, database):
        monkeypatch.setattr(module, "PATIENCE", 0.2)


@pytest.mark.usefixtures("hurried")
def test_a_lock_held_by_a_stranger_is_not_waited_for_longer(engine: sa.Engine,
                                                            make_session: sessionmaker[Session]) -> None:
    """One wait for all the tries: on SQLite it was five seconds for each of five."""
    sqlite, act = engine.dialect.name == "sqlite", Act()
    with engine.connect() as stranger:
        raw = stranger.connection.driver_connection
        raw.execute("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE theme")
        with pytest.raises(DBAPIError) as fault:
            act(make_session)
        raw.rollback()
    assert is_transient(fault.value)
    assert act.runs <= 1
    act(make_session)
    assert kept(engine) == [f"run-{act.runs}"]


@pytest.mark.usefixtures("hurried")
def test_one_lock_after_the_other_is_one_wait(postgres_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each lock is waited for as long as is left, not as long as the first one was."""
    monkeypatch.setattr(database, "AGAIN", 0.0)
    monkeypatch.setattr(database, "LEAST", 0)
    pg.empty(postgres_engine, Base.metadata)
    engine, told = sa.create_engine(postgres_engine.url), list[str]()
    prepare(engine)
    sa.event.listen(engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    Act()(sessionmaker(engine))
    engine.dispose()
    limits = [int(one.rpartition("=")[2]) for one in told if "lock_timeout" in one]
    assert len(limits) > 1
    assert limits == sorted(limits, reverse=True)


def test_no_statement_is_prepared(postgres_engine: sa.Engine) -> None:
    """Behind a pooler it could be taken for another one, of somebody else."""
    with postgres_engine.connect() as connection:
        for _ in range(9):
            connection.execute(sa.select(Theme.id).where(Theme.slug == "x"))
        assert connection.exec_driver_sql("SELECT name FROM pg_prepared_statements").all() == []
