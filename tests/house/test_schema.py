"""The migrated database is the one of the models, on both engines, and cannot be rewritten where it must not."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError

from app.core.database import UnsafeDatabase, check_sqlite
from app.core.kinds import Role
from app.core.models import Base
from app.core.schema import of_models, read
from app.core.schema.sqlite import one_way, recipes
from app.core.schema.things import Thing, differences, harmful
from app.decisions.service import ballots, decisions
from app.journal import service as anchors
from app.journal.models import APPEND_ONLY
from tests.build import World


def test_migrations_are_the_models(engine: sa.Engine):
    """Read from the database that the migrations made, and from one that the models make: tables, columns, constraints,
    indexes (of expressions too), triggers, functions, full text. Only a default may be in one alone: SQLite wants one
    to add a column that may not be empty."""
    with engine.connect() as connection:
        found = differences(read(connection), of_models(connection).schema)
    assert [str(one) for one in found if one.harms] == []
    assert {one.thing.kind for one in found} <= {"default"}


BOTH = {
    "DROP TABLE search_pair": "table search_pair is missing",
    "ALTER TABLE comment DROP COLUMN html": "column comment.html is missing",
    "ALTER TABLE person ADD COLUMN shoes INTEGER": "column person.shoes is not known",
    "DROP INDEX ix_event_subject": "index event.ix_event_subject is missing",
    "DROP INDEX ix_comment_side": "index comment.ix_comment_side is missing",  # of an expression
    "CREATE UNIQUE INDEX one_name ON person (id, about)": "index person.one_name is not known",
    "CREATE INDEX for_a_report ON person (created_at)": None,
    "CREATE TABLE of_the_operator (id INTEGER)": None,
}
DAMAGE = {
    "sqlite": BOTH | {
        "DROP TRIGGER event_no_UPDATE": "trigger event.event_no_UPDATE is missing",
        "DROP TRIGGER search_ai": "trigger search_doc.search_ai is missing",
        "CREATE TRIGGER extra AFTER INSERT ON theme BEGIN SELECT 1; END": "trigger theme.extra is not known",
        "DROP TABLE search_fts": "table search_fts is missing"},
    "postgresql": BOTH | {
        "DROP TRIGGER event_append_only ON event": "trigger event.event_append_only is missing",
        "ALTER TABLE event DISABLE TRIGGER event_append_only": "trigger event.event_append_only differs",
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$":
            "function append_only differs",
        "ALTER TABLE person ALTER COLUMN about TYPE TEXT": "column person.about differs",
        "ALTER TABLE person ALTER COLUMN about DROP NOT NULL": "column person.about differs",
        "ALTER TABLE theme DROP CONSTRAINT uq_theme_slug": "unique theme.uq_theme_slug is missing",
        "ALTER TABLE support DROP CONSTRAINT pk_support": "primary key support.pk_support is missing",
        "ALTER TABLE comment DROP CONSTRAINT fk_comment_proposal_id_proposal":
            "foreign key comment.fk_comment_proposal_id_proposal is missing",
        "ALTER TABLE comment DROP CONSTRAINT ck_comment_stance": "check comment.ck_comment_stance is missing",
        "ALTER TABLE theme ADD CHECK (id > 0)": "check theme.theme_id_check is not known",
        "CREATE FUNCTION of_the_operator() RETURNS int LANGUAGE sql AS 'SELECT 1'": None},
}


def test_each_kind_of_damage_is_seen(engine: sa.Engine):
    """One after the other, each taken back. Told as a sentence would; nothing where nothing is harmed."""
    with engine.connect() as connection:
        wanted = of_models(connection).schema
        for done, says in DAMAGE[engine.dialect.name].items():
            connection.exec_driver_sql(done)
            told = [str(one) for one in harmful(differences(read(connection), wanted))]
            assert says in told if says else told == [], (done, told)
            connection.rollback()


@pytest.mark.parametrize(("was", "becomes", "says"), [
    ("'neutral'", "'neutral', 'other'", "check comment.ck_comment_stance differs"),
    ("proposal (id) ON DELETE RESTRICT", "proposal (id)", "foreign key comment.proposal_id differs"),
    ("html TEXT NOT NULL", "html TEXT", "column comment.html differs"),
    ("html TEXT NOT NULL", "html VARCHAR(9) NOT NULL", "column comment.html differs"),
    ("PRIMARY KEY AUTOINCREMENT", "PRIMARY KEY", "table comment differs")])
def test_what_only_the_text_of_sqlite_tells(sqlite_file: Path, was: str, becomes: str, says: str):
    engine = sa.create_engine(f"sqlite:///{sqlite_file}", module=dbapi2)
    with engine.connect() as connection:
        wanted = of_models(connection).schema
        made = recipes(connection)[Thing("table", "comment")]
        assert was in made
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DROP TABLE comment")
        connection.exec_driver_sql(made.replace(was, becomes))
        assert says in [str(one) for one in differences(read(connection), wanted)]
    engine.dispose()


def test_a_definition_is_the_same_however_it_is_written():
    assert one_way('CREATE TABLE "Person" (\n  id INTEGER, -- a number\n name VARCHAR(9) DEFAULT \'A b\')') == \
        one_way("create table person(id integer,name varchar ( 9 ) default 'A b')")
    assert one_way("x = 'A'") != one_way("x = 'a'")


def test_a_dump_that_was_restored_is_no_other_schema(postgres_engine: sa.Engine):
    """PostgreSQL writes the casts of a CHECK elsewhere once it has read its own definition back."""
    with postgres_engine.connect() as connection:
        check = read(connection)[Thing("check", "comment", "ck_comment_stance")]
        connection.exec_driver_sql("ALTER TABLE comment DROP CONSTRAINT ck_comment_stance")
        connection.exec_driver_sql(f"ALTER TABLE comment ADD CONSTRAINT ck_comment_stance {check}")
        again = read(connection)
        assert again[Thing("check", "comment", "ck_comment_stance")] != check
        assert differences(again, of_models(connection).schema) == []


def _lived_in(world: World) -> int:
    """A row in each of them: a passage with its answer, a decision that was moved once and counted."""
    world.group_project(world.person("Bob"))
    idea = world.ready_idea(world.person("Alice"))
    chair = world.person("Steering", Role.STEERING)
    decision: int = world.do(decisions.open_gate, chair, idea, world.gate(idea), "Passe-t-elle à l’étape suivante ?")
    until = (world.now + timedelta(days=20)).date()
    world.do(decisions.move_deadline, chair, decision, until, "Une réunion tombe ce jour-là.")
    world.do(ballots.answer, chair, decision, "for")
    world.later(days=21)
    world.do(decisions.close_if_due, None, decision)
    return decision


def test_append_only(engine: sa.Engine, world: World, tmp_path: Path):
    """Every such table, in one world: making it costs more than asking."""
    _lived_in(world)
    signer = anchors.draw(tmp_path)
    world.do(anchors.begin_key, None, signer)
    world.do(anchors.sign, None, world.space_id, signer)
    for table in APPEND_ONLY:
        column = Base.metadata.tables[table].primary_key.columns.keys()[0]
        for statement in (f"UPDATE {table} SET {column} = {column} + 1000", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
                connection.exec_driver_sql(statement)


@pytest.mark.parametrize("statement", [
    "UPDATE decision SET outcome = 'rejected' WHERE id = {0}", "UPDATE decision SET closed_at = NULL WHERE id = {0}",
    "DELETE FROM ballot WHERE decision_id = {0}", "UPDATE ballot SET college = 'x' WHERE decision_id = {0}",
    "UPDATE decision SET question = 'Autre chose ?' WHERE id = {0}"])
def test_a_closed_decision_does_not_change(engine: sa.Engine, world: World, statement: str):
    decision = _lived_in(world)
    with pytest.raises(DBAPIError, match="closed decision"), engine.begin() as connection:
        connection.exec_driver_sql(statement.format(decision))


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_unsafe_sqlite_is_refused(version):
    with pytest.raises(UnsafeDatabase, match="pysqlite3"):
        check_sqlite(version)


def test_a_support_is_unique(engine: sa.Engine):
    key = sa.inspect(engine).get_pk_constraint("support")["constrained_columns"]
    assert sorted(key) == ["person_id", "proposal_id"]
