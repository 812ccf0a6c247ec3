"""Signing in is signing up: an address, a code by mail, and for a first time a name."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.models.people import LoginCode, Person
from app.operations._codes import (
    SIGN_IN,
    Sent,
    draw_code,
    draw_link,
    may_send_code,
    next_link,
    use_code,
    use_link,
)
from app.operations._people import Profile, add_person, open_session, post
from app.operations._staff_acts import find_waiting
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.rules import limits, names
from app.rules.kinds import PersonState

__all__ = ["Entered", "Profile", "Sent", "ask_code", "enter_by_link", "enter_by_password", "enter_code", "enter_person",
           "print_code", "print_link", "sign_up"]


@dataclass(frozen=True, slots=True)
class Entered:
    """What a right or wrong code gives: a session's token, a first visit to welcome (and to which address), or the
    reason why not."""

    token: str | None = None
    welcome: int | None = None
    address: str = ""
    refused: str | None = None


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
        raise Refused("not_your_role", role="operator")
    return draw_link(work, email, secret_key)


@operation
def enter_by_link(work: Work, token: str, secret_key: str, label: str) -> Entered:
    row_id, key = use_link(work, token, secret_key)
    return _entered(work, row_id, key, label)


@operation
def enter_code(work: Work, email: str, code: str, secret_key: str, label: str, asker: str | None = None) -> Entered:
    """A wrong try must be counted, so the reason is returned: a refusal raised here would take the count back."""
    key = names.address_key(email)
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
    key = names.address_key(email)
    fresh = work.session.scalar(sa.select(LoginCode.id).where(
        LoginCode.id == code_id, LoginCode.email_key == key,
        LoginCode.used_at > work.now - timedelta(minutes=limits.WELCOME_MINUTES)))
    if fresh is None:
        raise Refused("welcome_is_over")
    if work.session.scalar(sa.select(Person.id).where(Person.email_key == key)) is not None:
        raise Refused("already_here")
    person_id = add_person(work, email, profile, locale)
    find_waiting(work, person_id, key)
    return open_session(work, person_id, label)


@operation
def enter_person(work: Work, email: str, profile: Profile, locale: str) -> int:
    """By a terminal or a load of people: the account without a session. The same address is the same person."""
    if work.actor_id is not None:
        raise Refused("not_your_role")
    key = names.address_key(email)
    there = work.session.scalar(sa.select(Person.id).where(Person.email_key == key))
    return there if there is not None else add_person(work, email, profile, locale)


@operation
def enter_by_password(work: Work, person_id: int, seen_hash: str, label: str) -> str:
    """The password was compared outside the transaction (it is slow on purpose); it must not have changed since."""
    person = existing(work.session, Person, person_id)
    if person.password_hash != seen_hash or person.state is PersonState.ERASED:
        raise Refused("wrong_password")
    return open_session(work, person_id, label)
