"""Reports, verdicts, and the author's answer. Nothing hides by itself; nobody judges their own."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.models.moderation import AuthorAnswer, Case, Report, VerdictRow
from app.operations._cases import Content, bench, content_for, due, is_answered, last_verdict, open_case, show, wrote
from app.operations._erasures import HIDDEN, SHOWN, forgotten
from app.operations._journey import advance
from app.operations._steps import allow, not_hidden
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import tokens
from app.queries.dialect import upsert
from app.queries.loading import existing
from app.rules import limits, moderation
from app.rules.happenings import AuthorAnswered, ContentHidden, ContentReported, ContentRestored, ReportDismissed
from app.rules.kinds import CaseState, ContentState, Ground, Subject, Verdict
from app.rules.permissions import Action


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
        raise Refused("report_own_content")
    if work.actor_id is None and not visitor_tag:
        raise Refused("sign_in_first")
    said = checked(note, "note", most=limits.REASON)
    case = open_case(work, content, ground)
    tag = visitor_tag if work.actor_id is None else f"person:{work.actor_id}"
    code = work.session.scalar(upsert(work.session, Report).values(
        case_id=case.id, reporter_id=work.actor_id, reporter_tag=tag, ground=ground, note=said,
        receipt=tokens.receipt(), created_at=work.now).on_conflict_do_nothing().returning(Report.receipt))
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
        raise Refused("not_your_content")
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
