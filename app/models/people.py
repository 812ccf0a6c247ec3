"""People, their codes and sessions, and what they typed before signing in."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, pk, ref
from app.rules import limits
from app.rules.kinds import NameChoice, PersonState


class Person(Base):
    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("email_key"),
        sa.UniqueConstraint("uid"),
        sa.CheckConstraint(
            "state <> 'erased' OR (email IS NULL AND email_key IS NULL AND first_name = '' AND last_name = ''"
            " AND pseudonym = '' AND password_hash IS NULL)", name="erased_is_empty"),
        sa.CheckConstraint("(state = 'erased') = (erased_at IS NOT NULL)", name="erased_at_when_erased"),
    )

    id: Mapped[pk]
    uid: Mapped[str] = mapped_column(sa.String(32))
    email: Mapped[str | None] = mapped_column(sa.String(limits.EMAIL))
    email_key: Mapped[str | None] = mapped_column(sa.String(limits.EMAIL))
    first_name: Mapped[str] = mapped_column(sa.String(limits.NAME), default="")
    last_name: Mapped[str] = mapped_column(sa.String(limits.NAME), default="")
    pseudonym: Mapped[str] = mapped_column(sa.String(limits.NAME), default="")
    name_choice: Mapped[NameChoice] = mapped_column(default=NameChoice.FIRST_INITIAL)
    display_name: Mapped[str] = mapped_column(sa.String(2 * limits.NAME + 1), default="")
    locale: Mapped[str | None] = mapped_column(sa.String(8))
    place_id: Mapped[int | None] = ref("place.id")
    about: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    state: Mapped[PersonState] = mapped_column(default=PersonState.ACTIVE)
    created_at: Mapped[datetime]
    last_seen_on: Mapped[date | None]
    erased_at: Mapped[datetime | None]


class LoginCode(Base):
    """A six-digit code sent by mail, or (`link`) the end of an address that opens a session: kept as a digest, few
    tries, single use. `asker` is the browser that asked for the code, the only one that may try it; null for a link and
    for a code printed at a terminal."""

    __tablename__ = "login_code"

    id: Mapped[pk]
    email_key: Mapped[str] = mapped_column(sa.String(limits.EMAIL), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    link: Mapped[bool] = mapped_column(default=False)
    used_at: Mapped[datetime | None]
    asker: Mapped[str | None] = mapped_column(sa.String(64))


class KnownBrowser(Base):
    """A browser where somebody signed in before (OWASP, « Device cookies »): what strangers do at the door of an
    address does not stand in its way. The digest is of its cookie and of the mailbox: rows of one browser are not
    tied."""

    __tablename__ = "known_browser"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    id: Mapped[pk]
    person_id: Mapped[int] = ref("person.id", index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInCount(Base):
    """How often something was asked for at the door, by the keyed digest of what and whose; over at `ends_at`."""

    __tablename__ = "sign_in_count"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    n: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class LoginSession(Base):
    """One signed-in browser: listed to its person, revocable, known by the digest of its token only."""

    __tablename__ = "login_session"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    id: Mapped[pk]
    person_id: Mapped[int] = ref("person.id", index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    label: Mapped[str] = mapped_column(sa.String(80), default="")
    browser: Mapped[str | None] = mapped_column(sa.String(64))  # the digest of the known browser that it is in
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    strong_at: Mapped[datetime | None]  # when a second factor was last shown in it
    challenge: Mapped[str | None] = mapped_column(sa.Text)  # of WebAuthn: drawn here, answered once
    challenge_at: Mapped[datetime | None]


class HeldForm(Base):
    """What somebody typed before signing in, or when the session was lost; offered back afterwards."""

    __tablename__ = "held_form"
    __table_args__ = (sa.UniqueConstraint("digest"),)

    id: Mapped[pk]
    digest: Mapped[str] = mapped_column(sa.String(64))
    path: Mapped[str] = mapped_column(sa.String(400))
    fields: Mapped[Any] = mapped_column(Json)  # [[name, [value, …]], …]: a JSON object would lose the form's order
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
