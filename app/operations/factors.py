"""The second factor: an application that makes codes, printed sheets, recovery codes; shown at the door, and before a
grave act."""

from dataclasses import dataclass

import sqlalchemy as sa

from app.models.factors import OneUseCode, TotpFactor
from app.models.people import Person, SignInCount
from app.operations import _factors
from app.operations._ceilings import spend
from app.operations._codes import DAY
from app.operations._factors import factor_added, factor_removed, mark_strong, own_session
from app.operations._people import home_id
from app.operations._staff_acts import put_forward
from app.operations._steps import allow
from app.operations._work import Refused, Work, operation
from app.outside import tokens, totp
from app.outside.factor_key import FactorKey
from app.queries import factors as read
from app.queries.accounts import browser_digest, is_known_browser
from app.queries.loading import existing
from app.queries.together import team_of
from app.rules import second_factor as rules
from app.rules.kinds import PersonState
from app.rules.permissions import Action
from app.rules.second_factor import Factor, Shown
from app.rules.together import ActKind, Result


@operation
def begin_totp(work: Work, key: FactorKey) -> None:
    """A secret that is worth nothing until a code of it was typed. Begun again, it is another one."""
    allow(work, Action.PERSON_EDIT_SELF)
    row = _totp(work)
    if row is not None and row.confirmed_at is not None:
        raise Refused("factor_is_there")
    if row is None:
        row = TotpFactor(person_id=work.me)
        work.session.add(row)
    row.sealed, row.created_at, row.last_step = key.close(totp.new_secret(), work.me), work.now, None


@operation
def confirm_totp(work: Work, typed: str, key: FactorKey, session_id: int, secret_key: str) -> str | None:
    """None when it is done, else the reason: a wrong try stays counted, so it is returned and not raised."""
    allow(work, Action.PERSON_EDIT_SELF)
    own_session(work, session_id)
    row = _totp(work)
    if row is None or row.confirmed_at is not None:
        return "factor_is_not_begun" if row is None else None
    if spend(work, _key_of(secret_key, "enrol", work.me), DAY)[0] > rules.GUESSES_OF_A_BROWSER:
        return "factor_tries_are_spent"
    kind, code = rules.read(typed)
    secret = key.open(row.sealed, work.me)
    step = totp.step_of(secret, code, work.now) if secret is not None and kind is Shown.TOTP else None
    if step is None:
        return "factor_code_is_wrong"
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
    in_force, waiting = read.sheets(work.session, work.me)
    number = max(in_force or 0, waiting or 0) + 1  # never that of a sheet that still lies about
    work.session.execute(sa.delete(OneUseCode).where(
        OneUseCode.person_id == work.me, OneUseCode.kind == "sheet", OneUseCode.sheet != (in_force or 0))
        .execution_options(synchronize_session=False))
    codes = [tokens.one_use(rules.SHEET_LENGTH) for _ in range(rules.SHEET_CODES)]
    work.session.add_all(OneUseCode(
        person_id=work.me, kind="sheet", sheet=number, position=position, created_at=work.now,
        digest=key.digest(work.me, number, position, code)) for position, code in enumerate(codes, 1))
    return number, [tokens.in_fours(code) for code in codes]


def _lock(work: Work) -> Person:
    """Of two who draw at once, one after the other."""
    return work.session.get_one(Person, work.me, with_for_update={"key_share": True})


@operation
def put_sheet_in_force(work: Work, typed: str, key: FactorKey, session_id: int, secret_key: str) -> str | None:
    """By its first code, typed where one is signed in already. None when it is done."""
    allow(work, Action.PERSON_EDIT_SELF)
    own_session(work, session_id)
    if spend(work, _key_of(secret_key, "enrol", work.me), DAY)[0] > rules.GUESSES_OF_A_BROWSER:
        return "factor_tries_are_spent"
    kind, code = rules.read(typed)
    _in_force, waiting = read.sheets(work.session, work.me)
    if waiting is None:
        return "factor_is_not_begun"
    if kind is not Shown.SHEET or not _use(work, key.digest(work.me, waiting, 1, code)):
        return "factor_code_is_wrong"
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
    in_force, _waiting = read.sheets(work.session, work.me)
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
    if not read.has_second_factor(work.session, work.me):
        raise Refused("no_factor_yet")
    work.session.execute(sa.delete(OneUseCode).where(
        OneUseCode.person_id == work.me, OneUseCode.kind == "recovery").execution_options(synchronize_session=False))
    codes = [tokens.one_use(rules.RECOVERY_LENGTH) for _ in range(rules.RECOVERY_CODES)]
    work.session.add_all(OneUseCode(
        person_id=work.me, kind="recovery", sheet=0, position=position, digest=_recovery(work.me, code),
        created_at=work.now) for position, code in enumerate(codes, 1))
    return [tokens.in_fours(code) for code in codes]


