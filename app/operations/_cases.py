"""What a moderation case is about, and who is tied to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.amendments import Amendment
from app.models.attachments import Attachment
from app.models.discussion import Comment
from app.models.moderation import AuthorAnswer, Case, Report, VerdictRow
from app.models.proposals import Proposal
from app.models.spaces import Space
from app.models.starters import NeedLine
from app.operations._erasures import mark
from app.operations._work import Refused, Work
from app.queries import search
from app.queries.dialect import upsert
from app.queries.loading import existing, existing_value
from app.queries.people import roles_on
from app.rules import moderation
from app.rules.happenings import ContentReported
from app.rules.kinds import CaseState, ContentState, Ground, Role, Subject
from app.rules.moderation import Bench

Part = Comment | Amendment | NeedLine | Attachment
PARTS: dict[Subject, type[Part]] = {
    Subject.COMMENT: Comment, Subject.AMENDMENT: Amendment, Subject.LINE: NeedLine,
    Subject.ATTACHMENT: Attachment}


@dataclass(frozen=True, slots=True)
class Content:
    """A proposal, or what is under it (a comment, a suggestion, a line, a picture), with the proposal, locked first by
    all."""

    kind: Subject
    row: Proposal | Part
    proposal: Proposal

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def mark(self) -> str:
        """What it is called in the list of what was taken away (_erasures.py)."""
        made_at = self.row.published_at if isinstance(self.row, Proposal) else self.row.created_at
        return f"{self.kind.value}:{mark(self.id, made_at)}"


def content_for(work: Work, kind: Subject, subject_id: int) -> Content:
    if kind not in (Subject.PROPOSAL, *PARTS):
        raise Refused("not_reportable")
    proposal_id, part = subject_id, PARTS.get(kind)
    if part is not None:
        proposal_id = existing_value(work.session.execute(sa.select(part.proposal_id).where(part.id == subject_id)))
    proposal = existing(work.session, Proposal, proposal_id, with_for_update={"key_share": True})
    row: Any = proposal if part is None else existing(work.session, part, subject_id)
    return Content(kind, row, proposal)


def due(work: Work, space_id: int, ground: Ground) -> datetime:
    zone = ZoneInfo(work.session.get_one(Space, space_id).timezone)
    return moderation.due(ground, work.now, zone)


def open_case(work: Work, content: Content, ground: Ground) -> Case:
    """The open one of this content, or a new one; the database holds that there is one at most."""
    work.session.execute(upsert(work.session, Case).values(
        space_id=content.proposal.space_id, subject_kind=content.kind, subject_id=content.id,
        proposal_id=content.proposal.id, state=CaseState.OPEN, reports=0,
        due_at=due(work, content.proposal.space_id, ground), opened_at=work.now).on_conflict_do_nothing())
    return work.session.execute(sa.select(Case).where(
        Case.subject_kind == content.kind, Case.subject_id == content.id, Case.state == CaseState.OPEN)
        .with_for_update(key_share=True)).scalar_one()


def wait_for_verdict(work: Work, content: Content) -> None:
    """What was hidden again after a restore, which lost the verdict: moderators are asked for one, as by a report."""
    case = open_case(work, content, Ground.OTHER)
    work.say(ContentReported(space_id=case.space_id, subject_id=content.proposal.id, case_id=case.id,
                             content=content.kind.value, content_id=content.id, ground=Ground.OTHER.value))


def wrote(work: Work, content: Content, person_id: int) -> bool:
    """A proposal is its author's and its carriers'; a comment its author's."""
    if content.row.author_id == person_id:
        return True
    return content.kind is Subject.PROPOSAL and Role.CARRIER in roles_on(work.session, person_id, content.proposal.id)


def last_verdict(work: Work, case_id: int) -> VerdictRow | None:
    return work.session.scalar(
        sa.select(VerdictRow).where(VerdictRow.case_id == case_id).order_by(VerdictRow.round.desc()).limit(1))


def is_answered(work: Work, verdict_id: int) -> bool:
    return work.session.scalar(sa.select(AuthorAnswer.id).where(AuthorAnswer.verdict_id == verdict_id)) is not None


def bench(work: Work, case: Case, content: Content, last: VerdictRow | None) -> Bench:
    """What ties the one at work to this case."""
    reported = work.session.scalar(
        sa.select(Report.id).where(Report.case_id == case.id, Report.reporter_id == work.me).limit(1))
    return Bench(
        wrote_it=content.row.author_id == work.me,
        carries_it=Role.CARRIER in roles_on(work.session, work.me, content.proposal.id),
        reported_it=reported is not None,
        gave_the_verdict=last is not None and last.moderator_id == work.me and is_answered(work, last.id))


def show(work: Work, content: Content, state: ContentState) -> None:
    """Hide or show again: it leaves the search and comes back to it, a proposal with all that is said of it. Counters
    stay as they are."""
    content.row.state = state
    if content.kind is Subject.PROPOSAL:
        search.keep_under(work.session, work.now, content.proposal.id)
    elif content.kind is Subject.COMMENT:
        search.keep(work.session, work.now, content.kind, content.id)
    elif content.kind is Subject.ATTACHMENT:  # its words are among the proposal's
        work.session.flush()
        search.keep(work.session, work.now, Subject.PROPOSAL, content.proposal.id)
