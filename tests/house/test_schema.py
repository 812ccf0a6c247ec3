"""The migrated database is the one of the models, on both engines, and cannot be rewritten where it must not."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from app.models.base import Base
from app.models.journal import APPEND_ONLY
from app.queries.dialect import UnsafeDatabase, check_sqlite
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


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_append_only(engine: sa.Engine, world: World, table: str):
    idea = world.ready_idea(world.person("Alice"))
    world.group_project(world.person("Bob"))
    assert idea
    for statement in (f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_unsafe_sqlite_is_refused(version):
    with pytest.raises(UnsafeDatabase, match="pysqlite3"):
        check_sqlite(version)


def test_a_support_is_unique(engine: sa.Engine):
    key = sa.inspect(engine).get_pk_constraint("support")["constrained_columns"]
    assert sorted(key) == ["person_id", "proposal_id"]
