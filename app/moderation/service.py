"""What a moderation case is about, and who is tied to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.accounts.queries.accounts import roles_on
from app.accounts.service.shared import HIDDEN, SHOWN, forgotten, mark
from app.attachments.models import Attachment
from app.core import limits, secrets
from app.core.database import existing, existing_value, upsert
from app.core.kinds import CaseState, ContentState, Ground, Role, Subject, Verdict
from app.core.loading import allow, not_hidden
from app.core.permissions import Action
from app.core.refusals import SIGN_IN_FIRST
from app.core.unit_of_work import Refused, Work, operation
from app.discussion.models import Comment
from app.moderation import refusals, rules as moderation
from app.moderation.events import AuthorAnswered, ContentHidden, ContentReported, ContentRestored, ReportDismissed
from app.moderation.models import AuthorAnswer, Case, Report, VerdictRow
from app.moderation.rules import Bench
from app.proposals.models import Amendment, NeedLine, Proposal
from app.proposals.service.journey import advance
from app.proposals.service.texts import checked
from app.search import queries as search
from app.territory.models import Space

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
        raise Refused(refusals.NOT_REPORTABLE)
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


# Reports, verdicts, and the author's answer. Nothing hides by itself; nobody judges their own.

@dataclass(frozen=True, slots=True)
class Receipt:
    """What the one who reports takes along. `again`: the same person had reported it already."""

    code: str
    due_at: datetime
    again: bool


@operation
def report(work: Work, kind: Subject, subject_id: int, ground: Ground, note: str, *,
           visitor_tag: str = "") -> Receipt:
    """By anybody. `visitor_tag`: a keyed digest of address and day, made by the door, for somebody not signed in."""
    allow(work, Action.CONTENT_REPORT)
    content = content_for(work, kind, subject_id)
    for hidden in (content.proposal, content.row):
        not_hidden(work, hidden)
    if work.actor_id is not None and content.row.author_id == work.actor_id:
        raise Refused(refusals.REPORT_OWN_CONTENT)
    if work.actor_id is None and not visitor_tag:
        raise Refused(SIGN_IN_FIRST)
    said = checked(note, "note", most=limits.REASON)
    case = open_case(work, content, ground)
    tag = visitor_tag if work.actor_id is None else f"person:{work.actor_id}"
    code = work.session.scalar(upsert(work.session, Report).values(
        case_id=case.id, reporter_id=work.actor_id, reporter_tag=tag, ground=ground, note=said,
        receipt=secrets.receipt(), created_at=work.now).on_conflict_do_nothing().returning(Report.receipt))
    if code is None:
        return Receipt(_earlier_code(work, case, tag), case.due_at, again=True)
    _count_report(work, case, content, ground)
    return Receipt(code, case.due_at, again=False)


def _earlier_code(work: Work, case: Case, tag: str) -> str:
    code: str = work.session.execute(
        sa.select(Report.receipt).where(Report.case_id == case.id, Report.reporter_tag == tag)).scalar_one()
    return code


def _count_report(work: Work, case: Case, content: Content, ground: Ground) -> None:
    """A graver ground brings the delay forward, never back."""
    due_at = min(case.due_at, due(work, case.space_id, ground))
    work.session.execute(sa.update(Case).where(Case.id == case.id).values(reports=Case.reports + 1, due_at=due_at)
                         .execution_options(synchronize_session=False))
    work.say(ContentReported(space_id=case.space_id, subject_id=content.proposal.id, case_id=case.id,
                             content=content.kind.value, content_id=content.id, ground=ground.value))
    advance(work, content.proposal.id)
    work.session.refresh(case)


@operation
def judge(work: Work, case_id: int, verdict: Verdict, ground: Ground | None, explanation: str) -> int:
    """By a moderator whom nothing ties to it. Returns the verdict's id."""
    case = existing(work.session, Case, case_id)
    allow(work, Action.CASE_JUDGE, proposal_id=case.proposal_id)
    content = content_for(work, case.subject_kind, case.subject_id)
    work.session.refresh(case, with_for_update={"key_share": True})
    last = last_verdict(work, case_id)
    for reason in (moderation.refusal_to_sit(bench(work, case, content, last)),
                   moderation.refusal_of_verdict(verdict, content.row.state, case.state, ground, explanation)):
        if reason is not None:
            raise Refused.because(reason)
    said = checked(explanation, "explanation", most=limits.REASON, least=limits.REASON_LEAST)
    row = VerdictRow(case_id=case_id, round=last.round + 1 if last else 1, moderator_id=work.me, verdict=verdict,
                     ground=ground, explanation=said, at=work.now)
    work.session.add(row)
    case.state, case.closed_at = CaseState.CLOSED, work.now
    if verdict is not Verdict.DISMISS:
        show(work, content, ContentState.HIDDEN if verdict is Verdict.HIDE else ContentState.VISIBLE)
        forgotten(work, HIDDEN if verdict is Verdict.HIDE else SHOWN, content.mark)
    _say_verdict(work, case, content, verdict, ground)
    work.session.flush()  # its id is the answer
    advance(work, content.proposal.id)
    return row.id


def _say_verdict(work: Work, case: Case, content: Content, verdict: Verdict, ground: Ground | None) -> None:
    space_id, subject_id, kind = case.space_id, content.proposal.id, content.kind.value
    if verdict is Verdict.HIDE and ground is not None:
        work.say(ContentHidden(space_id=space_id, subject_id=subject_id, case_id=case.id, content=kind,
                               content_id=content.id, ground=ground.value))
    elif verdict is Verdict.RESTORE:
        work.say(ContentRestored(space_id=space_id, subject_id=subject_id, case_id=case.id, content=kind,
                                 content_id=content.id))
    else:
        work.say(ReportDismissed(space_id=space_id, subject_id=subject_id, case_id=case.id, content=kind,
                                 content_id=content.id))


@operation
def answer(work: Work, verdict_id: int, body: str) -> int:
    """The author answers once; the case opens again, for another moderator. Another's verdict is not there."""
    allow(work, Action.CONTENT_ANSWER)
    verdict = existing(work.session, VerdictRow, verdict_id)
    case = work.session.get_one(Case, verdict.case_id)
    content = content_for(work, case.subject_kind, case.subject_id)
    work.session.refresh(case, with_for_update={"key_share": True})
    if not wrote(work, content, work.me):
        raise Refused(refusals.NOT_YOUR_CONTENT)
    reason = moderation.refusal_of_answer(
        verdict.verdict, latest=last_verdict(work, case.id) is verdict, content=content.row.state,
        answered=is_answered(work, verdict_id), second_look=_answered_before(work, case.id, verdict.round))
    if reason is not None:
        raise Refused.because(reason)
    said = checked(body, "body", most=limits.REASON, least=limits.REASON_LEAST)
    work.session.add(AuthorAnswer(verdict_id=verdict_id, person_id=work.me, body=said, created_at=work.now))
    case.state, case.closed_at, case.due_at = CaseState.OPEN, None, due(work, case.space_id, Ground.OTHER)
    work.say(AuthorAnswered(space_id=case.space_id, subject_id=content.proposal.id, case_id=case.id))
    advance(work, content.proposal.id)
    return case.id


def _answered_before(work: Work, case_id: int, round_: int) -> bool:
    """Was an earlier verdict of this case answered? Then this one is the second look."""
    return work.session.scalar(
        sa.select(AuthorAnswer.id).join(VerdictRow, VerdictRow.id == AuthorAnswer.verdict_id)
        .where(VerdictRow.case_id == case_id, VerdictRow.round < round_).limit(1)) is not None
