"""Is the real database the one of the models? Tables, columns, constraints, indexes, triggers, functions, full text.

Both sides are read from a database of the same kind: the real one, and one made a moment from the models (in memory for
SQLite, temporary for PostgreSQL). Nothing is guessed about how a database writes a definition back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.models import Base
from app.core.schema import postgresql, sqlite
from app.core.schema.things import Difference, Schema, Thing, differences, harmful, named

__all__ = ["Difference", "Schema", "Thing", "Wanted", "differences", "harmful", "made_by", "named", "of_models", "read"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`recipes` make each of the things again (the catalogue of PostgreSQL writes definitions that are recipes)."""

    schema: Schema
    recipes: Schema


_MODELS: dict[str, Wanted] = {}  # once in the life of the process: they change with the code alone


def read(connection: sa.Connection) -> Schema:
    return sqlite.read(connection) if connection.dialect.name == "sqlite" else postgresql.read(connection)


def of_models(connection: sa.Connection) -> Wanted:
    """What today's models make in such a database. Nothing stays of the making."""
    name = connection.dialect.name
    if name not in _MODELS:
        _MODELS[name] = _made(connection, lambda there: Base.metadata.create_all(there, checkfirst=False))
    return _MODELS[name]


def made_by(connection: sa.Connection, statements: Iterable[str]) -> Wanted:
    """What these make in such a database, empty before and gone after."""
    def run(there: sa.Connection) -> None:
        for statement in statements:
            there.exec_driver_sql(statement if there.dialect.name == "sqlite" else statement.replace("%", "%%"))

    return _made(connection, run)


def _made(connection: sa.Connection, make: Callable[[sa.Connection], None]) -> Wanted:
    if connection.dialect.name == "sqlite":
        engine = sqlite.scratch()
        with engine.connect() as memory:
            make(memory)
            made = Wanted(sqlite.read(memory), sqlite.recipes(memory))
        engine.dispose()
        return made
    with postgresql.scratch(connection) as made_there:
        make(connection)
        schema = made_there()
    return Wanted(schema, schema)
