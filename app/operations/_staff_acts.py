"""Steps on an act of staff: done, noted for a second, or announced and reversible; and taking it back."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.models.charters import CharterDraft
from app.models.decisions import Decision
from app.models.people import Person
from app.models.spaces import RoleInvitation
from app.models.together import StaffAct, StaffActHolder
from app.operations._annulling import annul_now
from app.operations._charters import put_to_vote
from app.operations._factors import reset
from app.operations._roles import give, take
from app.operations._work import Refused, Work
from app.queries import people
from app.queries.charters import in_force
from app.queries.together import givers_of, same_waiting
from app.rules.happenings import StaffActAsked, StaffActSettled
from app.rules.kinds import DraftState, PersonState, Role
from app.rules.permissions import Action, refusal
from app.rules.together import REVERSE, STAFF, WAIT, ActKind, ActState, Result, seconds_needed


def put_forward(work: Work, kind: ActKind, space_id: int, by: int, holders: frozenset[int],
                **about: Any) -> tuple[Result, StaffAct]:
    """`holders`: who may do it. Where they are three or more it waits for others among them; else it is done, and they
    are told. What cannot be taken back once it is done (an annulment erases ballots) is delayed instead."""
    everybody = holders | {by}
    _id, charter = in_force(work.session, space_id)
    needed = seconds_needed(len(everybody), charter.limits.seconds) or int(kind is ActKind.FACTOR_RESET)
    if needed and same_waiting(work.session, kind, **about):
        raise Refused("act_waits_already")
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
        if refusal(Action.ROLE_GRANT, people.actor_of(work.session, row.invited_by)) is not None:
            continue
        if row.role not in STAFF:
            give(work, row.space_id, person_id, row.role, row.invited_by)
        elif not same_waiting(work.session, ActKind.GRANT, person_id=person_id, role=row.role.value):
            put_forward(work, ActKind.GRANT, row.space_id, row.invited_by, givers_of(work.session, row.space_id),
                        person_id=person_id, role=row.role.value)
