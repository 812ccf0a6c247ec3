"""Steps that the operations on people share: an account, a session, a code, a mail."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import credentials, refusals
from app.accounts.events import (
    FactorAdded,
    FactorRecovered,
    FactorRemoved,
    FactorReset,
    RoleGranted,
    RoleInvited,
    RoleRevoked,
    RoleUninvited,
)
from app.accounts.models import Erasure, KnownBrowser, LoginCode, LoginSession, OneUseCode, Passkey, Person, TotpFactor
from app.accounts.queries.accounts import browser_digest, has_second_factor, holds_staff_role, is_known_browser
from app.accounts.queries.roles import lonely
from app.attachments.models import Attachment, AttachmentFile
from app.core import limits, secrets, texts
from app.core.database import upsert
from app.core.kinds import MailState, NameChoice, Role, SpaceKind, Subject
from app.core.loading import allow, spend
from app.core.permissions import ALLOWED, NEVER_WITHOUT, Action
from app.core.refusals import SIGN_IN_FIRST, UNKNOWN_PLACE, Refusal
from app.core.unit_of_work import Refused, Work
from app.experiments.models import Document, DocumentFile
from app.notifications.models import Mail
from app.paper.models import PaperEntry
from app.proposals.models import NeedLine, Proposal, Source
from app.proposals.service.texts import checked
from app.search import queries as search
from app.territory.models import Membership, Place, RoleInvitation, Space


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
    person.first_name = checked(texts.tidy(profile.first_name), "first_name", most=limits.NAME, least=1)
    person.last_name = checked(texts.tidy(profile.last_name), "last_name", most=limits.NAME)
    person.pseudonym = checked(texts.tidy(profile.pseudonym), "pseudonym", most=limits.NAME)
    person.about = checked(profile.about, "about", most=limits.REASON)
    if profile.name_choice is NameChoice.PSEUDONYM and not person.pseudonym:
        raise Refused(refusals.PSEUDONYM_IS_NEEDED, field="pseudonym")
    if profile.name_choice is NameChoice.FULL and not person.last_name:
        raise Refused(refusals.LAST_NAME_IS_NEEDED, field="last_name")
    if profile.place_id is not None and work.session.get(Place, profile.place_id) is None:
        raise Refused(UNKNOWN_PLACE, field="place")
    person.name_choice, person.place_id = profile.name_choice, profile.place_id
    person.display_name = texts.shown(person.first_name, person.last_name, person.pseudonym, profile.name_choice)


def add_person(work: Work, email: str, profile: Profile, locale: str) -> int:
    """A new account, without a session."""
    person = Person(uid=secrets.uid(), email=email.strip(), email_key=texts.address_key(email), locale=locale,
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
    token = secrets.draw()
    work.session.add(LoginSession(
        person_id=person_id, digest=secrets.digest(token), label=label[:80], created_at=work.now, seen_at=work.now,
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
    if fresh is None and not credentials.matches(person.password_hash, current):
        raise Refused(refusals.WRONG_CURRENT_PASSWORD, field="current")


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
        created_at=work.now, dedupe_key=f"{kind}-{secrets.uid()}"))


# What opens the door by mail: a six-digit code for the browser that asked for it, a link that nobody can guess; and how
# many of them one may ask for.
#
# OWASP, « Slow Down Online Guessing Attacks with Device Cookies »: a browser where somebody signed in to an address
# before has a budget of its own; all the others share one, for each address and day. When it is spent, the mail carries
# only a link of 256 bits, which needs no budget of tries; the rate of these is bounded, and each is good for longer
# than the time to the next, so that whoever reads the mailbox always has one and nobody is locked out by strangers.

SIGN_IN, LINK = "sign-in", "sign-in-link"
DAY = 24 * 60
assert limits.LINK_EVERY < limits.LINK_MINUTES, "the link before must be good until the next one"


@dataclass(frozen=True, slots=True)
class Sent:
    """`code`, `link` or `nothing`: the same for an address with an account and without. `until` is when the link ends,
    or when another may be asked for."""

    what: str
    until: datetime


def may_send_code(work: Work, email: str, secret_key: str, device: str) -> bool:
    """One of the budget of whoever asks. The same work is done for every address and every browser."""
    digest = browser_digest(secret_key, device, email)
    whose, most = ("strangers", texts.mailbox(email)), limits.CODES_OF_STRANGERS
    if is_known_browser(work.session, digest, work.now):
        whose, most = ("browser", digest), limits.CODES_OF_A_BROWSER
    return spend(work, secrets.keyed(secret_key, "codes", *whose), DAY)[0] <= most


def next_link(work: Work, email: str, secret_key: str) -> tuple[bool, datetime]:
    """May one go now? And from when on the next one may."""
    n, until = spend(work, secrets.keyed(secret_key, "links", texts.mailbox(email)), limits.LINK_EVERY)
    return n == 1, until


def draw_code(work: Work, email: str, purpose: str, secret_key: str, *, asker: str | None,
              minutes: int = limits.CODE_MINUTES) -> str:
    """A new code; those that the same browser asked for before are void, and no other's are. Kept under a keyed digest
    that says what it is for."""
    key, code, by = texts.address_key(email), secrets.six_digits(), _asker(asker)
    work.session.execute(
        sa.update(LoginCode).where(LoginCode.email_key == key, LoginCode.used_at.is_(None),
                                   LoginCode.expires_at > work.now, LoginCode.link.is_(False), _asked_by(by))
        .values(expires_at=work.now).execution_options(synchronize_session=False))
    work.session.add(LoginCode(
        email_key=key, digest=secrets.keyed(secret_key, purpose, key, code), created_at=work.now, asker=by,
        expires_at=work.now + timedelta(minutes=minutes)))
    return code


def _asker(token: str | None) -> str | None:
    return secrets.digest(token) if token else None


def _asked_by(by: str | None) -> sa.ColumnElement[bool]:
    return LoginCode.asker.is_(None) if by is None else LoginCode.asker == by


def draw_link(work: Work, email: str, secret_key: str) -> str:
    """The token of an address that opens a session once: 256 bits, found again by its digest alone. One does not void
    another: none can be guessed."""
    token = secrets.draw()
    work.session.add(LoginCode(
        email_key=texts.address_key(email), digest=secrets.keyed(secret_key, LINK, token), created_at=work.now,
        link=True, expires_at=work.now + timedelta(minutes=limits.LINK_MINUTES)))
    return token


def use_link(work: Work, token: str, secret_key: str) -> tuple[int, str]:
    """Used by one of two people at once. Its row, and the address it was made for."""
    row = work.session.execute(
        sa.update(LoginCode).where(
            LoginCode.digest == secrets.keyed(secret_key, LINK, token), LoginCode.used_at.is_(None),
            LoginCode.link.is_(True), LoginCode.expires_at > work.now)
        .values(used_at=work.now).returning(LoginCode.id, LoginCode.email_key)
        .execution_options(synchronize_session=False)).first()
    if row is None:
        raise Refused(refusals.LINK_IS_OVER)
    return row.id, row.email_key


def use_code(work: Work, key: str, purpose: str, code: str, secret_key: str, *,
             asker: str | None) -> tuple[int | None, Refusal | None]:
    """Count the try, compare, use once: each step is one UPDATE that only one of two people at once can win. Only a
    code that this browser asked for, or that a terminal printed: what others try wears out nobody else's."""
    row = work.session.execute(
        sa.select(LoginCode.id, LoginCode.digest).where(
            LoginCode.email_key == key, LoginCode.used_at.is_(None), LoginCode.expires_at > work.now,
            LoginCode.link.is_(False), sa.or_(LoginCode.asker.is_(None), _asked_by(_asker(asker))))
        .order_by(LoginCode.id.desc()).limit(1)).first()
    if row is None:
        return None, refusals.CODE_IS_OVER
    tried = work.session.scalar(
        sa.update(LoginCode).where(LoginCode.id == row.id, LoginCode.tries < limits.CODE_TRIES)
        .values(tries=LoginCode.tries + 1).returning(LoginCode.tries).execution_options(synchronize_session=False))
    if tried is None:
        return None, refusals.CODE_IS_WORN_OUT
    if not secrets.same(row.digest, secrets.keyed(secret_key, purpose, key, code)):
        return None, refusals.CODE_IS_WRONG
    used = work.session.scalar(
        sa.update(LoginCode).where(LoginCode.id == row.id, LoginCode.used_at.is_(None))
        .values(used_at=work.now).returning(LoginCode.id).execution_options(synchronize_session=False))
    return (used, None) if used is not None else (None, refusals.CODE_IS_OVER)


