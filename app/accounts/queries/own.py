"""What somebody has to do, and what they carry, support and follow. One list of things, each with its kind and ids:
sentences and links are the pages' affair."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import KnownBrowser, LoginSession, OneUseCode, Passkey, Person, TotpFactor
from app.accounts.queries import roles
from app.attachments.models import Attachment
from app.core.database import by_signs
from app.core.kinds import (
    CaseState,
    CommitmentState,
    ContentState,
    DecisionState,
    MandateState,
    MeetingState,
    Role,
    Status,
    Subject,
)
from app.core.models import Base
from app.core.permissions import Actor
from app.decisions.models import Ballot, Decision, Delegation, Objection, ObjectionTest, RollEntry, RoundWord
from app.decisions.queries import rolls
from app.decisions.queries.decisions import waiting_for
from app.discussion.models import Comment, CommentMark, CommentMention, CommentVersion, Synthesis, ThreadMute
from app.experiments.models import Document, Pledge, Risk
from app.governance.charter.model import Ballots
from app.groups.models import Attendance, Commitment, Group, GroupMember, Meeting
from app.moderation.models import AuthorAnswer, Case, Report
from app.notifications.models import Follow, Notification
from app.paper.models import PaperEntry
from app.proposals.models import (
    Amendment,
    AmendmentSupport,
    Carrier,
    Debate,
    Draft,
    NeedLine,
    Preparation,
    Proposal,
    Revision,
    Support,
)
from app.proposals.queries.lists import AnyRow as queries_AnyRow, upcoming
from app.search.models import Likeness
from app.structures.models import Mandate, Structure
from app.territory.models import Membership, RoleInvitation

MOST = 20
AnyRow = sa.Row[*tuple[Any, ...]]
ALIVE = (Status.OPEN, Status.DORMANT)
SHOWN = Proposal.state == ContentState.VISIBLE
OF_A_SHOWN_ONE = sa.or_(Proposal.id.is_(None), SHOWN)  # of a group, which may have no proposal


@dataclass(frozen=True, slots=True)
class ToDo:
    """`kind` says which sentence and which link; `number` is the id the link needs."""

    kind: str
    number: int
    title: str = ""
    lang: str = ""
    at: datetime | date | None = None
    more: dict[str, Any] = field(default_factory=dict)


def to_do(session: Session, actor: Actor, now: datetime) -> list[ToDo]:
    """What waits for this person, the most pressing kinds first."""
    if actor.person_id is None:
        return []
    me = actor.person_id
    found = [*_together(session, me, now), *_decisions(session, me, now), *_invitations(session, me),
             *_offers(session, me), *_commitments(session, me), *_questions(session, me), *_supports(session, me),
             *_debates(session, me, now), *_meetings(session, me, now), *_mandates(session, me, actor)]
    if Role.MODERATOR in actor.roles:
        found += _cases(session)
    if Role.STEERING in actor.roles:
        found += _ready(session)
    return found + _drafts(session, me)


def _together(session: Session, me: int, now: datetime) -> list[ToDo]:
    """A meeting's answer to agree with or contest; an act of a colleague that waits for this person, or that they may
    still take back."""
    answers = [ToDo("meeting_answer", row.id, row.title, row.lang, row.effective_at)
               for row in roles.answers_to_agree(session, me)]
    acts = [row for row in roles.acts_of(session, me, now) if row.asked_by != me]
    agreed = roles.holders(session, [row.id for row in acts]) if acts else {}
    return answers + [ToDo("staff_act" if row.needed else "staff_act_done", row.id, at=row.until) for row in acts
                      if not any(one.person_id == me and one.agreed_at for one in agreed[row.id])]


def _decisions(session: Session, me: int, now: datetime) -> list[ToDo]:
    """What one is asked and has not answered; in a consent round, whatever its step asks."""
    asked = [row for row in waiting_for(session, me) if row.closes_at > now]
    done = rolls.answered(session, [row.id for row in asked], me) if asked else set()
    return [ToDo("decision", row.id, row.question, row.lang, row.closes_on) for row in asked if row.id not in done]


def _waiting() -> tuple[sa.ColumnElement[bool], ...]:
    return (Carrier.accepted_at.is_(None), Carrier.declined_at.is_(None), Carrier.left_at.is_(None),
            Proposal.status.in_(ALIVE), SHOWN)


def _carried(me: int) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(Carrier.proposal_id).where(
        Carrier.person_id == me, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))


def _invitations(session: Session, me: int) -> list[ToDo]:
    rows = session.execute(
        sa.select(Carrier.id, Carrier.proposal_id, Carrier.invited_at, Proposal.title, Proposal.lang)
        .join(Proposal, Proposal.id == Carrier.proposal_id)
        .where(Carrier.person_id == me, Carrier.invited_by != me, *_waiting()).order_by(Carrier.id).limit(MOST)).all()
    return [ToDo("invitation", r.proposal_id, r.title, r.lang, r.invited_at, {"carrier_id": r.id}) for r in rows]


def _offers(session: Session, me: int) -> list[ToDo]:
    """Somebody offered to carry what this person carries."""
    rows = session.execute(
        sa.select(Carrier.id, Carrier.proposal_id, Carrier.invited_at, Proposal.title, Proposal.lang)
        .join(Proposal, Proposal.id == Carrier.proposal_id)
        .where(Carrier.invited_by == Carrier.person_id, Carrier.person_id != me, Carrier.proposal_id.in_(_carried(me)),
               *_waiting()).order_by(Carrier.id).limit(MOST)).all()
    return [ToDo("offer", r.proposal_id, r.title, r.lang, r.invited_at, {"carrier_id": r.id}) for r in rows]


def _commitments(session: Session, me: int) -> list[ToDo]:
    """Offered: to accept or not. Accepted: to do."""
    rows = session.execute(
        sa.select(Commitment.id, Commitment.group_id, Commitment.meeting_id, Commitment.text, Commitment.due_on,
                  Commitment.state)
        .join(Group, Group.id == Commitment.group_id).outerjoin(Proposal, Proposal.id == Group.proposal_id)
        .where(Commitment.person_id == me, OF_A_SHOWN_ONE,
               Commitment.state.in_((CommitmentState.OFFERED, CommitmentState.ACCEPTED)))
        .order_by(Commitment.due_on.is_(None), Commitment.due_on, Commitment.id).limit(MOST)).all()
    return [ToDo(f"commitment_{r.state.value}", r.group_id, r.text, at=r.due_on,
                 more={"commitment_id": r.id, "meeting_id": r.meeting_id}) for r in rows]


def _questions(session: Session, me: int) -> list[ToDo]:
    """Comments marked as needing an answer, without one, under what this person carries."""
    reply = sa.orm.aliased(Comment)
    answered = sa.exists().where(reply.parent_id == Comment.id, reply.author_id != Comment.author_id)
    rows = session.execute(
        sa.select(Comment.proposal_id, Proposal.title, Proposal.lang, sa.func.count().label("n"),
                  sa.func.min(Comment.created_at).label("since"), sa.func.min(Comment.id).label("first"))
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.proposal_id.in_(_carried(me)), Comment.needs_answer.is_(True), Comment.parent_id.is_(None),
               Comment.state == ContentState.VISIBLE, Comment.author_id != me, ~answered, Proposal.status.in_(ALIVE),
               SHOWN)
        .group_by(Comment.proposal_id, Proposal.title, Proposal.lang)
        .order_by(Comment.proposal_id).limit(MOST)).all()
    return [ToDo("questions", r.proposal_id, r.title, r.lang, r.since, {"n": r.n, "first": r.first}) for r in rows]


def _supports(session: Session, me: int) -> list[ToDo]:
    """Supports of a text whose meaning changed since."""
    rows = session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang).join(Support, Support.proposal_id == Proposal.id)
        .where(Support.person_id == me, Support.version < Proposal.meaning_since, Proposal.status.in_(ALIVE),
               SHOWN).order_by(Proposal.id).limit(MOST)).all()
    return [ToDo("support", r.id, r.title, r.lang) for r in rows]


def _debates(session: Session, me: int, now: datetime) -> list[ToDo]:
    """Opened by this person, or on what they carry; past their last day, without a conclusion."""
    rows = session.execute(
        sa.select(Debate.id, Debate.question, Debate.lang, Debate.closes_on)
        .join(Proposal, Proposal.id == Debate.proposal_id)
        .where(Debate.closed_at.is_(None), Debate.closes_at <= now, Proposal.status.in_(ALIVE),
               SHOWN,
               sa.or_(Debate.opened_by == me, Debate.proposal_id.in_(_carried(me))))
        .order_by(Debate.closes_at, Debate.id).limit(MOST)).all()
    return [ToDo("debate", r.id, r.question, r.lang, r.closes_on) for r in rows]


def _meetings(session: Session, me: int, now: datetime) -> list[ToDo]:
    rows = session.execute(
        sa.select(Meeting.id, Meeting.title, Meeting.starts_at, Meeting.where_text)
        .join(GroupMember, GroupMember.group_id == Meeting.group_id).join(Group, Group.id == Meeting.group_id)
        .outerjoin(Proposal, Proposal.id == Group.proposal_id)
        .where(GroupMember.person_id == me, OF_A_SHOWN_ONE, GroupMember.until_at.is_(None),
               Meeting.state == MeetingState.PLANNED, Meeting.ends_at > now)
        .order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()
    return [ToDo("meeting", r.id, r.title, at=r.starts_at, more={"where": r.where_text}) for r in rows]


def _mandates(session: Session, me: int, actor: Actor) -> list[ToDo]:
    """Requests to speak for a structure that this person may settle; never their own."""
    mine = sa.select(Mandate.structure_id).where(Mandate.person_id == me, Mandate.state == MandateState.ACTIVE)
    seen = [Mandate.state == MandateState.ASKED, Mandate.person_id != me]
    if not actor.roles & {Role.STEERING, Role.OPERATOR}:
        seen.append(Mandate.structure_id.in_(mine))
    rows = session.execute(
        sa.select(Structure.id, Structure.name, Structure.slug, sa.func.min(Mandate.created_at).label("since"))
        .join(Structure, Structure.id == Mandate.structure_id).where(*seen)
        .group_by(Structure.id, Structure.name, Structure.slug).order_by(Structure.id).limit(MOST)).all()
    return [ToDo("mandate", r.id, r.name, at=r.since, more={"slug": r.slug}) for r in rows]


def _cases(session: Session) -> list[ToDo]:
    rows = session.execute(
        sa.select(Case.id, Case.due_at, Proposal.title, Proposal.lang).join(Proposal, Proposal.id == Case.proposal_id)
        .where(Case.state == CaseState.OPEN).order_by(Case.due_at, Case.id).limit(MOST)).all()
    return [ToDo("case", r.id, r.title, r.lang, r.due_at) for r in rows]


def _ready(session: Session) -> list[ToDo]:
    rows = session.execute(
        sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.ready_since)
        .where(Proposal.ready_since.is_not(None), Proposal.status == Status.OPEN, SHOWN)
        .order_by(Proposal.ready_since, Proposal.id).limit(MOST)).all()
    return [ToDo("ready", r.id, r.title, r.lang, r.ready_since) for r in rows]


def _drafts(session: Session, me: int) -> list[ToDo]:
    rows = session.execute(
        sa.select(Draft.id, Draft.fields, Draft.track, Draft.updated_at).where(Draft.person_id == me)
        .order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(MOST)).all()
    return [ToDo("draft", r.id, str(r.fields.get("title") or ""), at=r.updated_at, more={"track": r.track})
            for r in rows]


def _proposals(*joined: Any) -> sa.Select[*tuple[Any, ...]]:
    """Rows for a short list; `joined` is the table that ties them to somebody and the conditions on it."""
    table, *wanted = joined
    return (sa.select(Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.status,
                      Proposal.charter_id, Proposal.supports, Proposal.comments, Proposal.active_at)
            .join(table, wanted[0]).where(*wanted[1:], SHOWN)
            .order_by(Proposal.active_at.desc(), Proposal.id.desc()).limit(MOST))


def carried(session: Session, me: int) -> list[AnyRow]:
    return list(session.execute(_proposals(
        Carrier, Carrier.proposal_id == Proposal.id, Carrier.person_id == me, Carrier.accepted_at.is_not(None),
        Carrier.left_at.is_(None))).all())


def supported(session: Session, me: int) -> list[AnyRow]:
    return list(session.execute(_proposals(
        Support, Support.proposal_id == Proposal.id, Support.person_id == me,
        Proposal.id.not_in(_carried(me)))).all())


def followed(session: Session, me: int) -> list[AnyRow]:
    """Followed without being carried or supported: each thing is shown once."""
    supporting = sa.select(Support.proposal_id).where(Support.person_id == me)
    return list(session.execute(_proposals(
        Follow, Follow.subject_id == Proposal.id, Follow.subject_kind == Subject.PROPOSAL, Follow.person_id == me,
        Proposal.id.not_in(_carried(me)), Proposal.id.not_in(supporting))).all())


def groups(session: Session, me: int) -> list[AnyRow]:
    return list(session.execute(
        sa.select(Group.id, Group.name, Group.kind, GroupMember.role)
        .join(GroupMember, GroupMember.group_id == Group.id).outerjoin(Proposal, Proposal.id == Group.proposal_id)
        .where(GroupMember.person_id == me, OF_A_SHOWN_ONE, GroupMember.until_at.is_(None))
        .order_by(Group.id).limit(MOST)).all())


# How much waits for somebody, counted in one read; what it is exactly is in their own space (accounts/queries/own.py).

@dataclass(frozen=True, slots=True)
class Waiting:
    decisions: int
    invitations: int
    commitments: int
    meetings: int
    drafts: int
    cases: int
    ready: int


def waiting(session: Session, actor: Actor, now: datetime) -> tuple[Waiting, list[queries_AnyRow]]:
    """And the meetings to come, of anybody: in the same read, one row for each, or one without any."""
    counts = sa.select(*(count.scalar_subquery().label(name) for name, count in _counts(actor, now).items())).subquery()
    meetings = upcoming().subquery()
    rows = session.execute(
        sa.select(counts, meetings).select_from(counts.outerjoin(meetings, sa.true()))
        .order_by(meetings.c.starts_at, meetings.c.id), {"now": now}).all()
    there = Waiting(**{name: rows[0]._mapping[name] for name in Waiting.__slots__})
    return there, [row for row in rows if row.id is not None]


def _counts(actor: Actor, now: datetime) -> dict[str, sa.Select[int]]:
    me = actor.person_id
    none = sa.select(sa.literal(0))
    return {
        "decisions": sa.select(sa.func.count(sa.distinct(Decision.id))).join(
            RollEntry, RollEntry.decision_id == Decision.id).where(
            RollEntry.person_id == me, RollEntry.recused.is_(False), Decision.state == DecisionState.OPEN,
            Decision.closes_at > now),
        "invitations": _number(Carrier).where(
            Carrier.person_id == me, Carrier.accepted_at.is_(None), Carrier.declined_at.is_(None),
            Carrier.left_at.is_(None), Carrier.invited_by != me),
        "commitments": _number(Commitment).where(
            Commitment.person_id == me, Commitment.state == CommitmentState.OFFERED),
        "meetings": _number(Meeting).join(GroupMember, GroupMember.group_id == Meeting.group_id).where(
            GroupMember.person_id == me, GroupMember.until_at.is_(None), Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at > now),
        "drafts": _number(Draft).where(Draft.person_id == me, Draft.expires_at > now),
        "cases": _number(Case).where(Case.state == CaseState.OPEN) if Role.MODERATOR in actor.roles else none,
        "ready": _number(Proposal).where(Proposal.ready_since.is_not(None), Proposal.status == Status.OPEN)
        if Role.STEERING in actor.roles else none,
    }


def _number(table: Any) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(table)


# Everything kept about one person, as plain values: what they may take away (GDPR, articles 15 and 20).

LEFT_OUT = {"password_hash", "digest", "html", "email_key", "browser", "reporter_tag", "by_tag",
            "voice_tag", "sealed", "challenge"}  # secrets, and copies of what is there
TABLES: tuple[tuple[str, type[Base], str], ...] = (
    ("sessions", LoginSession, "person_id"), ("known_browsers", KnownBrowser, "person_id"),
    ("code_applications", TotpFactor, "person_id"), ("one_use_codes", OneUseCode, "person_id"),
    ("passkeys", Passkey, "person_id"),
    ("roles", Membership, "person_id"), ("roles_offered", RoleInvitation, "invited_by"),
    ("mandates", Mandate, "person_id"),
    ("drafts", Draft, "person_id"), ("prepared", Preparation, "updated_by"),
    ("proposals", Proposal, "author_id"), ("revisions", Revision, "author_id"),
    ("carried", Carrier, "person_id"), ("supports", Support, "person_id"), ("follows", Follow, "person_id"),
    ("comments", Comment, "author_id"), ("comment_versions", CommentVersion, "author_id"),
    ("found_useful", CommentMark, "person_id"), ("named_by", CommentMention, "person_id"),
    ("muted", ThreadMute, "person_id"), ("syntheses", Synthesis, "author_id"),
    ("debates_opened", Debate, "opened_by"), ("debates_concluded", Debate, "closed_by"),
    ("need_lines", NeedLine, "author_id"),
    ("groups", GroupMember, "person_id"), ("meetings", Attendance, "person_id"),
    ("commitments", Commitment, "person_id"), ("notifications", Notification, "person_id"),
    ("reports", Report, "reporter_id"), ("answers", AuthorAnswer, "person_id"),
    ("rolls", RollEntry, "person_id"), ("public_ballots", Ballot, "person_id"),
    ("delegations_given", Delegation, "person_id"), ("delegations_received", Delegation, "to_id"),
    ("round_words", RoundWord, "author_id"), ("objections", Objection, "author_id"),
    ("objection_tests", ObjectionTest, "person_id"), ("risks", Risk, "holder_id"), ("pledges", Pledge, "person_id"),
    ("documents", Document, "added_by"), ("papers_entered", PaperEntry, "entered_by"),
    ("told_apart", Likeness, "apart_by"), ("attachments", Attachment, "added_by"),
    ("amendments", Amendment, "author_id"), ("amendment_supports", AmendmentSupport, "person_id"),
)


def everything(session: Session, person_id: int, now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"made_at": now.isoformat()}
    told["person"] = _rows(session, Person, "id", person_id)[0]
    told |= {name: _rows(session, table, column, person_id) for name, table, column in TABLES}
    return told | {"answers_to_open_votes": _open_answers(session, person_id)}


def _open_answers(session: Session, person_id: int) -> list[dict[str, Any]]:
    """Public ones, which the box still holds; a secret one is on the vote's own page until its end, and in no file."""
    mine = sa.select(RollEntry.decision_id).where(RollEntry.person_id == person_id)
    votes = session.execute(sa.select(Decision.id, Decision.reference, Decision.state).where(
        Decision.state == DecisionState.OPEN, Decision.ballots == Ballots.PUBLIC, Decision.id.in_(mine))
        .order_by(Decision.id)).all()
    found = [(vote.id, rolls.of_person(session, vote, key, person_id)) for vote in votes
             if (key := rolls.key_of(session, vote)) is not None]
    return [{"decision_id": number, "choice": one.content.choice, "receipt": one.content.receipt,
             "reason": one.content.reason} for number, one in found if one is not None]


def _rows(session: Session, table: type[Base], column: str, person_id: int) -> list[dict[str, Any]]:
    columns: Sequence[Any] = [c for c in table.__table__.columns if c.name not in LEFT_OUT]
    order = (by_signs(c) if isinstance(c.type, sa.String) else c for c in table.__table__.primary_key)
    rows = session.execute(sa.select(*columns).where(table.__table__.c[column] == person_id).order_by(*order)).all()
    return [{key: _plain(value) for key, value in row._mapping.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):  # a public key
        return b64encode(value).decode()
    return value.value if isinstance(value, Enum) else value
