"""The examples that are here, and what people left under each: it decides which may go."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.amendments import Amendment
from app.models.attachments import Attachment
from app.models.decisions import Decision
from app.models.discussion import Comment, Synthesis
from app.models.experiments import CheckIn, Indicator, Milestone, Outcome, Pact
from app.models.groups import Group
from app.models.moderation import Case
from app.models.proposals import Carrier, Draft, GateAnswer, Link, Merge, Passage, Proposal, Support
from app.models.sharing import Document, Pledge, Risk
from app.models.starters import Debate, NeedLine
from app.models.together import MeetingAnswer
from app.queries.site import samples
from app.rules.kinds_site import Held

COUNTED: tuple[tuple[Held, Any], ...] = (
    (Held.AMENDMENTS, Amendment.proposal_id), (Held.AMENDMENTS, Amendment.became_id),
    (Held.LINES, NeedLine.proposal_id), (Held.DEBATES, Debate.proposal_id), (Held.DEBATES, Synthesis.proposal_id),
    (Held.ATTACHMENTS, Attachment.proposal_id), (Held.CARRIERS, Carrier.proposal_id),
    (Held.DRAFTS, Draft.proposal_id), (Held.DRAFTS, Draft.split_from_id), (Held.CASES, Case.proposal_id),
    (Held.DECISIONS, Decision.proposal_id), (Held.LINKS, Merge.proposal_id), (Held.LINKS, Merge.into_id),
    (Held.LINKS, Proposal.merged_into_id),
    *((Held.PASSAGES, table.proposal_id) for table in (
        Passage, GateAnswer, MeetingAnswer, Group, CheckIn, Document, Indicator, Milestone, Outcome, Pact, Pledge,
        Risk)),
)


@dataclass(frozen=True, slots=True)
class Sample:
    id: int
    title: str
    lang: str
    track: str
    stage: str
    space_id: int
    comments: int  # its own, which came with it
    supports: int
    held: Mapping[Held, int] = field(default_factory=dict)

    @property
    def stays(self) -> bool:
        return bool(self.held)


def here(session: Session) -> list[Sample]:
    """Two reads, whatever there is."""
    ids = samples(session)
    if not ids:
        return []
    held = _held(session, ids)
    own = _total(Comment.proposal_id, Comment.author_id.is_(None))
    supports = _total(Support.proposal_id)
    rows = session.execute(sa.select(
        Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.space_id,
        own.label("own"), supports.label("supported")).where(Proposal.id.in_(ids)).order_by(Proposal.id))
    return [Sample(row.id, row.title, row.lang, row.track, row.stage, row.space_id, row.own, row.supported,
                   held.get(row.id, {})) for row in rows]


def _total(column: Any, *where: Any) -> Any:
    return (sa.select(sa.func.count()).select_from(column.class_).where(column == Proposal.id, *where)
            .correlate(Proposal).scalar_subquery())


def _held(session: Session, ids: frozenset[int]) -> dict[int, dict[Held, int]]:
    """By proposal: what somebody wrote or did there. Supports and follows are clicks: they are not held."""
    parts = [_of(kind, column, column.in_(ids)) for kind, column in COUNTED]
    parts.append(_of(Held.COMMENTS, Comment.proposal_id, Comment.proposal_id.in_(ids), Comment.author_id.is_not(None)))
    for one, other in ((Link.from_id, Link.to_id), (Link.to_id, Link.from_id)):
        parts.append(_of(Held.LINKS, one, one.in_(ids), sa.or_(other.not_in(ids), Link.created_by.is_not(None))))
    found: dict[int, dict[Held, int]] = defaultdict(dict)
    for row in session.execute(sa.union_all(*parts)):
        there = found[row.id]
        there[Held(row.kind)] = there.get(Held(row.kind), 0) + row.n
    return found


def _of(kind: Held, column: Any, *where: Any) -> sa.Select[Any]:
    return (sa.select(sa.literal(kind.value).label("kind"), column.label("id"), sa.func.count().label("n"))
            .where(*where).group_by(column))
