"""A second person says yes or no to what a colleague asked; an act done by one alone is taken back."""

import sqlalchemy as sa

from app.models.together import StaffAct, StaffActHolder
from app.operations._staff_acts import execute, settle, take_back
from app.operations._steps import actor
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.queries.together import holders_now
from app.rules import limits
from app.rules.together import ActKind, ActState


def _act(work: Work, act_id: int, state: ActState) -> StaffAct:
    """To those who held the role when it was asked; to anybody else it is not there."""
    act = existing(work.session, StaffAct, act_id, with_for_update=True)
    if work.session.get(StaffActHolder, (act_id, work.me)) is None:
        raise Refused("not_one_of_the_holders")
    if actor(work, anywhere=True).withheld:  # the role is theirs, and this session may not use it
        raise Refused("second_factor_first")
    if act.state != state or work.now >= act.until:
        raise Refused("act_is_settled")
    return act


@operation
def agree(work: Work, act_id: int) -> bool:
    """True when it was the last yes, and the act is done."""
    act = _act(work, act_id, ActState.WAITING)
    if act.asked_by == work.me or not act.needed:
        raise Refused("a_second_is_somebody_else")
    if work.me not in holders_now(work.session, act):
        raise Refused("not_one_of_the_holders")
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
        raise Refused("act_is_settled")
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
