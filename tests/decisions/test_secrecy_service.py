"""After a secret decision is closed, nothing that is kept ties a person to a choice (R35 of reliability.md); before,
the database alone does not either."""

import hmac
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker

import app as house
from app.core.database import prepare_sqlite
from app.core.models import Base
from app.decisions.models import Ballot, BallotBox, Decision, RollEntry, SealedBallot
from app.decisions.queries.decisions import file as published
from app.decisions.service import ballots, decisions
from app.governance.published import verify
from tests import forensics
from tests.build import World
from tests.polls import answer, close, decided, open_question, people, said

SAID = ("for", "against", "for", "abstain", "against", "for", "for")
VERIFY = Path(house.__file__).parent / "data" / "verify.py"
RECEIPT = re.compile(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}")


def secret(world: World, said=SAID) -> int:
    return decided(world, "majority", said, ballots="secret", silent=2)


def opened(world: World, said=SAID) -> tuple[int, dict[int, str]]:
    """Answered, and not closed: (decision, receipts by person)."""
    members = people(world, len(said) + 2)
    decision = open_question(world, ballots="secret")
    return decision, answer(world, decision, dict(zip(members, said, strict=False)))


def key_bytes(engine: sa.Engine) -> bytes:
    (file,) = forensics.folder(engine).glob("*.key")
    return file.read_bytes()


# while it is open


def test_a_sealed_ballot_says_nothing_without_its_key(world: World):
    """All are as long; the same answer twice is sealed otherwise."""
    opened(world)
    with world.make_session() as session:
        rows = session.execute(sa.select(SealedBallot.sealed)).scalars().all()
    assert len(set(rows)) == len(rows) == len(SAID)
    assert len({len(row) for row in rows}) == 1
    columns = {column.name for column in SealedBallot.__table__.columns}
    assert columns == {"decision_id", "voice_tag", "by_tag", "sealed"}


def test_nothing_of_the_box_is_in_the_files_of_the_database(world: World, engine: sa.Engine):
    """Neither the key nor a receipt, which at the end would lead to a choice: not in a table, a log, or a dead row."""
    began = forensics.moment()
    decision, receipts = opened(world)
    world.do(ballots.answer, min(receipts), decision, "abstain")
    needles = forensics.shapes(key_bytes(engine)) + [code.encode() for code in receipts.values()]
    assert forensics.where(engine, needles, began) == []


def test_who_answered_is_not_written_before_the_end(world: World):
    opened(world)
    with world.make_session() as session:
        assert not session.scalar(sa.select(sa.func.count()).select_from(RollEntry).where(RollEntry.answered.is_(True)))
        assert not session.scalar(sa.select(sa.func.count()).select_from(Ballot))


def test_a_ballot_writes_no_row_that_names_its_person(world: World, engine: sa.Engine):
    members = people(world)
    decision = open_question(world, ballots="secret")
    written: list[str] = []

    def note(connection, cursor, statement, *rest):
        if found := re.match(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)", statement):
            written.append(found.group(2))

    sa.event.listen(engine, "before_cursor_execute", note)
    world.do(ballots.answer, members[0], decision, "for")
    sa.event.remove(engine, "before_cursor_execute", note)
    assert set(written) == {"sealed_ballot", "ballot_box"}


def test_a_receipt_is_kept_on_a_change_and_derives_from_nothing(world: World):
    """Going to another hat and back draws another one."""
    first, *_others = people(world)
    one, two = world.structure("Les outils", first), world.structure("La halle", first)
    world.structure("Le moulin", *people(world)[1:2])
    for n in range(4):
        world.structure(f"Autre {n}", people(world)[n + 1])
    decision = open_question(world, electorate="representatives", ballots="secret")
    codes = [world.do(ballots.answer, first, decision, choice, f"s{hat}").code
             for choice, hat in (("for", one), ("against", one), ("for", two), ("for", one))]
    assert codes[0] == codes[1]
    assert len(set(codes)) == 3
    assert all(RECEIPT.fullmatch(code) for code in codes)
    assert said(world, decision) == ["for"]


# once it is closed


def test_the_key_is_gone_from_the_files(world: World, engine: sa.Engine):
    """R35. From the folder, the tables, the dead rows, the write-ahead log: in no shape."""
    began = forensics.moment()
    decision, receipts = opened(world)
    raw = key_bytes(engine)
    derived = [hmac.digest(raw, name, "sha256") for name in (b"cordee ballot tag", b"cordee ballot seal")]
    close(world, decision)
    assert [file.name for file in forensics.folder(engine).iterdir()] == ["CACHEDIR.TAG"]
    needles = [shape for value in (raw, *derived) for shape in forensics.shapes(value)]
    assert forensics.where(engine, needles, began) == []
    assert forensics.where(engine, [min(receipts.values()).encode()], began) != []  # what is published is found


def test_nothing_sealed_is_left(world: World):
    secret(world)
    with world.make_session() as session:
        left = [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (SealedBallot, BallotBox)]
        assert left == [0, 0]
        assert session.scalars(sa.select(Decision.former_key)).all() == [None]


def test_a_ballot_names_nobody_and_has_no_time(world: World):
    secret(world)
    with world.make_session() as session:
        rows = session.execute(sa.select(Ballot.person_id, Ballot.structure_id, Ballot.reason)).all()
    assert set(rows) == {(None, None, "")}
    assert not [c.name for c in Ballot.__table__.columns if c.type.python_type is datetime or c.autoincrement is True]


