"""An older site brought to the tables that its number stands for.

Until version 0.2.0 the first migration made the models of its day, so that sites of different days bear 0001 with
different tables. What is really there is read, compared, and made the same: tables, columns, constraints, indexes,
triggers, functions and full text, with every row kept. It is done within the upgrade's own transaction and read again
at the end: where it cannot be done, one sentence says why and nothing has changed.

A site whose number is right but which lost something since (a trigger, an index) is mended in the same way.
"""

import logging
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.core.database import is_full, is_transient
from app.core.schema import Wanted, read
from app.core.schema.things import Difference, Schema, differences, harmful, named
from app.migrations import repair_postgresql, repair_sqlite

LOG = logging.getLogger("cordee.migrations")
WAY_OUT = "Nothing was changed: keep running the version that made this database, and report this line."
# What rows that are older than a column hold there: what the version that brought it would have given them.
FILLS = {
    ("decision", "easy_summary"): "''", ("decision", "easy_html"): "''", ("login_code", "link"): "false",
    ("revision", "said"): "'{}'", ("revision", "minor"): "false",  # nothing was said of a change, none was minor
    ("proposal", "compared"): "0", ("proposal", "meaning_since"): "1",  # looked at again; every support still holds
    ("attachment", "state"): "'visible'", ("comment", "marks"): "0", ("draft", "notices"): "0",
}
_ROOMY = {"varchar": "text", "character varying": "text", "bigint": "integer", "smallint": "integer"}


class Unrepairable(RuntimeError):
    """One sentence, with the way out; the transaction is rolled back by whoever began it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The database cannot be brought to this version: {why}. {WAY_OUT}")


def _family(definition: str) -> str:
    """A longer text is a text still; a text that becomes a number is a question for somebody."""
    kind = definition.removesuffix(" not null").split("(")[0].strip()
    return _ROOMY.get(kind, kind)


def _unknown(found: Iterable[Difference]) -> list[Difference]:
    """What we never made holds somebody's data or rules; what changed its nature needs somebody's eye."""
    return [d for d in found
            if (d.wanted is None and d.thing.kind in ("column", "trigger", "index", "exclusion"))
            or (d.wanted and d.real and d.thing.kind == "column" and _family(d.wanted) != _family(d.real))]


def _unfilled(connection: sa.Connection, real: Schema, wanted: Schema) -> list[str]:
    """Columns that are missing, that must be filled, and nobody knows what with."""
    missing = (thing for thing in wanted if thing.kind == "column" and thing not in real
               and (thing.table, thing.name) not in FILLS and "not null" in wanted[thing])
    return [str(thing) for thing in missing if any(there.table == thing.table for there in real)
            and connection.exec_driver_sql(f'SELECT 1 FROM "{thing.table}" LIMIT 1').first()]  # noqa: S608


def repair(connection: sa.Connection, wanted: Wanted) -> list[str]:
    """What was mended, in words; nothing where nothing differed."""
    real = read(connection)
    found = harmful(differences(real, wanted.schema))
    if not found:
        return []
    if unknown := _unknown(found):
        raise Unrepairable(f"it holds something that this version did not make ({named(unknown)})")
    if unfilled := _unfilled(connection, real, wanted.schema):
        raise Unrepairable(f"nothing says what to fill in ({', '.join(unfilled)})")
    mend = repair_sqlite.mend if connection.dialect.name == "sqlite" else repair_postgresql.mend
    try:
        mend(connection, real, wanted, found, FILLS)
    except DBAPIError as fault:
        if is_transient(fault) or is_full(fault):
            raise
        raise Unrepairable(f"its rows do not fit ({named(found)}: {str(fault.orig).splitlines()[0]})") from fault
    if left := harmful(differences(read(connection), wanted.schema)):
        raise Unrepairable(f"it still differs ({named(left)})")
    for difference in found:
        LOG.info("mended: %s", difference)
    return [str(difference) for difference in found]
