"""Each relation of rules/audience as people: a SELECT of person ids, for the one event at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.models.amendments import Amendment
from app.models.attachments import Attachment
from app.models.decisions import RollEntry
from app.models.discussion import Comment, CommentMention
from app.models.following import Follow
from app.models.groups import Group, GroupMember
from app.models.moderation import Report
from app.models.proposals import Carrier, Proposal, Support
from app.models.spaces import Membership
from app.models.starters import NeedLine
from app.models.structures import Mandate
from app.models.together import MeetingAnswerPerson, StaffActHolder
from app.rules.audience import Relation
from app.rules.kinds import MandateState, Role, Subject

People = sa.Select[Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What of an event says whom it concerns."""

    space_id: int
    subject_kind: Subject
    subject_id: int
    data: dict[str, Any]

    @property
    def proposal_id(self) -> int:
        """0 (nobody's) where the event is not about a proposal."""
        if self.subject_kind is Subject.PROPOSAL:
            return self.subject_id
        return int(self.data.get("proposal_id") or 0)


def people_who(relation: Relation, told: Told) -> People:
    return _TABLE[relation](told)


def _person(told: Told) -> People:
    """The one named, else the subject."""
    subject = told.subject_id if told.subject_kind is Subject.PERSON else 0
    person_id = told.data.get("person_id", subject)
    return sa.select(sa.literal(person_id, sa.BigInteger).label("person_id"))


def _author(told: Told) -> People:
    """Of the content at hand; a proposal's voice is also its carriers."""
    if told.data.get("content") == Subject.COMMENT.value:
        return sa.select(Comment.author_id).where(Comment.id == told.data["content_id"])
    if told.data.get("content") == Subject.AMENDMENT.value:
        return sa.select(Amendment.author_id).where(Amendment.id == told.data["content_id"])
    if told.data.get("content") == Subject.ATTACHMENT.value:
        return sa.select(Attachment.added_by).where(Attachment.id == told.data["content_id"])
    if told.data.get("content") == Subject.LINE.value:
        return sa.select(NeedLine.author_id).where(NeedLine.id == told.data["content_id"])
    either = sa.union(sa.select(Proposal.author_id.label("id")).where(Proposal.id == told.proposal_id), _carriers(told))
    return sa.select(either.subquery().c.id)


def _parent(told: Told) -> People:
    return sa.select(Comment.author_id).where(Comment.id == told.data.get("parent_id", 0))


def _mentioned(told: Told) -> People:
    """By the text at hand: who was named in an earlier one was told then."""
    return sa.select(CommentMention.person_id).where(
        CommentMention.comment_id == told.data.get("comment_id", 0),
        CommentMention.version == told.data.get("version", 1))


def _carriers(told: Told) -> People:
    return sa.select(Carrier.person_id).where(
        Carrier.proposal_id == told.proposal_id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))


def _members(told: Told) -> People:
    return sa.select(GroupMember.person_id).join(Group, Group.id == GroupMember.group_id).where(
        Group.proposal_id == told.proposal_id, GroupMember.until_at.is_(None))


def _reporters(told: Told) -> People:
    return sa.select(Report.reporter_id).where(Report.case_id == told.data.get("case_id", 0))


def _role(role: Role) -> Callable[[Told], People]:
    return lambda told: sa.select(Membership.person_id).where(
        Membership.space_id == told.space_id, Membership.role == role, Membership.revoked_at.is_(None))


def _representatives(told: Told) -> People:
    return sa.select(Mandate.person_id).where(
        Mandate.structure_id == (told.subject_id if told.subject_kind is Subject.STRUCTURE else 0),
        Mandate.state == MandateState.ACTIVE)


def _followers(told: Told) -> People:
    of = [sa.and_(Follow.subject_kind == told.subject_kind, Follow.subject_id == told.subject_id)]
    if told.proposal_id:
        group = sa.select(Group.id).where(Group.proposal_id == told.proposal_id)
        of.append(sa.and_(Follow.subject_kind == Subject.GROUP, Follow.subject_id.in_(group)))
        of.append(sa.and_(Follow.subject_kind == Subject.PROPOSAL, Follow.subject_id == told.proposal_id))
    return sa.select(Follow.person_id).where(sa.or_(*of))


def _supporters(told: Told) -> People:
    """Who supports an earlier meaning of the text. Who stopped following chose not to be told: the page asks them."""
    followed = sa.exists().where(Follow.person_id == Support.person_id, Follow.subject_kind == Subject.PROPOSAL,
                                 Follow.subject_id == Support.proposal_id)
    return (sa.select(Support.person_id).join(Proposal, Proposal.id == Support.proposal_id)
            .where(Support.proposal_id == told.proposal_id, Support.version < Proposal.meaning_since, followed))


def _structure_followers(told: Told) -> People:
    """Of the structure that carries it: the one the event names, else the proposal's own."""
    named = told.data.get("structure_id")
    of = sa.literal(named) if named else (
        sa.select(Proposal.structure_id).where(Proposal.id == told.proposal_id).scalar_subquery())
    return sa.select(Follow.person_id).where(Follow.subject_kind == Subject.STRUCTURE, Follow.subject_id == of)


def _space_followers(told: Told) -> People:
    return sa.select(Follow.person_id).where(Follow.subject_kind == Subject.SPACE, Follow.subject_id == told.space_id)


def _voters(told: Told) -> People:
    """Everybody on the roll, whether they answered or not: who is reminded must not tell who did."""
    decision_id = told.subject_id if told.subject_kind is Subject.DECISION else 0
    return sa.select(RollEntry.person_id).where(RollEntry.decision_id == decision_id, RollEntry.recused.is_(False))


def _present(told: Told) -> People:
    return sa.select(MeetingAnswerPerson.person_id).where(
        MeetingAnswerPerson.meeting_answer_id == told.data.get("meeting_answer_id", 0))


def _holders(told: Told) -> People:
    """As they were when it was asked: a colleague whose role was withdrawn is told of that too."""
    return sa.select(StaffActHolder.person_id).where(StaffActHolder.act_id == told.data.get("act_id", 0))


_TABLE: dict[Relation, Callable[[Told], People]] = {
    Relation.PERSON: _person,
    Relation.AUTHOR: _author,
    Relation.PARENT: _parent,
    Relation.MENTIONED: _mentioned,
    Relation.CARRIER: _carriers,
    Relation.MEMBER: _members,
    Relation.REPORTER: _reporters,
    Relation.MODERATOR: _role(Role.MODERATOR),
    Relation.STEERING: _role(Role.STEERING),
    Relation.OPERATOR: _role(Role.OPERATOR),
    Relation.REPRESENTATIVE: _representatives,
    Relation.SUPPORTER: _supporters,
    Relation.FOLLOWER: _followers,
    Relation.STRUCTURE_FOLLOWER: _structure_followers,
    Relation.SPACE_FOLLOWER: _space_followers,
    Relation.VOTER: _voters,
    Relation.PRESENT: _present,
    Relation.HOLDER: _holders,
}