def test_tags_are_no_longer_those_of_the_key(world: World, engine: sa.Engine):
    """Who had kept the key still finds nobody: tags were drawn anew, and the old rows are sealed."""
    decision, _receipts = opened(world)
    with world.make_session() as session:
        before = {tag for row in session.execute(sa.select(SealedBallot.voice_tag, SealedBallot.by_tag)) for tag in row}
    close(world, decision)
    with world.make_session() as session:
        after = [tag for row in session.execute(sa.select(Ballot.voice_tag, Ballot.by_tag)) for tag in row]
    assert len(set(after)) == 2 * len(SAID)
    assert not before & set(after)


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


def test_the_order_of_writing_is_that_of_receipts(world: World, engine: sa.Engine):
    """Nor does the engine's own memory of who wrote what, and when: one transaction wrote them all, at their place by a
    value that was drawn. SQLite has no row number there, and keeps rows by tags, drawn too."""
    secret(world)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            rows = connection.exec_driver_sql("SELECT receipt, xmin::text FROM ballot ORDER BY ctid").all()
            assert len({row.xmin for row in rows}) == 1
            assert [row.receipt for row in rows] == sorted(row.receipt for row in rows)
            came = connection.exec_driver_sql("SELECT xmin::text FROM roll_entry WHERE answered").scalars().all()
            assert len(set(came)) == 1
        else:
            for table in ("ballot", "sealed_ballot"):
                made = connection.exec_driver_sql(f"SELECT sql FROM sqlite_master WHERE name = '{table}'").scalar()
                assert "WITHOUT ROWID" in made


def test_whoever_answered_first_is_anywhere_in_the_list(world: World):
    """Twelve answer one after the other: where their lines stand at the end follows neither that order nor its
    reverse."""
    decision, receipts = opened(world, ("for",) * 12)
    close(world, decision)
    with world.make_session() as session:
        order = session.scalars(sa.select(Ballot.receipt)).all()
    places = [sorted(receipts.values()).index(code) for code in receipts.values()]
    assert sorted(order) == sorted(receipts.values())
    assert places not in ([*range(12)], [*reversed(range(12))])  # one in 239 500 800 by chance


def test_two_who_said_the_same_cannot_be_told_apart(world: World):
    """The same people, another answer each: what is left of each person is the same."""
    def traces(said) -> list[tuple]:
        decision = secret(world, said)
        with world.make_session() as session:
            return sorted(session.execute(sa.select(RollEntry.voice, RollEntry.answered).where(
                RollEntry.decision_id == decision)).all())

    assert traces(SAID) == traces(tuple(reversed(SAID)))


@pytest.mark.parametrize("method", ["majority", "majority_judgment", "approval", "schulze"])
def test_a_voter_finds_their_line_and_anybody_counts_again(world: World, tmp_path: Path, method: str):
    choice = {"majority": "for", "approval": ["o1"], "schulze": [["o2"], ["o1"]],
              "majority_judgment": {"o1": 4, "o2": 1, "o3": 6}}[method]
    members = people(world, 7)
    decision = open_question(world, method, ballots="secret")
    receipts = answer(world, decision, dict.fromkeys(members, choice) | {members[0]: "abstain"})
    receipts |= answer(world, decision, {members[1]: "abstain"})
    close(world, decision)
    with world.make_session() as session:
        text = published(session, decision) or ""
    assert [found for found in verify(text) if found.wrong] == []
    file = tmp_path / "decision.json"
    file.write_text(text)
    assert len(set(receipts.values())) == 7
    for code in receipts.values():
        told = subprocess.run([sys.executable, VERIFY, file, "--receipt", code], capture_output=True, text=True,
                              check=False)
        assert (told.returncode, told.stderr) == (0, "")


def test_colleges_keep_theirs(world: World):
    members = people(world, 7)
    for n, who in enumerate(members[:5]):
        world.structure(f"Association {n}", who)
    decision = open_question(world, electorate="representatives", ballots="secret")
    answer(world, decision, dict.fromkeys(members[:5], "for"))
    close(world, decision)
    with world.make_session() as session:
        assert set(session.execute(sa.select(Ballot.college, Ballot.structure_id))) == {("associations", None)}


def test_two_workers_keep_one_box(world: World, engine: sa.Engine):
    """Another process has an engine of its own, and the same folder; either may count."""
    options = {"module": engine.dialect.dbapi} if engine.dialect.name == "sqlite" else {}
    other = sa.create_engine(engine.url, execution_options=dict(engine.get_execution_options()), **options)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(other)
    makers = (world.make_session, sessionmaker(other, expire_on_commit=False))
    members = people(world, 8)
    decision = open_question(world, ballots="secret")
    for n, who in enumerate((*members, *members)):
        ballots.answer(makers[n % 2 ^ (n > 7)], world.now, who, decision, "for" if n > 7 else "against")
    world.later(days=9)
    assert decisions.close_if_due(makers[1], world.now, None, decision)
    other.dispose()
    with world.make_session() as session:
        assert session.get_one(Decision, decision).result["evidence"]["for"] == 8


def test_no_code_reads_or_writes_the_former_column_of_keys():
    root = Path(house.__file__).parent
    found = [file for file in root.rglob("*.py") if file.relative_to(root).parts[0] != "migrations"
             and re.search(r"former_key|ballot_key\b", file.read_text())]
    assert [file.relative_to(root).as_posix() for file in sorted(found)] == ["decisions/models.py", "journal/models.py"]
