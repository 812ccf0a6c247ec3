"""After a secret decision is closed, nothing in the database ties a person to a choice."""

from pathlib import Path

import sqlalchemy as sa

from app.models.base import Base
from app.models.decisions import Ballot, Decision, RollEntry
from tests.build import World
from tests.polls import decided, open_question, people

SAID = ("for", "against", "for", "abstain", "against", "for", "for")


def secret(world: World, said=SAID) -> int:
    return decided(world, "majority", said, ballots="secret", silent=2)


def test_the_key_is_gone(world: World):
    decision = secret(world)
    with world.make_session() as session:
        assert session.get_one(Decision, decision).ballot_key is None


def test_a_ballot_names_nobody(world: World):
    secret(world)
    with world.make_session() as session:
        rows = session.execute(sa.select(Ballot.person_id, Ballot.structure_id, Ballot.reason)).all()
    assert set(rows) == {(None, None, "")}


def test_no_value_of_a_ballot_is_anywhere_else(world: World):
    """But in the published file, which names nobody either."""
    secret(world)
    with world.make_session() as session:
        marks = {mark for row in session.execute(sa.select(Ballot.voice_tag, Ballot.by_tag, Ballot.receipt))
                 for mark in row}
        for table in Base.metadata.sorted_tables:
            if table.name not in ("ballot", "decision_file"):
                text = repr(session.execute(sa.select(table)).all())
                assert not [mark for mark in marks if mark in text], table.name


def test_the_roll_says_who_came_and_not_what_they_said(world: World):
    decision = secret(world)
    with world.make_session() as session:
        rows = session.execute(sa.select(RollEntry.answered, sa.func.count()).where(
            RollEntry.decision_id == decision).group_by(RollEntry.answered)).all()
        columns = {column.name for column in RollEntry.__table__.columns}
    assert dict(rows)[True] == len(SAID)
    assert columns == {"decision_id", "voice", "person_id", "structure_id", "college", "ground", "recused", "answered"}


def test_who_answered_is_not_written_before_the_end(world: World):
    members = people(world)
    decision = open_question(world, ballots="secret")
    from app.operations import ballots

    world.do(ballots.answer, members[0], decision, "for")
    with world.make_session() as session:
        assert not session.scalar(sa.select(sa.func.count()).select_from(RollEntry).where(RollEntry.answered.is_(True)))


def test_the_order_of_writing_is_that_of_receipts(world: World, engine: sa.Engine):
    """Nor does the engine's own memory of who wrote what, and when: one transaction wrote them all again."""
    secret(world)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            rows = connection.exec_driver_sql("SELECT receipt, xmin::text FROM ballot ORDER BY ctid").all()
            assert len({row.xmin for row in rows}) == 1
            assert [row.receipt for row in rows] == sorted(row.receipt for row in rows)
        else:
            made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'ballot'").scalar()
            assert "WITHOUT ROWID" in made


def test_two_who_said_the_same_cannot_be_told_apart(world: World):
    """The same people, another answer each: what is left of each person is the same."""
    def traces(said) -> list[tuple]:
        decision = secret(world, said)
        with world.make_session() as session:
            return session.execute(sa.select(RollEntry.voice, RollEntry.answered).where(
                RollEntry.decision_id == decision).order_by(RollEntry.voice)).all()

    assert traces(SAID) == traces(tuple(reversed(SAID)))


def test_the_key_is_not_left_in_the_file(app, site: World):
    """Neither in a free page, nor in the write-ahead log, once the jobs have passed."""
    from app.extensions import db
    from app.jobs import runner

    people(site, 6)
    site.later(days=-20)
    decision = open_question(site, ballots="secret")
    with site.make_session() as session:
        key = session.scalar(sa.select(Decision.ballot_key).where(Decision.id == decision)).encode()
    with app.app_context():
        file = db.engine.url.database
    runner.once(app, ("decisions",))
    left = [end for end in ("", "-wal") if key in Path(f"{file}{end}").read_bytes()]
    assert left == []
