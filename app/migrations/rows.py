"""No migration loses a row without saying so."""

import sqlalchemy as sa

OWN = ("search_fts", "alembic_version")  # kept by the search and by the migrations themselves
MOVED = {"ballot": "sealed_ballot"}  # tables whose rows a migration moves to another one: 0006, those of open votes


def counts(connection: sa.Connection) -> dict[str, int]:
    names = [n for n in sa.inspect(connection).get_table_names() if not n.startswith(OWN)]
    return {n: connection.exec_driver_sql(f'SELECT count(*) FROM "{n}"').scalar_one() for n in names}  # noqa: S608


def lost(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Tables that have fewer rows than before, with both figures. A table that is gone was dropped on purpose."""
    moved = {n: max(0, after.get(to, 0) - before.get(to, 0)) for n, to in MOVED.items()}
    return {n: (k, after[n]) for n, k in before.items() if n in after and after[n] + moved.get(n, 0) < k}
