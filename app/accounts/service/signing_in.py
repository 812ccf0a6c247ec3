"""Signing in is signing up: an address, a code by mail, and for a first time a name."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.accounts import refusals
from app.accounts.models import HeldForm, KnownBrowser, LoginCode, LoginSession, Person
from app.accounts.queries.accounts import browser_digest, holds_staff_role, is_known_browser
from app.accounts.service.roles import find_waiting
from app.accounts.service.shared import (
    DAY,
    SIGN_IN,
    Profile,
    Sent,
    add_person,
    draw_code,
    draw_link,
    last_moment,
    may_send_code,
    next_link,
    open_session,
    post,
    prove,
    revoke_sessions,
    tell,
    use_code,
    use_link,
)
from app.core import limits, secrets, texts
from app.core.database import existing, existing_value, upsert
from app.core.kinds import PersonState
from app.core.loading import allow, spend
from app.core.permissions import Action
from app.core.refusals import NOT_YOUR_ROLE, Refusal
from app.core.unit_of_work import Refused, Work, operation


@dataclass(frozen=True, slots=True)
class Entered:
    """What a right or wrong code gives: a session's token, a first visit to welcome (and to which address), or the
    reason why not."""

    token: str | None = None
    welcome: int | None = None
    address: str = ""
    refused: Refusal | None = None


@operation
def ask_code(work: Work, email: str, locale: str, secret_key: str, asker: str | None = None,
             device: str = "") -> Sent:
    """The same rows, the same mails and the same answer whether the address is known or not: nobody learns from it who
    has an account. `asker` is drawn for the browser and kept in its session; `device` is its cookie, if it has one."""
    if may_send_code(work, email, secret_key, device):
        code = draw_code(work, email, SIGN_IN, secret_key, asker=asker)
        until = work.now + timedelta(minutes=limits.CODE_MINUTES)
        post(work, email, "code", locale, code=code, minutes=limits.CODE_MINUTES, until=until.isoformat())
        return Sent("code", until)
    may_go, then = next_link(work, email, secret_key)
    if not may_go:
        return Sent("nothing", then)
    until = work.now + timedelta(minutes=limits.LINK_MINUTES)
    post(work, email, "link", locale, path=f"/connexion/lien/{draw_link(work, email, secret_key)}",
         minutes=limits.LINK_MINUTES, until=until.isoformat())
    return Sent("link", until)


@operation
def print_code(work: Work, email: str, secret_key: str, minutes: int) -> str:
    """For a terminal, in demo and development: nothing is sent."""
    return draw_code(work, email, SIGN_IN, secret_key, asker=None, minutes=minutes)


@operation
def print_link(work: Work, email: str, secret_key: str) -> str:
    """For a terminal, in every mode: whoever holds it holds the database. Good once, for an hour, for a known address.
    Returns the token of its address."""
    if work.actor_id is not None:
        raise Refused(NOT_YOUR_ROLE, role="operator")
    return draw_link(work, email, secret_key)


@operation
def enter_by_link(work: Work, token: str, secret_key: str, label: str) -> Entered:
    row_id, key = use_link(work, token, secret_key)
    return _entered(work, row_id, key, label)


@operation
def enter_code(work: Work, email: str, code: str, secret_key: str, label: str, asker: str | None = None) -> Entered:
    """A wrong try must be counted, so the reason is returned: a refusal raised here would take the count back."""
    key = texts.address_key(email)
    row_id, reason = use_code(work, key, SIGN_IN, code, secret_key, asker=asker)
    if row_id is None:
        return Entered(refused=reason)
    return _entered(work, row_id, key, label)


def _entered(work: Work, row_id: int, key: str, label: str) -> Entered:
    person_id = work.session.scalar(sa.select(Person.id).where(
        Person.email_key == key, Person.state != PersonState.ERASED))
    if person_id is None:
        return Entered(welcome=row_id, address=key)
    find_waiting(work, person_id, key)
    return Entered(token=open_session(work, person_id, label))


@operation
def sign_up(work: Work, code_id: int, email: str, profile: Profile, *, locale: str, label: str) -> str:
    """After the right code for a new address: who it is. Returns the session's token."""
    key = texts.address_key(email)
    fresh = work.session.scalar(sa.select(LoginCode.id).where(
        LoginCode.id == code_id, LoginCode.email_key == key,
        LoginCode.used_at > work.now - timedelta(minutes=limits.WELCOME_MINUTES)))
    if fresh is None:
        raise Refused(refusals.WELCOME_IS_OVER)
    if work.session.scalar(sa.select(Person.id).where(Person.email_key == key)) is not None:
        raise Refused(refusals.ALREADY_HERE)
    person_id = add_person(work, email, profile, locale)
    find_waiting(work, person_id, key)
    return open_session(work, person_id, label)


@operation
def enter_person(work: Work, email: str, profile: Profile, locale: str) -> int:
    """By a terminal or a load of people: the account without a session. The same address is the same person."""
    if work.actor_id is not None:
        raise Refused(NOT_YOUR_ROLE)
    key = texts.address_key(email)
    there = work.session.scalar(sa.select(Person.id).where(Person.email_key == key))
    return there if there is not None else add_person(work, email, profile, locale)


@operation
def enter_by_password(work: Work, person_id: int, seen_hash: str, label: str) -> str:
    """The password was compared outside the transaction (it is slow on purpose); it must not have changed since."""
    person = existing(work.session, Person, person_id)
    if person.password_hash != seen_hash or person.state is PersonState.ERASED:
        raise Refused(refusals.WRONG_PASSWORD)
    return open_session(work, person_id, label)


