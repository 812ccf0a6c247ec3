"""The migrated database is the one of the models, on both engines, and cannot be rewritten where it must not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from app.models.base import Base
from app.models.journal import APPEND_ONLY
from app.operations import ballots, decisions
from app.queries.dialect import UnsafeDatabase, check_sqlite
from app.rules.kinds import Role
from tests.build import World


def _ours(thing, name, kind, reflected, other):
    """Neither the full-text shadows, nor indexes on expressions, which SQLite's reflection cannot read."""
    if kind == "index":
        there = thing if isinstance(thing, sa.Index) else other
        return all(isinstance(e, sa.Column) for e in getattr(there, "expressions", ()))
    return not (kind == "table" and name.startswith(("search_fts", "alembic_version")))


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_are_the_models(engine: sa.Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours, "compare_type": True})
        found = compare_metadata(context, Base.metadata)
    assert [change for change in found if change[0] != "remove_index"] == []


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


def test_append_only(engine: sa.Engine, world: World):
    """Every such table, in one world: making it costs more than asking."""
    _lived_in(world)
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
