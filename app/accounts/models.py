"""People, their codes and sessions, and what they typed before signing in."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import NameChoice, PersonState
from app.core.models import Base, Json, pk, ref


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


# Second factors: an application that makes codes (TOTP), one-use codes on paper, keys of a device (passkeys).

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


# Acts of a body that one of its members typed: what waits for a second, what may still be taken back, and answers of
# a meeting that those who were there may contest.

class StaffAct(Base):
    """`needed`: how many others must agree; none where it was done by one alone."""

    __tablename__ = "staff_act"
    __table_args__ = (
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled_once"),
        sa.Index("ix_staff_act_open", "state", "until"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    kind: Mapped[str] = mapped_column(sa.String(24))
    person_id: Mapped[int | None] = ref("person.id")
    role: Mapped[str] = mapped_column(sa.String(32), default="")
    draft_id: Mapped[int | None] = ref("charter_draft.id")
    decision_id: Mapped[int | None] = ref("decision.id")
    lang: Mapped[str] = mapped_column(sa.String(8), default="fr")
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")
    asked_by: Mapped[int] = ref("person.id")
    asked_at: Mapped[datetime]
    needed: Mapped[int]
    until: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(16))
    settled_by: Mapped[int | None] = ref("person.id")
    settled_at: Mapped[datetime | None]
    why_not: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")


class StaffActHolder(Base):
    """Who could do it when it was asked, who asked among them. A colleague whose role was withdrawn is one of them, and
    may take that back."""

    __tablename__ = "staff_act_holder"

    act_id: Mapped[int] = ref("staff_act.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    agreed_at: Mapped[datetime | None]


class MeetingAnswer(Base):
    """What one member typed of a committee's meeting. It becomes the answer of the gate once those said to have been
    there agreed, or had three days to say no."""

    __tablename__ = "meeting_answer"
    __table_args__ = (
        sa.CheckConstraint("(state = 'contested') = (contested_by IS NOT NULL)", name="contested_by_somebody"),
        sa.Index("uq_meeting_answer_waiting", "proposal_id", unique=True, sqlite_where=sa.text("state = 'waiting'"),
                 postgresql_where=sa.text("state = 'waiting'")),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    proposal_id: Mapped[int] = ref("proposal.id", index=True)
    gate: Mapped[str] = mapped_column(sa.String(80))
    answer: Mapped[str] = mapped_column(sa.String(32))
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON))
    votes: Mapped[dict[str, Any]]
    recorded_by: Mapped[int] = ref("person.id")
    recorded_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(16))
    settled_at: Mapped[datetime | None]
    contested_by: Mapped[int | None] = ref("person.id")
    why_not: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")


class MeetingAnswerPerson(Base):
    """Somebody said to have been there. `agreed_at`: they said so themselves."""

    __tablename__ = "meeting_answer_person"

    meeting_answer_id: Mapped[int] = ref("meeting_answer.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    agreed_at: Mapped[datetime | None]


# What was taken away for good, by number and moment: the list that a restored copy must follow again.

class Erasure(Base):
    """Written in the transaction that takes away. It names nobody. `target` is what cannot be taken for another after
    a restore gave the same number again: a person's `uid`, or a number with the moment it was made. `noted_at`: when
    the line was copied to the file outside the database (site/erasure_list.py)."""

    __tablename__ = "erasure"
    __table_args__ = (
        sa.Index("ix_erasure_to_note", "id", sqlite_where=sa.text("noted_at IS NULL"),
                 postgresql_where=sa.text("noted_at IS NULL")),
    )

    id: Mapped[pk]
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(sa.String(20))
    target: Mapped[str] = mapped_column(sa.String(120))
    noted_at: Mapped[datetime | None]
