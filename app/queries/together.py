"""Acts that wait for a second, or may be taken back; answers of a meeting that may be contested."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.models.decisions import Decision
from app.models.groups import Group, GroupMember
from app.models.people import Person
from app.models.proposals import Proposal
from app.models.spaces import Membership
from app.models.together import MeetingAnswer, MeetingAnswerPerson, StaffAct, StaffActHolder
from app.queries.loading import existing_row
from app.rules.kinds import ContentState, GroupRole, PersonState, Role
from app.rules.permissions import ALLOWED, Action
from app.rules.together import STAFF, ActKind, ActState, AnswerState

PAGE = 200


def holders_of(session: Session, space_id: int, *roles: Role) -> frozenset[int]:
    return frozenset(session.scalars(
        sa.select(Membership.person_id).join(Person, Person.id == Membership.person_id)
        .where(Membership.space_id == space_id, Membership.role.in_(roles), Membership.revoked_at.is_(None),
               Person.state == PersonState.ACTIVE)))


def runners_of(session: Session, decision: Decision) -> frozenset[int]:
    """Who may run a decision: the committee, and whoever leads or facilitates the group it is about."""
    of = Group.proposal_id == decision.proposal_id if decision.group_id is None else Group.id == decision.group_id
    inside = session.scalars(
        sa.select(GroupMember.person_id).join(Group, Group.id == GroupMember.group_id)
        .join(Person, Person.id == GroupMember.person_id)
        .where(of, GroupMember.until_at.is_(None), GroupMember.role.in_((GroupRole.LEAD, GroupRole.FACILITATOR)),
               Person.state == PersonState.ACTIVE))
    own = frozenset({decision.facilitator_id} if decision.facilitator_id else ())
    return holders_of(session, decision.space_id, Role.STEERING) | frozenset(inside) | own


def givers_of(session: Session, space_id: int) -> frozenset[int]:
    """Who may give roles."""
    return holders_of(session, space_id, *ALLOWED[Action.ROLE_GRANT])


def team_of(session: Session, space_id: int) -> frozenset[int]:
    """Operators, committee and moderators: who may say together that a colleague, or anybody, begins again without
    their second factor."""
    return holders_of(session, space_id, *STAFF)


def holders_now(session: Session, act: StaffAct) -> frozenset[int]:
    """Who may do it today: a role withdrawn since gives no second."""
    if act.kind == ActKind.ANNUL:
        return runners_of(session, session.get_one(Decision, act.decision_id))
    if act.kind == ActKind.CHARTER:
        return holders_of(session, act.space_id, Role.STEERING)
    if act.kind == ActKind.FACTOR_RESET:
        return team_of(session, act.space_id) - {act.person_id or 0}
    return givers_of(session, act.space_id)


def same_waiting(session: Session, kind: ActKind, **about: Any) -> bool:
    wanted = [getattr(StaffAct, key) == about[key] for key in ("person_id", "role", "draft_id", "decision_id")
              if key in about]
    return session.scalar(sa.select(StaffAct.id).where(
        StaffAct.kind == kind.value, StaffAct.state == ActState.WAITING.value, *wanted).limit(1)) is not None


_Asker, _Subject = aliased(Person), aliased(Person)
_ACT = (sa.select(StaffAct.id, StaffAct.kind, StaffAct.person_id, StaffAct.role, StaffAct.draft_id,
                  StaffAct.decision_id, StaffAct.reason, StaffAct.asked_by, StaffAct.asked_at,
                  StaffAct.needed, StaffAct.until, StaffAct.state, StaffAct.settled_at, StaffAct.why_not,
                  _Asker.display_name.label("asker"), _Subject.display_name.label("subject"), Decision.question,
                  Decision.lang.label("question_lang"))
        .join(_Asker, _Asker.id == StaffAct.asked_by).outerjoin(_Subject, _Subject.id == StaffAct.person_id)
        .outerjoin(Decision, Decision.id == StaffAct.decision_id)
        .outerjoin(Proposal, Proposal.id == Decision.proposal_id)
        .where(sa.or_(Proposal.id.is_(None), Proposal.state == ContentState.VISIBLE)))


def acts_of(session: Session, me: int, now: datetime) -> Sequence[Any]:
    """Those a person may still say something on, the most pressing first. There are few: they live for days."""
    mine = sa.select(StaffActHolder.act_id).where(StaffActHolder.person_id == me)
    return session.execute(_ACT.where(
        StaffAct.id.in_(mine), StaffAct.until > now,
        sa.or_(StaffAct.state == ActState.WAITING.value,
               sa.and_(StaffAct.state == ActState.DONE.value, StaffAct.needed == 0)))
        .order_by(StaffAct.until, StaffAct.id).limit(PAGE)).all()


def act(session: Session, act_id: int, me: int) -> Any:
    """Missing for anybody who did not hold the role when it was asked."""
    mine = sa.select(StaffActHolder.act_id).where(StaffActHolder.person_id == me)
    return existing_row(session.execute(_ACT.where(StaffAct.id == act_id, StaffAct.id.in_(mine))))


def holders(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Who could do each, with when they agreed."""
    rows = session.execute(
        sa.select(StaffActHolder.act_id, StaffActHolder.person_id, StaffActHolder.agreed_at, Person.display_name)
        .join(Person, Person.id == StaffActHolder.person_id).where(StaffActHolder.act_id.in_(ids))
        .order_by(StaffActHolder.person_id))
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.act_id, []).append(row)
    return found


