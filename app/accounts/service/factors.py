"""The second factor: an application that makes codes, printed sheets, recovery codes; shown at the door, and before a
grave act."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.accounts import credentials, refusals, rules
from app.accounts.credentials import FactorKey, PasskeyRefused, RelyingParty
from app.accounts.events import FactorCopied
from app.accounts.models import OneUseCode, Passkey, Person, SignInCount, TotpFactor
from app.accounts.queries import accounts
from app.accounts.queries.accounts import browser_digest, holds_staff_role, is_known_browser, one_of
from app.accounts.queries.roles import team_of
from app.accounts.rules import Factor, Shown
from app.accounts.service import shared
from app.accounts.service.roles import put_forward
from app.accounts.service.shared import DAY, factor_added, factor_removed, home_id, mark_strong, own_session, tell
from app.core import limits, secrets, texts
from app.core.database import existing, upsert
from app.core.kinds import PersonState
from app.core.loading import allow, spend
from app.core.permissions import Action
from app.core.refusals import NOT_YOUR_ROLE, Refusal
from app.core.unit_of_work import Refused, Work, operation
from app.governance.rolls import ActKind, Result
from app.proposals.service.texts import checked


@operation
def begin_totp(work: Work, key: FactorKey) -> None:
    """A secret that is worth nothing until a code of it was typed. Begun again, it is another one."""
    allow(work, Action.PERSON_EDIT_SELF)
    row = _totp(work)
    if row is not None and row.confirmed_at is not None:
        raise Refused(refusals.FACTOR_IS_THERE)
    if row is None:
        row = TotpFactor(person_id=work.me)
        work.session.add(row)
    row.sealed, row.created_at, row.last_step = key.close(credentials.new_secret(), work.me), work.now, None


@operation
def confirm_totp(work: Work, typed: str, key: FactorKey, session_id: int, secret_key: str) -> Refusal | None:
    """None when it is done, else the reason: a wrong try stays counted, so it is returned and not raised."""
    allow(work, Action.PERSON_EDIT_SELF)
    own_session(work, session_id)
    row = _totp(work)
    if row is None or row.confirmed_at is not None:
        return refusals.FACTOR_IS_NOT_BEGUN if row is None else None
    if spend(work, _key_of(secret_key, "enrol", work.me), DAY)[0] > rules.GUESSES_OF_A_BROWSER:
        return refusals.FACTOR_TRIES_ARE_SPENT
    kind, code = rules.read(typed)
    secret = key.open(row.sealed, work.me)
    step = credentials.step_of(secret, code, work.now) if secret is not None and kind is Shown.TOTP else None
    if step is None:
        return refusals.FACTOR_CODE_IS_WRONG
    row.confirmed_at, row.last_step = work.now, step
    factor_added(work, work.me, Factor.TOTP, session_id)
    return None


def _totp(work: Work) -> TotpFactor | None:
    return work.session.scalars(sa.select(TotpFactor).where(TotpFactor.person_id == work.me).with_for_update()).first()


@operation
def remove_totp(work: Work) -> None:
    allow(work, Action.PERSON_EDIT_SELF)
    row = _totp(work)
    if row is None:
        return
    was = row.confirmed_at is not None
    work.session.delete(row)
    if was:
        factor_removed(work, work.me, Factor.TOTP)


@operation
def draw_sheet(work: Work, key: FactorKey) -> tuple[int, list[str]]:
    """(its number, its codes), to be printed now: nobody can read them again. The sheet in force stays so until the
    first code of this one is typed."""
    allow(work, Action.PERSON_EDIT_SELF)
    _lock(work)
    in_force, waiting = accounts.sheets(work.session, work.me)
    number = max(in_force or 0, waiting or 0) + 1  # never that of a sheet that still lies about
    work.session.execute(sa.delete(OneUseCode).where(
        OneUseCode.person_id == work.me, OneUseCode.kind == "sheet", OneUseCode.sheet != (in_force or 0))
        .execution_options(synchronize_session=False))
    codes = [secrets.one_use(rules.SHEET_LENGTH) for _ in range(rules.SHEET_CODES)]
    work.session.add_all(OneUseCode(
        person_id=work.me, kind="sheet", sheet=number, position=position, created_at=work.now,
        digest=key.digest(work.me, number, position, code)) for position, code in enumerate(codes, 1))
    return number, [secrets.in_fours(code) for code in codes]


def _lock(work: Work) -> Person:
    """Of two who draw at once, one after the other."""
    return work.session.get_one(Person, work.me, with_for_update={"key_share": True})


@operation
def put_sheet_in_force(work: Work, typed: str, key: FactorKey, session_id: int, secret_key: str) -> Refusal | None:
    """By its first code, typed where one is signed in already. None when it is done."""
    allow(work, Action.PERSON_EDIT_SELF)
    own_session(work, session_id)
    if spend(work, _key_of(secret_key, "enrol", work.me), DAY)[0] > rules.GUESSES_OF_A_BROWSER:
        return refusals.FACTOR_TRIES_ARE_SPENT
    kind, code = rules.read(typed)
    _in_force, waiting = accounts.sheets(work.session, work.me)
    if waiting is None:
        return refusals.FACTOR_IS_NOT_BEGUN
    if kind is not Shown.SHEET or not _use(work, key.digest(work.me, waiting, 1, code)):
        return refusals.FACTOR_CODE_IS_WRONG
    _replace_sheet(work, waiting, session_id)
    return None


def _replace_sheet(work: Work, number: int, session_id: int) -> None:
    """The older one dies; one's first is one more factor."""
    gone = work.session.execute(sa.delete(OneUseCode).where(
        OneUseCode.person_id == work.me, OneUseCode.kind == "sheet", OneUseCode.sheet != number)
        .returning(OneUseCode.id).execution_options(synchronize_session=False)).all()
    if gone:
        mark_strong(work, session_id)
    else:
        factor_added(work, work.me, Factor.SHEET, session_id)


