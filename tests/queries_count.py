"""How many statements a block of code sends: pages must send as many for ten thousand rows as for ten."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

SILENT = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """The list fills while the block runs; what opens and closes a transaction is not counted."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(SILENT):
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
