"""The append-only journal of each space, chained; and the outbox written with it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.kinds import Subject, Visibility
from app.core.models import Base, pk, ref


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


APPEND_ONLY = ("event", "passage", "gate_answer", "charter", "decision_file", "decision_note", "signing_key",
               "signed_head")
KEPT = ("question", "easy_summary", "rule", "options", "version", "closes_at", "closed_at", "state", "roll",
        "roll_digest", "outcome", "file_digest", "ballot_key")  # once closed; `result` is in the published file
_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_SQLITE_DECISION = """
CREATE TRIGGER decision_closed_{verb} BEFORE {verb} ON decision WHEN OLD.closed_at IS NOT NULL{changed}
BEGIN SELECT RAISE(ABORT, 'a closed decision does not change'); END
"""
_SQLITE_BALLOT = """
CREATE TRIGGER ballot_closed_{verb} BEFORE {verb} ON ballot
WHEN (SELECT closed_at FROM decision WHERE id = {row}.decision_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the ballots of a closed decision do not change'); END
"""
_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_PG = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION append_only()
"""
_PG_DECISION = """
CREATE OR REPLACE FUNCTION closed_decision() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_TABLE_NAME = 'decision' THEN RAISE EXCEPTION 'a closed decision does not change'; END IF;
  IF (SELECT closed_at FROM decision WHERE id = coalesce(NEW.decision_id, OLD.decision_id)) IS NOT NULL THEN
    RAISE EXCEPTION 'the ballots of a closed decision do not change'; END IF;
  RETURN coalesce(NEW, OLD);
END $$
"""
_PG_GUARDS = (
    "CREATE TRIGGER decision_closed_delete BEFORE DELETE ON decision FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) "
    "EXECUTE FUNCTION closed_decision()",
    "CREATE TRIGGER decision_closed_update BEFORE UPDATE ON decision FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL AND "
    f"({' OR '.join(f'OLD.{name}::text IS DISTINCT FROM NEW.{name}::text' for name in KEPT)})) "
    "EXECUTE FUNCTION closed_decision()",
    "CREATE TRIGGER ballot_closed BEFORE INSERT OR UPDATE OR DELETE ON ballot FOR EACH ROW "
    "EXECUTE FUNCTION closed_decision()",
)


def guards(dialect: str) -> list[str]:
    """The statements that make tables append-only, and closed decisions final; a batch migration loses triggers, so it
    must run them again."""
    if dialect == "sqlite":
        return [_SQLITE.format(table=t, verb=v) for t in APPEND_ONLY for v in ("UPDATE", "DELETE")] + _sqlite_closed()
    return [_PG_FUNCTION, *(_PG.format(table=t) for t in APPEND_ONLY), _PG_DECISION, *_PG_GUARDS]


def _sqlite_closed() -> list[str]:
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
    rows = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
    return [_SQLITE_DECISION.format(verb="DELETE", changed=""),
            _SQLITE_DECISION.format(verb="UPDATE", changed=f" AND ({changed})"),
            *(_SQLITE_BALLOT.format(verb=verb, row=row) for verb, row in rows.items())]


@sa.event.listens_for(Base.metadata, "after_create")
def _guard(target: Any, connection: sa.Connection, **given: Any) -> None:
    for statement in guards(connection.dialect.name):
        connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name != "sqlite" else statement)


# The journal anchored outside: its heads signed at regular moments, the public keys, and who gets them by mail.

class SigningKey(Base):
    """The public half of each key, Ed25519 (RFC 8032); the private one is a file of the instance, never a row. A new
    key is endorsed by the one before it, where that one was still there. `public` and `endorsement` are base64."""

    __tablename__ = "signing_key"
    __table_args__ = (
        sa.UniqueConstraint("fingerprint"),
        sa.CheckConstraint("why IN ('first', 'renewed', 'lost', 'restored')", name="why"),
        sa.CheckConstraint("(why = 'renewed') = (length(endorsement) > 0)", name="endorsed_when_renewed"),
        sa.CheckConstraint("(why = 'first') = (previous_id IS NULL)", name="the_first_follows_none"),
    )

    id: Mapped[pk]
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    public: Mapped[str] = mapped_column(sa.String(44))
    since: Mapped[datetime]
    why: Mapped[str] = mapped_column(sa.String(16))
    previous_id: Mapped[int | None] = ref("signing_key.id")
    endorsement: Mapped[str] = mapped_column(sa.String(88), default="")


class SignedHead(Base):
    """What the journal of a space came to at a moment. Append-only, and never the only copy: people keep them."""

    __tablename__ = "signed_head"
    __table_args__ = (sa.UniqueConstraint("space_id", "seq", "key_id"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    key_id: Mapped[int] = ref("signing_key.id", index=True)
    signature: Mapped[str] = mapped_column(sa.String(88))


class HeadSubscription(Base):
    """Somebody who asked for the signed heads by mail, once a week. `sent_id`: the last of them that was sent."""

    __tablename__ = "head_subscription"

    person_id: Mapped[int] = ref("person.id", primary_key=True)
    since: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_id: Mapped[int] = mapped_column(sa.BigInteger, default=0)
