"""Where a database stands: the number it bears, the one this version needs, and what differs from the models."""

import functools
from dataclasses import dataclass, field

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from app.core.schema import of_models, read
from app.core.schema.things import Difference, differences, harmful, named


@functools.cache
def _scripts(directory: str) -> ScriptDirectory:
    return ScriptDirectory(directory)


@functools.cache
def head(directory: str) -> str | None:
    """What the code needs; read once, for it changes with the code alone."""
    return _scripts(directory).get_current_head()


def known(directory: str, number: str) -> bool:
    try:
        return _scripts(directory).get_revision(number) is not None
    except CommandError:
        return False


def number_of(connection: sa.Connection) -> str | None:
    """None where no migration ever ran."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


@dataclass(frozen=True, slots=True)
class State:
    number: str | None
    needed: str | None
    newer: bool = False  # the number is of no migration here
    differs: list[Difference] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return self.number == self.needed and not self.differs

    @property
    def sentence(self) -> str:
        """What is wrong and what to type; empty where all is well."""
        if self.well:
            return ""
        if self.newer:
            return (f"the database bears number {self.number}, of a newer version than this one ({self.needed}): "
                    "install that version again, or restore the copy made before its upgrade")
        if self.number is None:
            return "the database has no tables of this version yet: type `flask db upgrade`"
        if self.number != self.needed:
            return f"the database is at {self.number} and this version needs {self.needed}: type `flask db upgrade`"
        return (f"the database is not the one of this version ({named(self.differs)}): type `flask db upgrade`, which "
                "mends what can be; if it says that it cannot, restore the last backup")


def state(connection: sa.Connection, directory: str) -> State:
    """A few milliseconds once the models have been read; a second the first time."""
    number, needed = number_of(connection), head(directory)
    if number != needed:
        return State(number, needed, newer=number is not None and not known(directory, number))
    return State(number, needed, differs=harmful(differences(read(connection), of_models(connection).schema)))
