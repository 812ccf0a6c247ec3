"""Leaving for good: the account is emptied, what it wrote for all stays, signed « ancien participant »."""

import sqlalchemy as sa

from app.accounts.events import MandateSettled, RoleRevoked
from app.accounts.models import KnownBrowser, LoginCode, LoginSession, Person
from app.accounts.service.shared import PERSON, forget, forgotten, home_id, take_back_invitations
from app.core import texts
from app.core.kinds import CommitmentState, LineKind, MandateState, PersonState
from app.core.loading import allow, move_counter
from app.core.permissions import Action
from app.core.unit_of_work import Work, operation
from app.decisions.events import DelegationEnded
from app.decisions.models import Delegation
from app.discussion import service as _mentions
from app.discussion.models import Comment, CommentMark, ThreadMute
from app.groups.events import GroupLeft
from app.groups.models import Commitment, Group, GroupMember
from app.journal.models import HeadSubscription
from app.notifications.models import Follow, Mail, Notification
from app.proposals.events import CarrierLeft
from app.proposals.models import Carrier, Draft, NeedLine, Preparation, Proposal
from app.proposals.service.journey import advance
from app.structures.models import Mandate
from app.territory.models import Membership, RoleInvitation


@operation
def erase(work: Work) -> None:
    """One's own account only. The journal holds ids and codes: it needs no change and stays verifiable. The row is
    locked first: asked twice at once, nobody is counted out of a group twice."""
    if work.session.get_one(Person, work.me, with_for_update=True).state is PersonState.ERASED:
        return
    allow(work, Action.PERSON_READ_SELF)
    _leave(work)


@operation
def repeat(work: Work, uid: str) -> bool:
    """The erasure that a restored copy does not know, made again by the list kept outside it. False where it is made
    already, or where that person came after the copy."""
    person = work.session.scalar(sa.select(Person).where(Person.uid == uid, Person.state != PersonState.ERASED))
    if person is None:
        return False
    _leave(Work(work.session, work.now, person.id, work.said))
    return True


def _leave(work: Work) -> None:
    _leave_roles(work)
    _leave_groups(work)
    _leave_carrying(work)
    _end_delegations(work)
    _leave_discussions(work)
    _forget_private(work)
    _empty(work)
    forgotten(work, PERSON, work.session.get_one(Person, work.me).uid)


def _leave_roles(work: Work) -> None:
    held = work.session.execute(
        sa.update(Membership).where(Membership.person_id == work.me, Membership.revoked_at.is_(None))
        .values(revoked_at=work.now).returning(Membership.space_id, Membership.role)
        .execution_options(synchronize_session=False)).all()
    for row in held:
        work.say(RoleRevoked(space_id=row.space_id, subject_id=work.me, role=row.role.value))
    take_back_invitations(
        work, sa.or_(RoleInvitation.invited_by == work.me, RoleInvitation.email_key == _address(work))
    )
    live = (MandateState.ASKED, MandateState.ACTIVE)
    for mandate in work.session.scalars(sa.select(Mandate).where(
            Mandate.person_id == work.me, Mandate.state.in_(live))).all():
        mandate.state, mandate.until_on, mandate.decided_by = MandateState.ENDED, work.now.date(), work.me
        mandate.title = ""
        work.say(MandateSettled(space_id=home_id(work), subject_id=mandate.structure_id, mandate_id=mandate.id,
                                person_id=work.me, state=MandateState.ENDED.value))


def _address(work: Work) -> str | None:
    return work.session.get_one(Person, work.me).email_key


