"""Where people take part: spaces, their places and themes, and who has which role there."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import DraftState, Role, SpaceKind
from app.core.models import Base, pk, ref, sort_key


class Place(Base):
    """A commune (or its like elsewhere); the centre in millionths of a degree, so that no float is kept."""

    __tablename__ = "place"
    __table_args__ = (sa.UniqueConstraint("code"),)

    id: Mapped[pk]
    code: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(120))
    name_key: Mapped[str] = mapped_column(sort_key(120), index=True)
    population: Mapped[int]
    group_code: Mapped[str] = mapped_column(sa.String(16), default="")
    group_name: Mapped[str] = mapped_column(sa.String(160), default="")
    latitude: Mapped[int | None]
    longitude: Mapped[int | None]
    retired_at: Mapped[datetime | None]


class Space(Base):
    __tablename__ = "space"
    __table_args__ = (
        sa.UniqueConstraint("slug"),
        sa.CheckConstraint("kind <> 'territory' OR length(code) >= 2", name="a_territory_has_a_code"),
        sa.CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="closes_after_it_opens"),
        sa.CheckConstraint("kind = 'territory' OR closes_at IS NOT NULL", name="a_call_has_an_end"),
    )

    id: Mapped[pk]
    slug: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[SpaceKind]
    code: Mapped[str] = mapped_column(sa.String(3), default="")
    name: Mapped[dict[str, Any]]
    about: Mapped[dict[str, Any]]
    timezone: Mapped[str] = mapped_column(sa.String(60))
    theme_needed: Mapped[bool] = mapped_column(default=True)
    charter_id: Mapped[int | None] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]
    journal_seq: Mapped[int] = mapped_column(default=0)
    journal_head: Mapped[str] = mapped_column(sa.String(64), default="")


class Theme(Base):
    __tablename__ = "theme"
    __table_args__ = (sa.UniqueConstraint("slug"),)

    id: Mapped[pk]
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[dict[str, Any]]
    about: Mapped[dict[str, Any]]


class Membership(Base):
    """A role held in a space, from a moment to another; the past is kept."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index("uq_membership_held", "space_id", "person_id", "role", unique=True,
                 sqlite_where=sa.text("revoked_at IS NULL"), postgresql_where=sa.text("revoked_at IS NULL")),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    person_id: Mapped[int] = ref("person.id", index=True)
    role: Mapped[Role]
    granted_by: Mapped[int | None] = ref("person.id")
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RoleInvitation(Base):
    """A role that waits for whoever proves to read the mail of an address. Gone once taken, cancelled, or over."""

    __tablename__ = "role_invitation"
    __table_args__ = (sa.UniqueConstraint("email_key", "role"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    email_key: Mapped[str] = mapped_column(sa.String(limits.EMAIL))
    role: Mapped[Role]
    invited_by: Mapped[int] = ref("person.id", index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Tally(Base):
    """Totals that pages show, moved in the same transaction as what they count: never `count(*)` on a page."""

    __tablename__ = "tally"

    space_id: Mapped[int] = ref("space.id", primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    n: Mapped[int] = mapped_column(default=0)


class ReferenceCount(Base):
    """The last number given to what is published under a code, of one kind, in one year: numbers are never reused."""

    __tablename__ = "reference_count"

    code: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    letter: Mapped[str] = mapped_column(sa.String(1), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


# Charters as they were put in force: the text, its digest, and the decision that adopted it.

class Charter(Base):
    """Append-only: a charter in force is never edited, a new version replaces it."""

    __tablename__ = "charter"
    __table_args__ = (sa.UniqueConstraint("space_id", "version"),)

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    version: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON))
    adopted_by: Mapped[int | None] = ref("person.id")
    adopted_at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"))


class CharterDraft(Base):
    """A text the committee is working on. Once proposed it waits for its decision; adopted or not."""

    __tablename__ = "charter_draft"

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    base_id: Mapped[int] = ref("charter.id")
    text: Mapped[str] = mapped_column(sa.Text)
    number: Mapped[int] = mapped_column(default=1)
    state: Mapped[DraftState] = mapped_column(default=DraftState.WRITING)
    created_by: Mapped[int] = ref("person.id")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
