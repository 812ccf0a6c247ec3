"""Steps that the operations on people share: an account, a session, a code, a mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.models.delivery import Mail
from app.models.people import KnownBrowser, LoginSession, Person
from app.models.spaces import Place, Space
from app.operations._texts import checked
from app.operations._work import Refused, Work
from app.outside import passwords, tokens
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


def prove(work: Work, person: Person, current: str, session_id: int | None) -> None:
    """Before what would hand the account on (ASVS 7.5.1): the present password, or a sign-in of the last quarter of an
    hour (by code, for who forgot the password)."""
    if person.password_hash is None:
        return
    since = work.now - timedelta(minutes=limits.CODE_MINUTES)
    fresh = work.session.scalar(sa.select(LoginSession.id).where(
        LoginSession.id == session_id, LoginSession.person_id == person.id, LoginSession.created_at > since))
    if fresh is None and not passwords.matches(person.password_hash, current):
        raise Refused("wrong_current_password", field="current")


def revoke_sessions(work: Work, person_id: int, *, but: int | None = None) -> int:
    """All of them, or all but one; the browsers they were in are known no more. Returns how many were open."""
    wanted = [LoginSession.person_id == person_id, LoginSession.revoked_at.is_(None)]
    mine = sa.select(LoginSession.browser).where(LoginSession.id == but, LoginSession.browser.is_not(None))
    if but is not None:
        wanted.append(LoginSession.id != but)
    gone = work.session.scalars(
        sa.update(LoginSession).where(*wanted).values(revoked_at=work.now).returning(LoginSession.id)
        .execution_options(synchronize_session=False)).all()
    work.session.execute(sa.delete(KnownBrowser).where(
        KnownBrowser.person_id == person_id, KnownBrowser.digest.not_in(mine))
        .execution_options(synchronize_session=False))
    return len(gone)


def post(work: Work, to_address: str, kind: str, locale: str, person_id: int | None = None, **params: object) -> None:
    """A mail is a row of this transaction; the jobs send it once the transaction stands."""
    work.session.add(Mail(
        person_id=person_id, to_address=to_address, kind=kind, locale=locale, params=params, next_try_at=work.now,
        created_at=work.now, dedupe_key=f"{kind}-{tokens.uid()}"))