# Changing one's address: a code to the new one, a word to the old one.

def _purpose(work: Work) -> str:
    """A code for signing in does not change an address, nor does somebody else's."""
    return f"address:{work.me}"


@operation
def ask(work: Work, email: str, locale: str, secret_key: str, current: str = "", session_id: int | None = None) -> Sent:
    """The same whether the address has an account or not: only who reads its mail may learn it. So many a day of one
    person, whatever the addresses: what somebody else asks for never stands in their way. Who has a password proves
    it: a browser left open does not give the account away."""
    allow(work, Action.PERSON_EDIT_SELF)
    prove(work, work.session.get_one(Person, work.me), current, session_id)
    until = work.now + timedelta(minutes=limits.CODE_MINUTES)
    n, then = spend(work, secrets.keyed(secret_key, "new-address", str(work.me)), DAY)
    if n > limits.CODES_OF_A_PERSON:
        return Sent("nothing", then)
    code = draw_code(work, email, _purpose(work), secret_key, asker=_purpose(work))
    post(work, email, "address_code", locale, work.me, code=code, minutes=limits.CODE_MINUTES, until=until.isoformat())
    return Sent("code", until)


@operation
def confirm(work: Work, email: str, code: str, secret_key: str, session_id: int) -> Refusal | None:
    """None when it is done, else the reason: a wrong try must stay counted, so it is returned and not raised."""
    allow(work, Action.PERSON_EDIT_SELF)
    key = texts.address_key(email)
    _, reason = use_code(work, key, _purpose(work), code, secret_key, asker=_purpose(work))
    if reason is not None:
        return reason
    person = work.session.get_one(Person, work.me, with_for_update={"key_share": True})
    if work.session.scalar(sa.select(Person.id).where(Person.email_key == key, Person.id != work.me)) is not None:
        return refusals.ADDRESS_IS_TAKEN
    old = person.email
    person.email, person.email_key = email.strip(), key
    find_waiting(work, work.me, key)
    revoke_sessions(work, work.me, but=session_id)
    if old:
        post(work, old, "address_changed", person.locale or "fr", work.me)
    return None


# Signed-in browsers: seen, and closed by their person.

@operation
def touch(work: Work, session_id: int) -> None:
    """Once a day for each browser: the thirty days without a visit begin again."""
    row = existing_value(work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me, LoginSession.revoked_at.is_(None))))
    row.seen_at, row.expires_at = work.now, last_moment(row.created_at, work.now)
    work.session.execute(sa.update(Person).where(Person.id == work.me).values(last_seen_on=work.now.date()))


@operation
def close(work: Work, session_id: int, *, forget: bool = False) -> None:
    """One's own only; somebody else's is not there. Closing twice is closing once. `forget`: its browser is known no
    more, unless another of the open sessions is in it."""
    row = existing_value(work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me)))
    row.revoked_at = row.revoked_at or work.now
    if forget and row.browser is not None:
        still = sa.select(LoginSession.browser).where(
            LoginSession.person_id == work.me, LoginSession.id != row.id, LoginSession.revoked_at.is_(None),
            LoginSession.browser.is_not(None))
        work.session.execute(sa.delete(KnownBrowser).where(
            KnownBrowser.digest == row.browser, KnownBrowser.digest.not_in(still))
            .execution_options(synchronize_session=False))


@operation
def know_browser(work: Work, session_id: int, device: str, secret_key: str) -> None:
    """After a sign-in: what strangers do at the door of this address does not stand in this browser's way any more.
    Somebody of the team is told of one they never came from: what the browser says of itself, and no address."""
    row = work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me)).one()
    email = work.session.get_one(Person, work.me).email or ""
    row.browser = browser_digest(secret_key, device, email)
    if not is_known_browser(work.session, row.browser, work.now) and holds_staff_role(work.session, work.me):
        tell(work, work.me, "new_sign_in", browser=row.label, at=work.now.isoformat())
    until = work.now + timedelta(days=limits.BROWSER_DAYS)
    work.session.execute(upsert(work.session, KnownBrowser).values(
        person_id=work.me, digest=row.browser, created_at=work.now, expires_at=until)
        .on_conflict_do_update(index_elements=["digest"], set_={"person_id": work.me, "expires_at": until}))


@operation
def close_others(work: Work, session_id: int) -> int:
    """Every browser but this one. Returns how many."""
    allow(work, Action.PERSON_EDIT_SELF)
    return revoke_sessions(work, work.me, but=session_id)


# Forms kept for somebody who must sign in first.

@operation
def keep(work: Work, digest: str, path: str, sealed: str) -> None:
    """`sealed` by the door, which alone can open it. The latest one replaces the one before; old ones of anybody go
    away with each new one."""
    work.session.execute(sa.delete(HeldForm).where(HeldForm.expires_at < work.now))
    given = {"path": path[:400], "fields": {"sealed": sealed},
             "expires_at": work.now + timedelta(hours=limits.HELD_HOURS)}
    row = upsert(work.session, HeldForm).values(digest=digest, created_at=work.now, **given)
    work.session.execute(row.on_conflict_do_update(index_elements=["digest"], set_=given))


@operation
def drop(work: Work, digest: str) -> None:
    work.session.execute(sa.delete(HeldForm).where(HeldForm.digest == digest))
