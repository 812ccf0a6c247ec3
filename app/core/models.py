"""The parent of every table, and the column types they share."""

import enum
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC in Python, whatever the database keeps."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(sa.types.TypeDecorator[Decimal]):
    """A decimal kept as its digits: SQLite has no exact number of its own, and a measure must come back as typed."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


class Json(sa.types.TypeDecorator[Any]):
    """JSON whose keys come back in one order, whichever database kept them: PostgreSQL's jsonb puts short keys first,
    SQLite keeps them as they were written. Who needs another order (the charter's) says so; nobody relies on this."""

    impl = sa.JSON
    cache_ok = True
    should_evaluate_none = True  # as sa.JSON: None in a mandatory column is the JSON null

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(JSONB() if dialect.name == "postgresql" else sa.JSON())

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self.impl_instance.coerce_compared_value(op, value)  # so that `data["key"].as_integer()` is asked

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return ordered(value)


def ordered(value: Any) -> Any:
    """Keys by their signs, at every depth."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    return [ordered(one) for one in value] if isinstance(value, list) else value


def sort_key(length: int) -> sa.types.TypeEngine[str]:
    """A text that is folded already and sorts by its signs, on any PostgreSQL as on SQLite: not by the collation that
    the database was created with."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
pk = Annotated[int, mapped_column(BigId, primary_key=True)]


class Base(DeclarativeBase):
    """The map sits on the registry: Flask-SQLAlchemy copies this class under `db.Model`, and SQLAlchemy refuses a
    copy that carries both a registry and a map."""

    registry = sa.orm.registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UTCDateTime,
            date: sa.Date,
            Decimal: ExactDecimal,
            dict[str, Any]: Json,
            list[Any]: Json,
            enum.Enum: sa.Enum(
                enum.Enum, native_enum=False, create_constraint=True, length=32,
                values_callable=lambda kind: [member.value for member in kind],
            ),
        },
    )


def ref(target: str, *, index: bool = False, primary_key: bool = False, nullable: bool | None = None) -> Any:
    """A foreign key column. Never ON DELETE CASCADE: a batch migration would follow it and empty the children."""
    given: dict[str, Any] = {} if nullable is None else {"nullable": nullable}
    key = sa.ForeignKey(target, ondelete="RESTRICT")
    return mapped_column(BigId, key, index=index, primary_key=primary_key, **given)


# Forms that were accepted, so that one sent twice is written once.

class ActKey(Base):
    """One act that was written, in its own transaction. Nobody is named: whose key it is goes into the digest, and the
    key itself is in their browser only."""

    __tablename__ = "act_key"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    id: Mapped[pk]
    digest: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str] = mapped_column(sa.String(400), default="")
