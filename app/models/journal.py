"""The append-only journal of each space, chained; and the outbox written with it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules.kinds import Subject, Visibility


class Event(Base):
    """`data` holds ids, codes and numbers only: erasing a person never touches the chain."""

    __tablename__ = "event"
    __table_args__ = (
        sa.UniqueConstraint("space_id", "seq"),
        sa.Index("ix_event_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    seq: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(sa.String(64), index=True)
    actor_id: Mapped[int | None] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"))
    subject_kind: Mapped[Subject]
    subject_id: Mapped[int] = mapped_column(sa.BigInteger)
    visibility: Mapped[Visibility]
    data: Mapped[dict[str, Any]]
    previous: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))


class Outbox(Base):
    """Written with the event, deleted when everybody concerned has their notification."""

    __tablename__ = "outbox"

    event_id: Mapped[int] = ref("event.id", primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]


APPEND_ONLY = ("event", "passage", "decision", "charter")
_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_PG = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION append_only()
"""


def guards(dialect: str) -> list[str]:
    """The statements that make tables append-only; a batch migration loses triggers, so it must run them again."""
    if dialect == "sqlite":
        return [_SQLITE.format(table=t, verb=v) for t in APPEND_ONLY for v in ("UPDATE", "DELETE")]
    return [_PG_FUNCTION, *(_PG.format(table=t) for t in APPEND_ONLY)]


@sa.event.listens_for(Base.metadata, "after_create")
def _guard(target: Any, connection: sa.Connection, **given: Any) -> None:
    for statement in guards(connection.dialect.name):
        connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name != "sqlite" else statement)
