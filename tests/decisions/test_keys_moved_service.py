"""The migration that moves the keys of open votes out of the database (0006): the votes go on, with their receipts; the
old keys are gone."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import sessionmaker

from app import create_app
from app.core import secrets
from app.decisions.models import Ballot, Decision, RollEntry
from app.decisions.queries import rolls
from app.decisions.queries.decisions import file as published
from app.decisions.service import ballots, decisions
from app.extensions import db
from app.governance.published import verify
from tests import forensics, postgres as pg
from tests.build import REASON, World
from tests.polls import close, open_question, people, said

SAID = ("for", "against", "for", "abstain", "against", "for", "for")


@dataclass
class Older:
    """A site as it was before: `keys` are those that its database bears, `receipts` what voters have noted."""

    app: Flask
    world: World
    keys: list[str] = field(default_factory=list)
    receipts: dict[str, dict[int, str]] = field(default_factory=dict)
    votes: dict[str, int] = field(default_factory=dict)
    counted: list[tuple[str, str, str, object]] = field(default_factory=list)


@contextmanager
def _database(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "cordee.db")
        yield f"sqlite:///{folder / 'cordee.db'}"
        return
    url = sa.make_url(request.getfixturevalue("postgres"))
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS older")
        connection.exec_driver_sql("CREATE DATABASE older")
    name = url.set(database="older").render_as_string(hide_password=False)
    pg.migrate(name, folder)
    yield name
    with server.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE older WITH (FORCE)")
    server.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Older]:
    """Migrated once, beside what an earlier try that was taken back has left."""
    folder = tmp_path_factory.mktemp("older")
    with _database(request.param, request, folder) as url:
        app = create_app(folder, secret_key="t" * 40, mode="test", database_url=url, jobs=False)
        with app.app_context():
            site = Older(app, World(sessionmaker(db.engine, expire_on_commit=False), datetime.now(UTC)))
            _live(site)
            _take_back(site)
            site.counted = _counted(site)
            upgrade(revision="0006")
            yield site
            db.session.remove()
            db.engine.dispose()


def _counted(site: Older) -> list[tuple[str, str, str, object]]:
    with site.world.make_session() as session:
        return [tuple(row) for row in session.execute(
            sa.select(Ballot.receipt, Ballot.voice_tag, Ballot.by_tag, Ballot.choice)
            .where(Ballot.decision_id == site.votes["counted"]).order_by(Ballot.receipt))]


def _live(site: Older) -> None:
    """A secret vote that is counted, one that is open, and a public one."""
    world, members = site.world, people(site.world, 9)
    for name, ballots_are in (("counted", "secret"), ("secret", "secret"), ("public", "public")):
        decision = open_question(world, question=f"Que faire de la salle {name} ?", ballots=ballots_are)
        site.votes[name] = decision
        site.receipts[name] = {
            who: world.do(ballots.answer, who, decision, choice, None, REASON if ballots_are == "public" else "").code
            for who, choice in zip(members, SAID, strict=False)}
        if name == "counted":
            close(world, decision)


def _take_back(site: Older) -> None:
    """The database as the code wrote it before 0006."""
    folder = forensics.folder(db.engine)
    with site.world.make_session() as session:
        session.connection(execution_options={"writes": True})
        for name in ("secret", "public"):
            site.keys.append(_older_rows(session, session.get_one(Decision, site.votes[name])))
        for statement in ("DROP TABLE sealed_ballot", "DROP TABLE ballot_box"):
            session.connection().exec_driver_sql(statement)
        before = ScriptDirectory(site.app.extensions["migrate"].directory).get_revision("0006").down_revision
        session.execute(sa.text("UPDATE alembic_version SET version_num = :before"), {"before": before})
        session.commit()
    for file in folder.glob("*.key"):
        file.write_bytes(b"of an earlier try, which was taken")


def _older_rows(session, decision: Decision) -> str:
    new, old = rolls.key_of(session, decision), secrets.draw()
    from hashlib import sha256
    from hmac import new as hmac

    def tag(kind: str, name: str) -> str:
        return hmac(old.encode(), f"{kind}\x1f{name}".encode(), sha256).hexdigest()

    roll = session.execute(sa.select(RollEntry.voice, RollEntry.person_id).where(
        RollEntry.decision_id == decision.id)).all()
    voices = {new.tag("voice", row.voice): row for row in roll}
    for one in rolls.ballots(session, decision, new):
        row = voices[one.voice_tag]
        session.execute(sa.insert(Ballot).values(
            decision_id=decision.id, voice_tag=tag("voice", row.voice), by_tag=tag("person", f"p{row.person_id}"),
            **one.content.__dict__))
    decision.former_key = old
    session.flush()
    return old


def test_the_old_keys_are_in_no_table_and_in_no_file_of_one(older: Older):
    """On PostgreSQL its own log keeps them until it is written over: the guide says what to do."""
    with older.world.make_session() as session:
        assert set(session.scalars(sa.select(Decision.former_key))) == {None}
    names = {file for key in older.keys for file in forensics.where(db.engine, [key.encode()], tables_only=True)}
    assert names == set()


def test_the_tags_of_counted_votes_are_drawn_anew_and_their_guards_hold(older: Older):
    after = _counted(older)
    assert [(row[0], row[3]) for row in after] == [(row[0], row[3]) for row in older.counted]
    assert not {tag for row in older.counted for tag in row[1:3]} & {tag for row in after for tag in row[1:3]}
    for statement in ("UPDATE ballot SET college = 'x'", "DELETE FROM ballot"):
        with pytest.raises(DBAPIError, match="closed decision"), db.engine.begin() as connection:
            connection.exec_driver_sql(f"{statement} WHERE decision_id = {older.votes['counted']}")


def test_each_open_vote_has_its_key(older: Older):
    with older.world.make_session() as session:
        assert rolls.stopped(session) == []
    assert {file.stat().st_mode & 0o777 for file in forensics.folder(db.engine).iterdir()} == {0o600}
    assert sorted(said(older.world, older.votes["secret"])) == sorted(SAID)


def test_the_vote_goes_on_with_its_receipts(older: Older):
    world = older.world
    for name in ("secret", "public"):
        decision, receipts = older.votes[name], older.receipts[name]
        assert sorted(said(world, decision)) == sorted(SAID)
        who = min(receipts)
        assert world.do(ballots.answer, who, decision, "against", None, REASON).code == receipts[who]
    for name in ("secret", "public"):
        decision, receipts = older.votes[name], older.receipts[name]
        world.do(decisions.close_if_due, None, decision, at=world.now + timedelta(days=20))
        with world.make_session() as session:
            row, text = session.get_one(Decision, decision), published(session, decision) or ""
            assert (row.result["evidence"]["for"], row.result["evidence"]["against"]) == (3, 3)
            assert [found for found in verify(text) if found.wrong] == []
            assert all(code in text for code in receipts.values())
            named = session.scalars(sa.select(Ballot.person_id).where(Ballot.decision_id == decision)).all()
            assert set(named) == ({None} if name == "secret" else set(receipts))
