"""Everything kept about one person, as plain values: what they may take away (GDPR, articles 15 and 20)."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import KnownBrowser, LoginSession, OneUseCode, Passkey, Person, TotpFactor
from app.attachments.models import Attachment
from app.core.database import by_signs
from app.core.kinds import DecisionState
from app.core.models import Base
from app.decisions.models import Ballot, Decision, Delegation, Objection, ObjectionTest, RollEntry, RoundWord
from app.decisions.queries import ballot_boxes
from app.discussion.models import Comment, CommentMark, CommentMention, CommentVersion, Synthesis, ThreadMute
from app.experiments.models import Document, Pledge, Risk
from app.governance.charter.model import Ballots
from app.groups.models import Attendance, Commitment, GroupMember
from app.moderation.models import AuthorAnswer, Report
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
from app.search.models import Likeness
from app.structures.models import Mandate
from app.territory.models import Membership, RoleInvitation

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
    found = [(vote.id, ballot_boxes.of_person(session, vote, key, person_id)) for vote in votes
             if (key := ballot_boxes.key_of(session, vote)) is not None]
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
