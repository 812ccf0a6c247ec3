"""Roles that wait for an address: asked by somebody who may give roles, cancelled, or found at the sign-in."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.accounts import credentials, refusals, rules as guessable
from app.accounts.events import StaffActAsked, StaffActSettled
from app.accounts.models import Person, StaffAct, StaffActHolder
from app.accounts.queries import accounts
from app.accounts.queries.roles import givers_of, holders_now, same_waiting
from app.accounts.service.shared import (
    Profile,
    ask_address,
    give,
    held,
    home_id,
    may_give,
    post,
    prove,
    reset,
    revoke_sessions,
    set_profile,
    somebody_is_left,
    take,
    take_back_invitations,
)
from app.core import limits, texts
from app.core.database import existing
from app.core.kinds import DraftState, PersonState, Role
from app.core.loading import actor, allow, one_at_a_time
from app.core.permissions import Action, refusal
from app.core.refusals import NOT_AN_ADDRESS, SECOND_FACTOR_FIRST
from app.core.unit_of_work import Refused, Work, operation
from app.decisions.models import Decision
from app.decisions.service.closing import annul_now, put_to_vote
from app.governance.rolls import REVERSE, STAFF, WAIT, ActKind, ActState, Result, seconds_needed
from app.proposals.service.texts import checked
from app.site.service.settings import ADDRESS
from app.territory.models import CharterDraft, RoleInvitation
from app.territory.queries.charters import in_force


@operation
def invite(work: Work, email: str, role: Role, locale: str) -> None:
    """To an address that nobody here has: a letter, and the role waits two weeks for whoever reads it."""
    may_give(work, role)
    key = texts.address_key(email)
    if not ADDRESS.fullmatch(email) or len(key) > limits.EMAIL:
        raise Refused(NOT_AN_ADDRESS, field="who")
    if work.session.scalar(sa.select(Person.id).where(Person.email_key == key)) is not None:
        raise Refused(refusals.ALREADY_HAS_AN_ACCOUNT, field="who")
    _has_room(work, key, role)
    ask_address(work, home_id(work), email, key, role, locale)


def _has_room(work: Work, key: str, role: Role) -> None:
    """What is over but not swept away yet does not stand in the way."""
    one_at_a_time(work, "invitations", "of the site")
    work.session.execute(sa.delete(RoleInvitation).where(RoleInvitation.expires_at <= work.now)
                         .execution_options(synchronize_session=False))
    waiting = work.session.execute(sa.select(RoleInvitation.email_key, RoleInvitation.role)).all()
    if (key, role) in [(row.email_key, row.role) for row in waiting]:
        raise Refused(refusals.ALREADY_INVITED, field="who", days=limits.INVITATION_DAYS)
    if len(waiting) >= limits.INVITATIONS:
        raise Refused(refusals.TOO_MANY_INVITATIONS, field="who", most=limits.INVITATIONS)


@operation
def cancel(work: Work, invitation_id: int) -> bool:
    """False where it was taken, over or cancelled a moment ago."""
    may_give(work, Role.MEMBER)
    return take_back_invitations(work, RoleInvitation.id == invitation_id) > 0


# Steps on an act of staff: done, noted for a second, or announced and reversible; and taking it back.

def put_forward(work: Work, kind: ActKind, space_id: int, by: int, holders: frozenset[int],
                **about: Any) -> tuple[Result, StaffAct]:
    """`holders`: who may do it. Where they are three or more it waits for others among them; else it is done, and they
    are told. What cannot be taken back once it is done (an annulment erases ballots) is delayed instead."""
    everybody = holders | {by}
    _id, charter = in_force(work.session, space_id)
    needed = seconds_needed(len(everybody), charter.limits.seconds) or int(kind is ActKind.FACTOR_RESET)
    if needed and same_waiting(work.session, kind, **about):
        raise Refused(refusals.ACT_WAITS_ALREADY)
    delayed = kind is ActKind.ANNUL and not needed
    waits = bool(needed) or delayed
    act = StaffAct(
        space_id=space_id, kind=kind.value, asked_by=by, asked_at=work.now, needed=needed,
        until=work.now + (WAIT if needed else REVERSE), state=(ActState.WAITING if waits else ActState.DONE).value,
        settled_by=None if waits else by, settled_at=None if waits else work.now, **about)
    if not waits and not execute(work, act):
        return Result.NOTHING, act
    work.session.add(act)
    work.session.flush()  # its id is needed
    work.session.add_all(StaffActHolder(act_id=act.id, person_id=person, agreed_at=work.now if person == by else None)
                         for person in sorted(everybody))
    if len(everybody) > 1 or waits:
        work.say(StaffActAsked(space_id=space_id, subject_id=space_id, act=kind.value, act_id=act.id,
                               until=act.until.isoformat(), needed=needed))
    if delayed:
        return Result.DELAYED, act
    return Result.WAITS if needed else Result.ANNOUNCED if len(everybody) > 1 else Result.DONE, act


def execute(work: Work, act: StaffAct) -> bool:
    """False where nothing was left to do."""
    return _DO[ActKind(act.kind)](work, act)


def _grant(work: Work, act: StaffAct) -> bool:
    person = work.session.get_one(Person, act.person_id)
    return person.state is not PersonState.ERASED and give(
        work, act.space_id, person.id, Role(act.role), act.asked_by)


def _revoke(work: Work, act: StaffAct) -> bool:
    return take(work, act.space_id, act.person_id or 0, Role(act.role))


def _propose(work: Work, act: StaffAct) -> bool:
    act.decision_id = put_to_vote(work, act.draft_id or 0, act.reason, act.lang, act.asked_by)
    return True


def _annul(work: Work, act: StaffAct) -> bool:
    return annul_now(work, act.decision_id or 0, act.reason, act.asked_by)


def _reset(work: Work, act: StaffAct) -> bool:
    return reset(work, act.person_id or 0, "two")


_DO: dict[ActKind, Callable[[Work, StaffAct], bool]] = {
    ActKind.GRANT: _grant, ActKind.REVOKE: _revoke, ActKind.CHARTER: _propose, ActKind.ANNUL: _annul,
    ActKind.FACTOR_RESET: _reset}


def take_back(work: Work, act: StaffAct) -> None:
    """What was done by one person alone is as it was before."""
    if act.kind == ActKind.GRANT:
        take(work, act.space_id, act.person_id or 0, Role(act.role))
    elif act.kind == ActKind.REVOKE:
        give(work, act.space_id, act.person_id or 0, Role(act.role), work.actor_id)
    elif act.kind == ActKind.CHARTER:
        annul_now(work, act.decision_id or 0, act.why_not, work.me)
        work.session.execute(sa.update(CharterDraft).where(
            CharterDraft.id == act.draft_id, CharterDraft.state == DraftState.PROPOSED)
            .values(state=DraftState.WRITING).execution_options(synchronize_session=False))


def settle(work: Work, act: StaffAct, state: ActState) -> None:
    act.state, act.settled_by, act.settled_at = state.value, work.actor_id, work.now
    work.say(StaffActSettled(space_id=act.space_id, subject_id=act.space_id, act=act.kind, act_id=act.id,
                             state=state.value))


def is_being_annulled(work: Work, decision: Decision) -> bool:
    """Announced by one person alone, and nobody took it back yet: it is not counted meanwhile."""
    return work.session.scalar(sa.select(StaffAct.id).where(
        StaffAct.decision_id == decision.id, StaffAct.kind == ActKind.ANNUL.value, StaffAct.needed == 0,
        StaffAct.state == ActState.WAITING.value)) is not None


def find_waiting(work: Work, person_id: int, key: str) -> None:
    """What waited for this address, now that its mail was read: taken once, and the row is gone. Who asked must still
    be somebody who may give roles; a role of the team takes a second, as anywhere."""
    waiting = work.session.execute(
        sa.delete(RoleInvitation).where(RoleInvitation.email_key == key, RoleInvitation.expires_at > work.now)
        .returning(RoleInvitation.space_id, RoleInvitation.role, RoleInvitation.invited_by)
        .execution_options(synchronize_session=False)).all()
    for row in waiting:
        if refusal(Action.ROLE_GRANT, accounts.actor_of(work.session, row.invited_by)) is not None:
            continue
        if row.role not in STAFF:
            give(work, row.space_id, person_id, row.role, row.invited_by)
        elif not same_waiting(work.session, ActKind.GRANT, person_id=person_id, role=row.role.value):
            put_forward(work, ActKind.GRANT, row.space_id, row.invited_by, givers_of(work.session, row.space_id),
                        person_id=person_id, role=row.role.value)


# A second person says yes or no to what a colleague asked; an act done by one alone is taken back.

def _act(work: Work, act_id: int, state: ActState) -> StaffAct:
    """To those who held the role when it was asked; to anybody else it is not there."""
    act = existing(work.session, StaffAct, act_id, with_for_update=True)
    if work.session.get(StaffActHolder, (act_id, work.me)) is None:
        raise Refused(refusals.NOT_ONE_OF_THE_HOLDERS)
    if actor(work, anywhere=True).withheld:  # the role is theirs, and this session may not use it
        raise Refused(SECOND_FACTOR_FIRST)
    if act.state != state or work.now >= act.until:
        raise Refused(refusals.ACT_IS_SETTLED)
    return act


@operation
def agree(work: Work, act_id: int) -> bool:
    """True when it was the last yes, and the act is done."""
    act = _act(work, act_id, ActState.WAITING)
    if act.asked_by == work.me or not act.needed:
        raise Refused(refusals.A_SECOND_IS_SOMEBODY_ELSE)
    if work.me not in holders_now(work.session, act):
        raise Refused(refusals.NOT_ONE_OF_THE_HOLDERS)
    work.session.get_one(StaffActHolder, (act_id, work.me)).agreed_at = work.now
    work.session.flush()
    agreed = work.session.scalar(sa.select(sa.func.count()).select_from(StaffActHolder).where(
        StaffActHolder.act_id == act_id, StaffActHolder.agreed_at.is_not(None))) or 0
    if agreed <= act.needed:  # who asked is one of those who agree
        return False
    execute(work, act)
    settle(work, act, ActState.DONE)
    return True


@operation
def refuse(work: Work, act_id: int, reason: str) -> None:
    """By a colleague; or by whoever asked, who thought again. What one announced alone falls the same way."""
    act = _act(work, act_id, ActState.WAITING)
    act.why_not = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    settle(work, act, ActState.REFUSED if act.needed else ActState.REVERSED)


@operation
def reverse(work: Work, act_id: int, reason: str) -> None:
    """Within two days, by any of those who were told."""
    act = _act(work, act_id, ActState.DONE)
    if act.needed:
        raise Refused(refusals.ACT_IS_SETTLED)
    act.why_not = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    take_back(work, act)
    settle(work, act, ActState.REVERSED)


@operation
def expire(work: Work, act_id: int) -> bool:
    """By the jobs. What no second was found for is over; an announced annulment takes effect."""
    act = existing(work.session, StaffAct, act_id, with_for_update=True)
    if act.state != ActState.WAITING or work.now < act.until:
        return False
    if act.kind == ActKind.ANNUL and not act.needed:
        execute(work, act)
        settle(work, act, ActState.DONE)
    else:
        settle(work, act, ActState.EXPIRED)
    return True


# What a person changes about themselves, and the roles they are given.

def _me(work: Work) -> Person:
    allow(work, Action.PERSON_EDIT_SELF)
    return work.session.get_one(Person, work.me, with_for_update={"key_share": True})


@operation
def change_profile(work: Work, profile: Profile) -> None:
    set_profile(work, _me(work), profile)


@operation
def choose_language(work: Work, locale: str) -> None:
    """Kept with the person: mails are written in it."""
    _me(work).locale = locale


@operation
def set_password(work: Work, password: str, current: str, session_id: int) -> None:
    """Other browsers are signed out, and the person is told by mail: whoever did it, they will know."""
    person = _me(work)
    prove(work, person, current, session_id)
    if reason := guessable.refusal(password, *_known(person)):
        refused = Refused.because(reason)
        refused.field = "password"
        raise refused
    person.password_hash = credentials.hashed(password)
    _told(work, person, "password_changed", session_id)


@operation
def remove_password(work: Work, current: str, session_id: int) -> None:
    """The code by mail is enough: nobody loses their account by this."""
    person = _me(work)
    if person.password_hash is None:
        return
    prove(work, person, current, session_id)
    person.password_hash = None
    _told(work, person, "password_removed", session_id)


def _known(person: Person) -> list[str]:
    address = person.email or ""
    return [address, address.split("@")[0], person.first_name, person.last_name, person.pseudonym]


def _told(work: Work, person: Person, kind: str, session_id: int) -> None:
    revoke_sessions(work, work.me, but=session_id)
    if person.email:
        post(work, person.email, kind, person.locale or "fr", person.id)


@operation
def grant(work: Work, person_id: int, role: Role, space_id: int | None = None) -> Result:
    """By an operator, or from the terminal (no actor). A role of the team takes a second (governance/rolls.py). False
    when they had it."""
    may_give(work, role)
    space_id = _there(work, person_id, space_id)
    if work.session.scalar(held(space_id, person_id, role)) is not None:
        return Result.NOTHING
    if work.actor_id is None or role not in STAFF:
        return Result.DONE if give(work, space_id, person_id, role, work.actor_id) else Result.NOTHING
    return _put(work, ActKind.GRANT, space_id, person_id, role)


@operation
def revoke(work: Work, person_id: int, role: Role, space_id: int | None = None) -> Result:
    """Gone at the next request of that person. False when they had it not. The last one stays: somebody must answer.
    What an operator had asked of addresses goes with the role. One leaves a role of the team alone; others take it
    away together."""
    may_give(work, role)
    space_id = _there(work, person_id, space_id)
    somebody_is_left(work, person_id, role, space_id)
    if work.session.scalar(held(space_id, person_id, role)) is None:
        return Result.NOTHING
    if work.actor_id in (None, person_id) or role not in STAFF:
        return Result.DONE if take(work, space_id, person_id, role) else Result.NOTHING
    return _put(work, ActKind.REVOKE, space_id, person_id, role)


def _put(work: Work, kind: ActKind, space_id: int, person_id: int, role: Role) -> Result:
    result, _act = put_forward(work, kind, space_id, work.me, givers_of(work.session, space_id), person_id=person_id,
                               role=role.value)
    return result


def _there(work: Work, person_id: int, space_id: int | None) -> int:
    person = existing(work.session, Person, person_id)
    if person.state is PersonState.ERASED:
        raise Refused(refusals.UNKNOWN_PERSON)
    return space_id if space_id is not None else home_id(work)
