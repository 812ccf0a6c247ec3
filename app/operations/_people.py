"""Steps that the operations on people share: an account, a session, a code, a mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.models.delivery import Mail
from app.models.people import LoginCode, LoginSession, Person
from app.models.spaces import Place, Space
from app.operations._texts import checked
from app.operations._work import Refused, Work
from app.outside import tokens
from app.rules import limits, names
from app.rules.kinds import NameChoice, SpaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a person wants to be shown, as typed in a form."""

    first_name: str
    last_name: str = ""
    pseudonym: str = ""
    name_choice: NameChoice = NameChoice.FIRST_INITIAL
    place_id: int | None = None
    about: str = ""


def home_id(work: Work) -> int:
    """The permanent space: what concerns people and structures is written in its journal."""
    return work.session.scalars(
        sa.select(Space.id).where(Space.kind == SpaceKind.TERRITORY).order_by(Space.id).limit(1)).one()


def set_profile(work: Work, person: Person, profile: Profile) -> None:
    person.first_name = checked(names.tidy(profile.first_name), "first_name", most=limits.NAME, least=1)
    person.last_name = checked(names.tidy(profile.last_name), "last_name", most=limits.NAME)
    person.pseudonym = checked(names.tidy(profile.pseudonym), "pseudonym", most=limits.NAME)
    person.about = checked(profile.about, "about", most=limits.REASON)
    if profile.name_choice is NameChoice.PSEUDONYM and not person.pseudonym:
        raise Refused("pseudonym_is_needed", field="pseudonym")
    if profile.name_choice is NameChoice.FULL and not person.last_name:
        raise Refused("last_name_is_needed", field="last_name")
    if profile.place_id is not None and work.session.get(Place, profile.place_id) is None:
        raise Refused("unknown_place", field="place")
    person.name_choice, person.place_id = profile.name_choice, profile.place_id
    person.display_name = names.shown(person.first_name, person.last_name, person.pseudonym, profile.name_choice)


def add_person(work: Work, email: str, profile: Profile, locale: str) -> int:
    """A new account, without a session."""
    person = Person(uid=tokens.uid(), email=email.strip(), email_key=names.address_key(email), locale=locale,
                    created_at=work.now, last_seen_on=work.now.date())
    set_profile(work, person, profile)
    work.session.add(person)
    work.session.flush()  # its id is what the caller needs
    return person.id


def last_moment(created_at: datetime, now: datetime) -> datetime:
    """A session ends sixty days after the sign-in, and after thirty days without a visit."""
    return min(created_at + timedelta(days=limits.SESSION_DAYS), now + timedelta(days=limits.SESSION_IDLE_DAYS))


def open_session(work: Work, person_id: int, label: str) -> str:
    """A new row and a new token at each sign-in. The token is for the cookie alone; only its digest is kept."""
    token = tokens.draw()
    work.session.add(LoginSession(
        person_id=person_id, digest=tokens.digest(token), label=label[:80], created_at=work.now, seen_at=work.now,
        expires_at=last_moment(work.now, work.now)))
    work.session.execute(sa.update(Person).where(Person.id == person_id).values(last_seen_on=work.now.date()))
    return token


def revoke_sessions(work: Work, person_id: int, *, but: int | None = None) -> int:
    """All of them, or all but one. Returns how many were open."""
    wanted = [LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None)]
    if but is not None:
        wanted.append(LoginSession.id != but)
    gone = work.session.scalars(
        sa.update(LoginSession).where(*wanted).values(revoked_at=work.now).returning(LoginSession.id)
        .execution_options(synchronize_session=False)).all()
    return len(gone)


def draw_code(work: Work, email: str, purpose: str, secret_key: str, minutes: int = limits.CODE_MINUTES) -> str:
    """A new code; the ones before it are void. Kept under a keyed digest that says what it is for."""
    key, code = names.address_key(email), tokens.six_digits()
    work.session.execute(
        sa.update(LoginCode).where(LoginCode.email_key == key, LoginCode.used_at.is_(None),
                                   LoginCode.expires_at > work.now, LoginCode.link.is_(False))
        .values(expires_at=work.now).execution_options(synchronize_session=False))
    work.session.add(LoginCode(
        email_key=key, digest=tokens.keyed(secret_key, purpose, key, code), created_at=work.now,
        expires_at=work.now + timedelta(minutes=minutes)))
    return code


SIGN_IN, LINK = "sign-in", "sign-in-link"


def draw_link(work: Work, email: str, secret_key: str) -> str:
    """The token of an address that opens a session once: 256 bits, found again by its digest alone."""
    token = tokens.draw()
    work.session.add(LoginCode(
        email_key=names.address_key(email), digest=tokens.keyed(secret_key, LINK, token), created_at=work.now,
        link=True, expires_at=work.now + timedelta(minutes=limits.LINK_MINUTES)))
    return token


def use_link(work: Work, token: str, secret_key: str) -> str:
    """Used by one of two people at once. The address it was made for."""
    key = work.session.scalar(
        sa.update(LoginCode).where(
            LoginCode.digest == tokens.keyed(secret_key, LINK, token), LoginCode.used_at.is_(None),
            LoginCode.link.is_(True), LoginCode.expires_at > work.now)
        .values(used_at=work.now).returning(LoginCode.email_key).execution_options(synchronize_session=False))
    if key is None:
        raise Refused("link_is_over")
    return key


def use_code(work: Work, key: str, purpose: str, code: str, secret_key: str) -> tuple[int | None, str | None]:
    """Count the try, compare, use once: each step is one UPDATE that only one of two people at once can win."""
    row = work.session.execute(
        sa.select(LoginCode.id, LoginCode.digest).where(
            LoginCode.email_key == key, LoginCode.used_at.is_(None), LoginCode.expires_at > work.now,
            LoginCode.link.is_(False))
        .order_by(LoginCode.id.desc()).limit(1)).first()
    if row is None:
        return None, "code_is_over"
    tried = work.session.scalar(
        sa.update(LoginCode).where(LoginCode.id == row.id, LoginCode.tries < limits.CODE_TRIES)
        .values(tries=LoginCode.tries + 1).returning(LoginCode.tries).execution_options(synchronize_session=False))
    if tried is None:
        return None, "code_is_worn_out"
    if not tokens.same(row.digest, tokens.keyed(secret_key, purpose, key, code)):
        return None, "code_is_wrong"
    used = work.session.scalar(
        sa.update(LoginCode).where(LoginCode.id == row.id, LoginCode.used_at.is_(None))
        .values(used_at=work.now).returning(LoginCode.id).execution_options(synchronize_session=False))
    return (used, None) if used is not None else (None, "code_is_over")


def too_many_codes(work: Work, email: str) -> bool:
    asked: int = work.session.scalar(sa.select(sa.func.count()).select_from(LoginCode).where(
        LoginCode.email_key == names.address_key(email),
        LoginCode.created_at > work.now - timedelta(hours=1))) or 0
    return asked >= limits.CODES_AN_HOUR


def post(work: Work, to_address: str, kind: str, locale: str, person_id: int | None = None, **params: object) -> None:
    """A mail is a row of this transaction; the jobs send it once the transaction stands."""
    work.session.add(Mail(
        person_id=person_id, to_address=to_address, kind=kind, locale=locale, params=params, next_try_at=work.now,
        created_at=work.now, dedupe_key=f"{kind}-{tokens.uid()}"))