def _use(work: Work, digest: str) -> bool:
    """One UPDATE that only one of two at once can win."""
    return work.session.scalar(
        sa.update(OneUseCode).where(OneUseCode.person_id == work.me, OneUseCode.digest == digest,
                                    OneUseCode.used_at.is_(None))
        .values(used_at=work.now).returning(OneUseCode.id).execution_options(synchronize_session=False)) is not None


@operation
def remove_sheet(work: Work) -> None:
    allow(work, Action.PERSON_EDIT_SELF)
    in_force, _waiting = accounts.sheets(work.session, work.me)
    work.session.execute(sa.delete(OneUseCode).where(
        OneUseCode.person_id == work.me, OneUseCode.kind == "sheet").execution_options(synchronize_session=False))
    if in_force is not None:
        factor_removed(work, work.me, Factor.SHEET)


@operation
def draw_recovery(work: Work) -> list[str]:
    """Ten new ones; those before are void. Long enough that a plain digest gives nothing away, so that they outlive
    the loss of every key of the machine."""
    allow(work, Action.PERSON_EDIT_SELF)
    _lock(work)
    if not accounts.has_second_factor(work.session, work.me):
        raise Refused(refusals.NO_FACTOR_YET)
    work.session.execute(sa.delete(OneUseCode).where(
        OneUseCode.person_id == work.me, OneUseCode.kind == "recovery").execution_options(synchronize_session=False))
    codes = [secrets.one_use(rules.RECOVERY_LENGTH) for _ in range(rules.RECOVERY_CODES)]
    work.session.add_all(OneUseCode(
        person_id=work.me, kind="recovery", sheet=0, position=position, digest=_recovery(work.me, code),
        created_at=work.now) for position, code in enumerate(codes, 1))
    return [secrets.in_fours(code) for code in codes]


def _recovery(person_id: int, code: str) -> str:
    return secrets.digest(f"recovery\x1f{person_id}\x1f{code}")


# Showing it


@dataclass(frozen=True, slots=True)
class Try:
    """A code, and what it is compared with. `device`: the cookie of the browser, if it has one."""

    code: str
    key: FactorKey
    secret_key: str
    device: str
    session_id: int


@operation
def show(work: Work, session_id: int, typed: str, key: FactorKey, secret_key: str, device: str) -> Refusal | None:
    """None when the session has shown it. A wrong try is counted, so the reason is returned; after six in a row the
    session is closed (`factor_is_worn_out`): who tries begins again at the first factor. Six digits may be guessed, so
    that they have a budget of each day too, of which a known browser has its own: strangers who read somebody's mail
    do not wear it out."""
    row = own_session(work, session_id)
    tries = _key_of(secret_key, "session", session_id)
    if spend(work, tries, DAY)[0] > rules.TRIES:
        row.revoked_at = work.now
        return refusals.FACTOR_IS_WORN_OUT
    kind, code = rules.read(typed)
    reason = _SHOW[kind](work, Try(code, key, secret_key, device, session_id))
    if reason is None:
        mark_strong(work, session_id)
        work.session.execute(sa.delete(SignInCount).where(SignInCount.key == tries)
                             .execution_options(synchronize_session=False))
    return reason


