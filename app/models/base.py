"""The parent of every table, and the column types they share."""

import enum
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
import sqlalchemy.orm
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

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


Json = sa.JSON().with_variant(JSONB(), "postgresql")
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