def annulment_of(session: Session, decision_id: int) -> Any:
    """The announced or asked annulment of a decision that may still be taken back, or None."""
    return session.execute(_ACT.where(
        StaffAct.decision_id == decision_id, StaffAct.kind == ActKind.ANNUL.value,
        StaffAct.state == ActState.WAITING.value).order_by(StaffAct.id.desc()).limit(1)).first()


def draft_waits(session: Session, draft_id: int) -> bool:
    return same_waiting(session, ActKind.CHARTER, draft_id=draft_id)


def acts_due(session: Session, now: datetime) -> list[int]:
    return list(session.scalars(sa.select(StaffAct.id).where(
        StaffAct.state == ActState.WAITING.value, StaffAct.until <= now).order_by(StaffAct.id).limit(PAGE)))


# Answers of a meeting

_ANSWER = (sa.select(MeetingAnswer.id, MeetingAnswer.proposal_id, MeetingAnswer.gate, MeetingAnswer.answer,
                     MeetingAnswer.reason, MeetingAnswer.votes, MeetingAnswer.recorded_by, MeetingAnswer.recorded_at,
                     MeetingAnswer.effective_at, MeetingAnswer.state, MeetingAnswer.settled_at, MeetingAnswer.why_not,
                     Person.display_name.label("recorder"), Proposal.title, Proposal.lang)
           .join(Proposal, Proposal.id == MeetingAnswer.proposal_id)
           .join(Person, Person.id == MeetingAnswer.recorded_by)
           .where(Proposal.state == ContentState.VISIBLE))  # what is hidden is not there, from here either
_WAITS = MeetingAnswer.state == AnswerState.WAITING.value


def answer_waiting_on(session: Session, proposal_id: int) -> Any:
    return session.execute(_ANSWER.where(MeetingAnswer.proposal_id == proposal_id, _WAITS)).first()


def waits(session: Session, proposal_id: int) -> bool:
    """Hidden or not."""
    return session.scalar(sa.select(MeetingAnswer.id).where(MeetingAnswer.proposal_id == proposal_id, _WAITS)
                          .limit(1)) is not None


def meeting_answer(session: Session, answer_id: int, me: int) -> Any:
    """Missing for anybody who neither typed it nor is said to have been there."""
    there = sa.select(MeetingAnswerPerson.person_id).where(MeetingAnswerPerson.meeting_answer_id == answer_id)
    return existing_row(session.execute(_ANSWER.where(
        MeetingAnswer.id == answer_id, sa.or_(MeetingAnswer.recorded_by == me, sa.literal(me).in_(there)))))


def present(session: Session, ids: Sequence[int]) -> dict[int, list[Any]]:
    rows = session.execute(
        sa.select(MeetingAnswerPerson.meeting_answer_id, MeetingAnswerPerson.person_id, MeetingAnswerPerson.agreed_at,
                  Person.display_name)
        .join(Person, Person.id == MeetingAnswerPerson.person_id)
        .where(MeetingAnswerPerson.meeting_answer_id.in_(ids)).order_by(Person.id))
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.meeting_answer_id, []).append(row)
    return found


def answers_waiting(session: Session) -> Sequence[Any]:
    return session.execute(_ANSWER.where(_WAITS).order_by(MeetingAnswer.effective_at, MeetingAnswer.id)
                           .limit(PAGE)).all()


def answers_to_agree(session: Session, me: int) -> Sequence[Any]:
    """Those of meetings this person is said to have been at, and said nothing of."""
    return session.execute(
        _ANSWER.join(MeetingAnswerPerson, MeetingAnswerPerson.meeting_answer_id == MeetingAnswer.id)
        .where(_WAITS, MeetingAnswerPerson.person_id == me, MeetingAnswerPerson.agreed_at.is_(None))
        .order_by(MeetingAnswer.effective_at, MeetingAnswer.id).limit(PAGE)).all()


def answers_due(session: Session, now: datetime) -> list[int]:
    return list(session.scalars(sa.select(MeetingAnswer.id).where(_WAITS, MeetingAnswer.effective_at <= now)
                                .order_by(MeetingAnswer.id).limit(PAGE)))