def _show_totp(work: Work, tried: Try) -> Refusal | None:
    row = _totp(work)
    if row is None or row.confirmed_at is None:
        return refusals.FACTOR_CODE_IS_WRONG
    if not _may_guess(work, tried):
        return refusals.FACTOR_TRIES_ARE_SPENT
    secret = tried.key.open(row.sealed, work.me)
    if secret is None:
        return refusals.FACTOR_KEY_IS_LOST
    step = credentials.step_of(secret, tried.code, work.now)
    if step is None:
        return refusals.FACTOR_CODE_IS_WRONG
    if row.last_step is not None and step <= row.last_step:  # the row is locked: of two at once, one reads the other's
        return refusals.FACTOR_CODE_WAS_USED
    row.last_step = step
    return None


def _may_guess(work: Work, tried: Try) -> bool:
    digest = browser_digest(tried.secret_key, tried.device, work.session.get_one(Person, work.me).email or "")
    if tried.device and is_known_browser(work.session, digest, work.now):
        return spend(work, secrets.keyed(tried.secret_key, "factor", digest), DAY)[0] <= rules.GUESSES_OF_A_BROWSER
    return spend(work, _key_of(tried.secret_key, "strangers", work.me), DAY)[0] <= rules.GUESSES_OF_STRANGERS


def _key_of(secret_key: str, what: str, number: int) -> str:
    return secrets.keyed(secret_key, "second-factor", what, str(number))


def _show_sheet(work: Work, tried: Try) -> Refusal | None:
    """The code that the page asks for; or the first one of a new sheet, which puts it in force."""
    in_force, waiting = accounts.sheets(work.session, work.me)
    if in_force is None:
        return refusals.FACTOR_CODE_IS_WRONG
    position = accounts.next_position(work.session, work.me, in_force)
    if position is not None and _use(work, tried.key.digest(work.me, in_force, position, tried.code)):
        _warn(work, accounts.left(work.session, work.me, in_force))
        return None
    if waiting is not None and _use(work, tried.key.digest(work.me, waiting, 1, tried.code)):
        _replace_sheet(work, waiting, tried.session_id)
        return None
    return refusals.FACTOR_SHEET_CODE_IS_WRONG


def _warn(work: Work, left: int) -> None:
    if left in (rules.FEW, 1):
        shared.tell(work, work.me, "sheet_ends", left=left)


def _show_recovery(work: Work, tried: Try) -> Refusal | None:
    if not _use(work, _recovery(work.me, tried.code)):
        return refusals.FACTOR_CODE_IS_WRONG
    shared.recovered(work, work.me, accounts.recovery_left(work.session, work.me))
    return None


def _show_nothing(_work: Work, _tried: Try) -> Refusal | None:
    return refusals.FACTOR_CODE_IS_WRONG


_SHOW = {Shown.TOTP: _show_totp, Shown.SHEET: _show_sheet, Shown.RECOVERY: _show_recovery, Shown.NONE: _show_nothing}


# The way back


@operation
def reset_factors(work: Work, person_id: int) -> Result:
    """Asked by one of the team, done once another one agrees: never by one alone, and never for oneself."""
    allow(work, Action.FACTOR_RESET)
    if person_id == work.me:
        raise Refused(refusals.NOT_FOR_ONESELF)
    person = existing(work.session, Person, person_id)
    if person.state is PersonState.ERASED or not accounts.has_second_factor(work.session, person_id):
        raise Refused(refusals.NO_FACTOR_THERE)
    space_id = home_id(work)
    holders = team_of(work.session, space_id) - {person_id}
    if len(holders | {work.me}) < 2:
        raise Refused(refusals.NOBODY_TO_SECOND)
    result, _act = put_forward(work, ActKind.FACTOR_RESET, space_id, work.me, holders, person_id=person_id)
    return result


@operation
def reset_from_the_machine(work: Work, person_id: int) -> bool:
    if work.actor_id is not None:
        raise Refused(NOT_YOUR_ROLE, role="operator")
    return shared.reset(work, person_id, "machine")