# What is taken away for good, and its line in the list that a restored copy follows again (accounts/models.py).

PERSON, PAPER, ATTACHMENT, DOCUMENT, LINE = "person", "paper", "attachment", "document", "line"
INVITATION, HIDDEN, SHOWN = "invitation", "hidden", "shown"


def forgotten(work: Work, what: str, target: str) -> None:
    """In the same transaction. `target` names nobody, and nothing else will ever bear it."""
    work.session.add(Erasure(at=work.now, what=what, target=target))


def mark(number: int, made_at: datetime) -> str:
    """A number that a restore may give again, with the moment its bearer was made."""
    return f"{number}@{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def drop_attachment(work: Work, row: Attachment) -> None:
    """Its bytes and its words; that it was there stays."""
    row.removed_at, row.removed_by, row.words = work.now, work.actor_id, ""
    work.session.execute(sa.delete(AttachmentFile).where(AttachmentFile.attachment_id == row.id)
                         .execution_options(synchronize_session=False))
    search.keep(work.session, work.now, Subject.PROPOSAL, row.proposal_id)
    forgotten(work, ATTACHMENT, mark(row.id, row.added_at))


def drop_document(work: Work, row: Document) -> None:
    row.removed_at = work.now
    work.session.execute(sa.delete(DocumentFile).where(DocumentFile.document_id == row.id))
    forgotten(work, DOCUMENT, mark(row.id, row.added_at))


