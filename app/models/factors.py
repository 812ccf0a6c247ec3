"""Second factors: an application that makes codes (TOTP), one-use codes on paper, keys of a device (passkeys)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, pk, ref
from app.rules import limits


class TotpFactor(Base):
    """The shared secret of RFC 6238, sealed under a key that is a file of the instance. `last_step`: the time step of
    the last code that was accepted, so that each is accepted once (§5.2). Worth nothing until it is confirmed."""

    __tablename__ = "totp_factor"
    __table_args__ = (sa.UniqueConstraint("person_id"),)

    id: Mapped[pk]
    person_id: Mapped[int] = ref("person.id")
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None]


class OneUseCode(Base):
    """`recovery`: the way back, ten at a time, `sheet` 0. `sheet`: the numbered codes of a printed sheet; a sheet is in
    force once one of its codes was used, and the older one is deleted then."""

    __tablename__ = "one_use_code"
    __table_args__ = (
        sa.UniqueConstraint("digest"),
        sa.UniqueConstraint("person_id", "kind", "sheet", "position"),
        sa.CheckConstraint("kind IN ('recovery', 'sheet')", name="kind"),
    )

    id: Mapped[pk]
    person_id: Mapped[int] = ref("person.id")
    kind: Mapped[str] = mapped_column(sa.String(16))
    sheet: Mapped[int]
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A WebAuthn credential: what the browser or the key says of itself, and its public key. No secret is kept."""

    __tablename__ = "passkey"
    __table_args__ = (sa.UniqueConstraint("credential_id"),)

    id: Mapped[pk]
    person_id: Mapped[int] = ref("person.id", index=True)
    credential_id: Mapped[str] = mapped_column(sa.Text)  # base64url, at most 1 023 bytes (WebAuthn level 3, §4)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    transports: Mapped[list[Any]] = mapped_column(Json)
    name: Mapped[str] = mapped_column(sa.String(limits.NAME), default="")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