# Passkeys: made, named, shown as second factor, removed by their person.

WHY = {
    "malformed": refusals.PASSKEY_IS_NO_ANSWER, "forged": refusals.PASSKEY_IS_NO_ANSWER,
    "challenge": refusals.PASSKEY_IS_OVER, "other_site": refusals.PASSKEY_OF_ANOTHER_SITE,
    "weak": refusals.PASSKEY_OF_ANOTHER_KIND, "cloned": refusals.PASSKEY_IS_COPIED}


@operation
def draw_challenge(work: Work, session_id: int) -> str:
    """What this browser's next passkey will sign, in place of what was drawn before: 256 bits."""
    drawn = secrets.draw()
    row = own_session(work, session_id)
    row.challenge, row.challenge_at = drawn, work.now
    return drawn


@operation
def take_challenge(work: Work, session_id: int) -> str | None:
    """What was drawn for this browser, once; None where it was taken or is over. In a transaction of its own: whatever
    the answer is worth, it is the only one."""
    row = own_session(work, session_id)
    drawn, drawn_at = row.challenge, row.challenge_at
    row.challenge = row.challenge_at = None
    over = drawn_at is None or drawn_at + timedelta(minutes=credentials.MINUTES) <= work.now
    return None if over else drawn


@operation
def add(work: Work, session_id: int, party: RelyingParty, challenge: str, answer: str, name: str) -> None:
    """`challenge`: what was just taken."""
    allow(work, Action.PERSON_EDIT_SELF)
    name = _name(name)
    work.session.get_one(Person, work.me, with_for_update={"key_share": True})  # one at a time are counted
    held = work.session.scalar(sa.select(sa.func.count()).select_from(Passkey).where(Passkey.person_id == work.me)) or 0
    if held >= limits.PASSKEYS:
        raise Refused(refusals.TOO_MANY_PASSKEYS, most=limits.PASSKEYS)
    try:
        made = credentials.verify_registration(party, challenge, answer)
    except PasskeyRefused as refused:
        raise Refused(WHY[refused.code]) from refused
    row = upsert(work.session, Passkey).values(
        person_id=work.me, credential_id=made.id, public_key=made.public_key, sign_count=made.sign_count,
        transports=made.transports, name=name, created_at=work.now)
    kept = row.on_conflict_do_nothing(index_elements=["credential_id"]).returning(Passkey.id)
    if work.session.scalar(kept) is None:
        raise Refused(refusals.PASSKEY_IS_THERE)
    factor_added(work, work.me, Factor.PASSKEY, session_id)


@operation
def use(work: Work, session_id: int, party: RelyingParty, challenge: str, answer: str) -> Refusal | None:
    """None where one of their passkeys signed, and the session has shown it; else the reason. It is returned, not
    raised: that a copy seems to be about is written down and told."""
    try:
        row = work.session.scalars(sa.select(Passkey).where(
            Passkey.person_id == work.me, Passkey.credential_id == credentials.credential_id(answer))
            .with_for_update()).first()
        if row is None:
            return refusals.PASSKEY_IS_UNKNOWN
        row.sign_count = credentials.verify_authentication(party, challenge, answer, row.public_key, row.sign_count)
    except PasskeyRefused as refused:
        if refused.code == "cloned":
            _warn_of_passkey(work)
        return WHY[refused.code]
    row.used_at = work.now
    mark_strong(work, session_id)
    return None


def _warn_of_passkey(work: Work) -> None:
    """The counter of a passkey went back: somebody may have its key, or the device was restored."""
    if holds_staff_role(work.session, work.me):
        work.say(FactorCopied(space_id=home_id(work), subject_id=work.me, factor=Factor.PASSKEY))
    tell(work, work.me, "passkey_copied")


@operation
def rename(work: Work, passkey_id: int, name: str) -> None:
    allow(work, Action.PERSON_EDIT_SELF)
    one_of(work.session, work.me, passkey_id).name = _name(name)


@operation
def remove(work: Work, passkey_id: int) -> None:
    """One's own; it opens nothing any more."""
    allow(work, Action.PERSON_EDIT_SELF)
    work.session.delete(one_of(work.session, work.me, passkey_id))
    factor_removed(work, work.me, Factor.PASSKEY)


def _name(typed: str) -> str:
    return checked(texts.tidy(typed), "name", most=limits.NAME, least=1)