def _leave_groups(work: Work) -> None:
    rows = work.session.execute(
        sa.select(GroupMember.id, Group.id.label("group_id"), Group.space_id, Group.proposal_id)
        .join(Group, Group.id == GroupMember.group_id)
        .where(GroupMember.person_id == work.me, GroupMember.until_at.is_(None))).all()
    for row in rows:
        work.session.execute(sa.update(GroupMember).where(GroupMember.id == row.id).values(until_at=work.now))
        work.session.execute(sa.update(Group).where(Group.id == row.group_id).values(members=Group.members - 1)
                             .execution_options(synchronize_session=False))
        work.say(GroupLeft(space_id=row.space_id, subject_id=row.proposal_id or row.group_id, group_id=row.group_id,
                           person_id=work.me))
        if row.proposal_id is not None:
            advance(work, row.proposal_id)
    open_ones = (CommitmentState.OFFERED, CommitmentState.ACCEPTED)
    work.session.execute(sa.update(Commitment).where(
        Commitment.person_id == work.me, Commitment.state.in_(open_ones))
        .values(state=CommitmentState.DROPPED, settled_at=work.now))


def _leave_carrying(work: Work) -> None:
    """A proposal may be left without a carrier: its page says so, and anybody may offer to carry it."""
    rows = work.session.scalars(sa.select(Carrier).where(
        Carrier.person_id == work.me, Carrier.left_at.is_(None), Carrier.declined_at.is_(None))).all()
    for row in rows:
        row.left_at = work.now
        if row.accepted_at is not None:
            move_counter(work, row.proposal_id, "carriers", -1)
            work.say(CarrierLeft(space_id=row.space_id, subject_id=row.proposal_id, person_id=work.me))
            advance(work, row.proposal_id)


def _end_delegations(work: Work) -> None:
    """Given and received. An answer already given counts: the roll was frozen, and the ballot names nobody."""
    ended = work.session.execute(
        sa.update(Delegation).where(sa.or_(Delegation.person_id == work.me, Delegation.to_id == work.me),
                                    Delegation.until_at.is_(None))
        .values(until_at=work.now).returning(Delegation.space_id, Delegation.theme_id, Delegation.person_id,
                                             Delegation.to_id).execution_options(synchronize_session=False)).all()
    for row in ended:
        work.say(DelegationEnded(space_id=row.space_id, subject_id=row.person_id, theme_id=row.theme_id,
                                 person_id=row.to_id))


def _leave_discussions(work: Work) -> None:
    """What they found useful is taken back, nobody's message leads to them, and what they offered is no longer
    offered. Messages and the other lines stay, unsigned."""
    given = sa.select(CommentMark.comment_id).where(CommentMark.person_id == work.me)
    work.session.execute(sa.update(Comment).where(Comment.id.in_(given)).values(marks=Comment.marks - 1)
                         .execution_options(synchronize_session=False))
    work.session.execute(sa.delete(CommentMark).where(CommentMark.person_id == work.me))
    _mentions.forget(work, work.me)
    work.session.execute(sa.update(NeedLine).where(
        NeedLine.author_id == work.me, NeedLine.kind == LineKind.OFFER, NeedLine.removed_at.is_(None))
        .values(body="", removed_at=work.now).execution_options(synchronize_session=False))


def _forget_private(work: Work) -> None:
    """What only this person could read. Supports stay as figures: the past of a proposal does not change."""
    person = work.session.get_one(Person, work.me)
    for table in (Draft, Notification, Follow, ThreadMute, LoginSession, KnownBrowser, HeadSubscription):
        work.session.execute(sa.delete(table).where(table.person_id == work.me))
    forget(work, work.me)
    alone = sa.select(Proposal.id).where(Proposal.carriers == 0)  # nobody is left who could read it
    work.session.execute(sa.delete(Preparation).where(Preparation.updated_by == work.me,
                                                      Preparation.proposal_id.in_(alone))
                         .execution_options(synchronize_session=False))
    work.session.execute(sa.delete(LoginCode).where(LoginCode.email_key == person.email_key))
    work.session.execute(sa.delete(Mail).where(sa.or_(Mail.person_id == work.me, Mail.to_address == person.email)))


def _empty(work: Work) -> None:
    person = work.session.get_one(Person, work.me, with_for_update={"key_share": True})
    person.state, person.erased_at = PersonState.ERASED, work.now
    person.email = person.email_key = person.password_hash = person.locale = person.place_id = None
    person.first_name = person.last_name = person.pseudonym = person.about = ""
    person.display_name, person.last_seen_on = texts.FORMER, None