def drop_line(work: Work, line: NeedLine) -> None:
    line.body, line.removed_at = "", work.now
    forgotten(work, LINE, mark(line.id, line.created_at))


def drop_first_name(work: Work, entry: PaperEntry) -> bool:
    """Of a need that was written on paper. False where there was none."""
    proposal = work.session.get_one(Proposal, entry.proposal_id)
    source = work.session.get_one(Source, proposal.source_id)
    if not source.name:
        return False
    source.name, entry.forgotten_at = "", work.now
    forgotten(work, PAPER, entry.token)
    return True


# Steps that the operations on second factors share.

TABLES = (TotpFactor, OneUseCode, Passkey)


def mark_strong(work: Work, session_id: int) -> None:
    """A second factor was shown in that session, now; its challenge is spent."""
    work.session.execute(
        sa.update(LoginSession).where(LoginSession.id == session_id, LoginSession.revoked_at.is_(None))
        .values(strong_at=work.now, challenge=None, challenge_at=None).execution_options(synchronize_session=False))


def factor_added(work: Work, person_id: int, factor: str, session_id: int) -> None:
    """`factor`: totp, sheet, passkey. What is open elsewhere is closed, this session has shown it; the person is told
    by mail, the team by the journal where it is one of the team."""
    mark_strong(work, session_id)
    revoke_sessions(work, person_id, but=session_id)
    if holds_staff_role(work.session, person_id):
        work.say(FactorAdded(space_id=home_id(work), subject_id=person_id, factor=factor))
    tell(work, person_id, "factor_added", factor=factor)


def factor_removed(work: Work, person_id: int, factor: str) -> None:
    """After its rows are deleted. With the last one go the recovery codes, which are the way back to it, and what
    sessions had shown."""
    work.session.flush()
    if not has_second_factor(work.session, person_id):
        forget(work, person_id)
    if holds_staff_role(work.session, person_id):
        work.say(FactorRemoved(space_id=home_id(work), subject_id=person_id, factor=factor))
    tell(work, person_id, "factor_removed", factor=factor)


def recovered(work: Work, person_id: int, left: int) -> None:
    if holds_staff_role(work.session, person_id):
        work.say(FactorRecovered(space_id=home_id(work), subject_id=person_id, left=left))
    tell(work, person_id, "factor_recovered", left=left)


def reset(work: Work, person_id: int, how: str) -> bool:
    """All of somebody's, for them: they come in with a code by mail, and begin again. False where there was none."""
    if not has_second_factor(work.session, person_id):
        return False
    forget(work, person_id)
    revoke_sessions(work, person_id)
    work.say(FactorReset(space_id=home_id(work), subject_id=person_id, how=how))
    tell(work, person_id, "factor_reset", how=how)
    return True


def forget(work: Work, person_id: int) -> None:
    for table in TABLES:
        work.session.execute(sa.delete(table).where(table.person_id == person_id)
                             .execution_options(synchronize_session=False))
    work.session.execute(sa.update(LoginSession).where(LoginSession.person_id == person_id)
                         .values(strong_at=None, challenge=None, challenge_at=None)
                         .execution_options(synchronize_session=False))


def tell(work: Work, person_id: int, kind: str, **params: Any) -> None:
    person = work.session.get_one(Person, person_id)
    if person.email:
        post(work, person.email, kind, person.locale or "fr", person_id, **params)


def own_session(work: Work, session_id: int) -> LoginSession:
    """The live session of whoever asks, locked."""
    row = work.session.scalars(sa.select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == work.me, LoginSession.revoked_at.is_(None),
        LoginSession.expires_at > work.now).with_for_update(key_share=True)).first()
    if row is None:
        raise Refused(SIGN_IN_FIRST)
    return row