def _recovery(person_id: int, code: str) -> str:
    return tokens.digest(f"recovery\x1f{person_id}\x1f{code}")


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
def show(work: Work, session_id: int, typed: str, key: FactorKey, secret_key: str, device: str) -> str | None:
    """None when the session has shown it. A wrong try is counted, so the reason is returned; after six in a row the
    session is closed (`factor_is_worn_out`): who tries begins again at the first factor. Six digits may be guessed, so
    that they have a budget of each day too, of which a known browser has its own: strangers who read somebody's mail
    do not wear it out."""
    row = own_session(work, session_id)
    tries = _key_of(secret_key, "session", session_id)
    if spend(work, tries, DAY)[0] > rules.TRIES:
        row.revoked_at = work.now
        return "factor_is_worn_out"
    kind, code = rules.read(typed)
    reason = _SHOW[kind](work, Try(code, key, secret_key, device, session_id))
    if reason is None:
        mark_strong(work, session_id)
        work.session.execute(sa.delete(SignInCount).where(SignInCount.key == tries)
                             .execution_options(synchronize_session=False))
    return reason


def _show_totp(work: Work, tried: Try) -> str | None:
    row = _totp(work)
    if row is None or row.confirmed_at is None:
        return "factor_code_is_wrong"
    if not _may_guess(work, tried):
        return "factor_tries_are_spent"
    secret = tried.key.open(row.sealed, work.me)
    if secret is None:
        return "factor_key_is_lost"
    step = totp.step_of(secret, tried.code, work.now)
    if step is None:
        return "factor_code_is_wrong"
    if row.last_step is not None and step <= row.last_step:  # the row is locked: of two at once, one reads the other's
        return "factor_code_was_used"
    row.last_step = step
    return None


def _may_guess(work: Work, tried: Try) -> bool:
    digest = browser_digest(tried.secret_key, tried.device, work.session.get_one(Person, work.me).email or "")
    if tried.device and is_known_browser(work.session, digest, work.now):
        return spend(work, tokens.keyed(tried.secret_key, "factor", digest), DAY)[0] <= rules.GUESSES_OF_A_BROWSER
    return spend(work, _key_of(tried.secret_key, "strangers", work.me), DAY)[0] <= rules.GUESSES_OF_STRANGERS


def _key_of(secret_key: str, what: str, number: int) -> str:
    return tokens.keyed(secret_key, "second-factor", what, str(number))


def _show_sheet(work: Work, tried: Try) -> str | None:
    """The code that the page asks for; or the first one of a new sheet, which puts it in force."""
    in_force, waiting = read.sheets(work.session, work.me)
    if in_force is None:
        return "factor_code_is_wrong"
    position = read.next_position(work.session, work.me, in_force)
    if position is not None and _use(work, tried.key.digest(work.me, in_force, position, tried.code)):
        _warn(work, read.left(work.session, work.me, in_force))
        return None
    if waiting is not None and _use(work, tried.key.digest(work.me, waiting, 1, tried.code)):
        _replace_sheet(work, waiting, tried.session_id)
        return None
    return "factor_sheet_code_is_wrong"


def _warn(work: Work, left: int) -> None:
    if left in (rules.FEW, 1):
        _factors.tell(work, work.me, "sheet_ends", left=left)


def _show_recovery(work: Work, tried: Try) -> str | None:
    if not _use(work, _recovery(work.me, tried.code)):
        return "factor_code_is_wrong"
    _factors.recovered(work, work.me, read.recovery_left(work.session, work.me))
    return None


def _show_nothing(_work: Work, _tried: Try) -> str | None:
    return "factor_code_is_wrong"


_SHOW = {Shown.TOTP: _show_totp, Shown.SHEET: _show_sheet, Shown.RECOVERY: _show_recovery, Shown.NONE: _show_nothing}


# The way back


@operation
def reset(work: Work, person_id: int) -> Result:
    """Asked by one of the team, done once another one agrees: never by one alone, and never for oneself."""
    allow(work, Action.FACTOR_RESET)
    if person_id == work.me:
        raise Refused("not_for_oneself")
    person = existing(work.session, Person, person_id)
    if person.state is PersonState.ERASED or not read.has_second_factor(work.session, person_id):
        raise Refused("no_factor_there")
    space_id = home_id(work)
    holders = team_of(work.session, space_id) - {person_id}
    if len(holders | {work.me}) < 2:
        raise Refused("nobody_to_second")
    result, _act = put_forward(work, ActKind.FACTOR_RESET, space_id, work.me, holders, person_id=person_id)
    return result


@operation
def reset_from_the_machine(work: Work, person_id: int) -> bool:
    if work.actor_id is not None:
        raise Refused("not_your_role", role="operator")
    return _factors.reset(work, person_id, "machine")
