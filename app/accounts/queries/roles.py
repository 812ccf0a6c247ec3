"""Who does what: the roles given in the house, those that wait for an address, and finding somebody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import MeetingAnswer, MeetingAnswerPerson, Person, StaffAct, StaffActHolder
from app.core import limits, texts
from app.core.database import existing_row
from app.core.kinds import ContentState, GroupRole, PersonState, Role
from app.core.permissions import ALLOWED, NEVER_WITHOUT, Action
from app.decisions.models import Decision
from app.governance.rolls import STAFF, ActKind, ActState, AnswerState
from app.groups.models import Group, GroupMember
from app.proposals.models import Proposal
from app.territory.models import Membership, Place, RoleInvitation

FEW = 5  # of each role, on the first page
FOUND = 12  # people of one name: more, and the name says too little
AnyRow = sa.Row[*tuple[Any, ...]]
Giver = aliased(Person)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody of the house, as their page shows them."""

    id: int
    name: str
    place: str


_HELD = (sa.select(Membership.id, Membership.person_id, Membership.space_id, Membership.role, Membership.granted_at,
                   Membership.granted_by, Person.display_name, Person.state,
                   sa.case((Giver.state != PersonState.ERASED, Giver.display_name), else_="").label("giver"))
         .join(Person, Person.id == Membership.person_id).outerjoin(Giver, Giver.id == Membership.granted_by)
         .where(Membership.revoked_at.is_(None)))


def held(session: Session) -> list[AnyRow]:
    """The first few of each role, the oldest first; `everybody` is how many hold it."""
    rank = sa.func.row_number().over(partition_by=Membership.role, order_by=Membership.id).label("rank")
    everybody = sa.func.count().over(partition_by=Membership.role).label("everybody")
    ranked = _HELD.add_columns(rank, everybody).subquery()
    return list(session.execute(sa.select(ranked).where(ranked.c.rank <= FEW).order_by(ranked.c.id)).all())


def held_of(session: Session, role: Role, after: int) -> tuple[list[AnyRow], int | None]:
    """A page of those who hold one role, and where the next one begins."""
    rows = list(session.execute(_HELD.where(Membership.role == role, Membership.id > after)
                                .order_by(Membership.id).limit(limits.PAGE + 1)).all())
    return rows[:limits.PAGE], rows[limits.PAGE - 1].id if len(rows) > limits.PAGE else None


def one(session: Session, role_id: int) -> AnyRow:
    """Missing where it was withdrawn, or never was."""
    return existing_row(session.execute(_HELD.where(Membership.id == role_id)))


def waiting(session: Session, now: datetime) -> list[AnyRow]:
    """Those that may still be taken, the next to end first."""
    return list(session.execute(
        sa.select(RoleInvitation.id, RoleInvitation.email_key, RoleInvitation.role, RoleInvitation.expires_at,
                  RoleInvitation.invited_by, Giver.display_name.label("giver"))
        .join(Giver, Giver.id == RoleInvitation.invited_by).where(RoleInvitation.expires_at > now)
        .order_by(RoleInvitation.expires_at, RoleInvitation.id)).all())


def waiting_from(session: Session, person_id: int) -> int:
    """How many of them go when this person gives roles no longer."""
    return session.scalar(sa.select(sa.func.count()).select_from(RoleInvitation).where(
        RoleInvitation.invited_by == person_id)) or 0


_PEOPLE = (sa.select(Person.id, Person.display_name, sa.func.coalesce(Place.name, "").label("place"))
           .outerjoin(Place, Place.id == Person.place_id).where(Person.state == PersonState.ACTIVE))


def by_id(session: Session, person_id: int) -> Found | None:
    row = session.execute(_PEOPLE.where(Person.id == person_id)).first()
    return Found(*row) if row else None


def by_address(session: Session, email: str) -> Found | None:
    row = session.execute(_PEOPLE.where(Person.email_key == texts.address_key(email))).first()
    return Found(*row) if row else None


def by_name(session: Session, name: str) -> list[Found]:
    """By what everybody may read of them only; neither case nor accents count. A rare act: every name is looked at."""
    sought = texts.folded(name).split()
    found = [Found(*row) for row in session.execute(_PEOPLE.order_by(Person.id)) if _has(row.display_name, sought)]
    return found[:FOUND + 1]


def _has(shown: str, sought: list[str]) -> bool:
    """Each word begins one of the name."""
    words = texts.folded(shown).split()
    return bool(sought) and all(any(word.startswith(part) for word in words) for part in sought)


def lonely(session: Session, person_id: int, space_id: int | None = None) -> list[Role]:
    """The roles that nobody active would have without this person, there or anywhere, of those a house cannot do
    without."""
    other = aliased(Membership)
    others = (sa.select(other.id).join(Person, Person.id == other.person_id)
              .where(other.role == Membership.role, other.space_id == Membership.space_id, other.revoked_at.is_(None),
                     other.person_id != person_id, Person.state == PersonState.ACTIVE))
    return list(session.scalars(sa.select(Membership.role).where(
        Membership.person_id == person_id, Membership.revoked_at.is_(None), Membership.role.in_(NEVER_WITHOUT),
        sa.true() if space_id is None else Membership.space_id == space_id,
        ~sa.exists(others)).order_by(Membership.id)))


# Acts that wait for a second, or may be taken back; answers of a meeting that may be contested.

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