# Steps that the operations on roles share: who may give which, who would be missing, and what waits for an address.

GIVEN = (Role.MEMBER, Role.FACILITATOR, Role.RELAY, Role.MODERATOR, Role.STEERING, Role.OPERATOR)


def may_give(work: Work, role: Role) -> None:
    """By an operator, or from the terminal (no actor)."""
    if work.actor_id is not None:
        allow(work, Action.ROLE_GRANT)
    if role not in GIVEN:
        raise Refused(refusals.ROLE_IS_NOT_GIVEN, role=role.value)


def give(work: Work, space_id: int, person_id: int, role: Role, given_by: int | None) -> bool:
    """True when it is new."""
    row = upsert(work.session, Membership).values(
        space_id=space_id, person_id=person_id, role=role, granted_by=given_by, granted_at=work.now)
    if work.session.scalar(row.on_conflict_do_nothing().returning(Membership.id)) is None:
        return False
    work.say(RoleGranted(space_id=space_id, subject_id=person_id, role=role.value))
    return True


def held(space_id: int, person_id: int, role: Role) -> sa.Select[int]:
    return sa.select(Membership.id).where(Membership.space_id == space_id, Membership.person_id == person_id,
                                          Membership.role == role, Membership.revoked_at.is_(None))


def take(work: Work, space_id: int, person_id: int, role: Role) -> bool:
    """True when they had it."""
    somebody_is_left(work, person_id, role, space_id)
    gone = work.session.scalar(
        sa.update(Membership).where(Membership.id.in_(held(space_id, person_id, role)))
        .values(revoked_at=work.now).returning(Membership.id).execution_options(synchronize_session=False))
    if gone is None:
        return False
    work.say(RoleRevoked(space_id=space_id, subject_id=person_id, role=role.value))
    if role in ALLOWED[Action.ROLE_GRANT]:
        take_back_invitations(work, RoleInvitation.invited_by == person_id)
    return True


def somebody_is_left(work: Work, person_id: int, role: Role, space_id: int) -> None:
    """The rows are locked: of two people who take the role from each other at once, one stays."""
    if role not in NEVER_WITHOUT:
        return
    work.session.execute(
        sa.select(Membership.id).where(Membership.space_id == space_id, Membership.role == role,
                                       Membership.revoked_at.is_(None))
        .order_by(Membership.id).with_for_update()).all()
    if role in lonely(work.session, person_id, space_id):
        raise Refused(NEVER_WITHOUT[role])


def ask_address(work: Work, space_id: int, email: str, key: str, role: Role, locale: str) -> None:
    """The mail is the only place where the address stays as it was typed."""
    waits = RoleInvitation(space_id=space_id, email_key=key, role=role, invited_by=work.me, created_at=work.now,
                           expires_at=work.now + timedelta(days=limits.INVITATION_DAYS))
    work.session.add(waits)
    work.session.flush()  # its id is what the journal keeps
    who = work.session.scalar(sa.select(Person.display_name).where(Person.id == work.me)) or ""
    told = {"role": role.value, "who": who, "until": waits.expires_at.isoformat(),
            "last_day": waits.expires_at.date().isoformat()}
    work.session.add(Mail(to_address=email, kind="role_invited", locale=locale, params=told, next_try_at=work.now,
                          created_at=work.now, dedupe_key=f"{_letter(waits.id)}{secrets.uid()}"))
    work.say(RoleInvited(space_id=space_id, subject_id=space_id, role=role.value, invitation_id=waits.id))


def _letter(invitation_id: int) -> str:
    return f"role_invited-{invitation_id}-"


def take_back_invitations(work: Work, *which: sa.ColumnElement[bool]) -> int:
    """With the letters that have not left yet. How many waited."""
    gone = work.session.execute(sa.delete(RoleInvitation).where(*which).returning(
        RoleInvitation.id, RoleInvitation.space_id, RoleInvitation.role, RoleInvitation.created_at)
        .execution_options(synchronize_session=False)).all()
    for row in gone:
        forgotten(work, INVITATION, mark(row.id, row.created_at))
        work.session.execute(sa.delete(Mail).where(
            Mail.dedupe_key.startswith(_letter(row.id), autoescape=True), Mail.state == MailState.PENDING))
        work.say(RoleUninvited(space_id=row.space_id, subject_id=row.space_id, role=row.role.value,
                               invitation_id=row.id))
    return len(gone)
