"""What moderators read: the queue by due date, one case in its context; and what an author is told."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from html import escape
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.attachments.models import Attachment
from app.core import markup
from app.core.database import by_signs, existing_row, existing_value
from app.core.kinds import CaseState, ContentState, Subject, Verdict
from app.discussion.models import Comment
from app.moderation.models import AuthorAnswer, Case, Report, VerdictRow
from app.proposals.models import Amendment, Carrier, NeedLine, Proposal, Revision, Source

Rows = Sequence[Any]
Statement = sa.Select[*tuple[Any, ...]]
OF_COMMENT, OF_LINE = Case.subject_kind == Subject.COMMENT, Case.subject_kind == Subject.LINE
OF_AMENDMENT, OF_PIECE = Case.subject_kind == Subject.AMENDMENT, Case.subject_kind == Subject.ATTACHMENT
# Of a piece: what it shows, what it is, and whether its bytes are still there.
PIECE = (Attachment.title.label("piece"), Attachment.caption, Attachment.kind.label("piece_kind"),
         Attachment.removed_at.label("piece_removed_at"))


def _of(comment: Any, amendment: Any, line: Any, piece: Any, proposal: Any) -> Any:
    """The column of whatever the case is about."""
    return sa.case((OF_COMMENT, comment), (OF_AMENDMENT, amendment), (OF_LINE, line), (OF_PIECE, piece),
                   else_=proposal)


def _each(name: str) -> Any:
    """A column that all of them have."""
    return _of(*(getattr(table, name) for table in (Comment, Amendment, NeedLine, Attachment, Proposal)))


def _with_content(statement: Statement) -> Statement:
    return (statement.join(Proposal, Proposal.id == Case.proposal_id)
            .outerjoin(Comment, sa.and_(OF_COMMENT, Comment.id == Case.subject_id))
            .outerjoin(Amendment, sa.and_(OF_AMENDMENT, Amendment.id == Case.subject_id))
            .outerjoin(NeedLine, sa.and_(OF_LINE, NeedLine.id == Case.subject_id))
            .outerjoin(Attachment, sa.and_(OF_PIECE, Attachment.id == Case.subject_id)))


class Filter(StrEnum):
    ALL = "all"
    LATE = "late"
    SECOND = "second"  # the author has answered a verdict that somebody else gave: mine to look at again


def last_verdict(session: Session, kind: str, subject_id: int) -> Any:
    """(id, ground, at) of the verdict that hid it; None where nothing did. For the placeholder everybody sees."""
    return session.execute(
        sa.select(VerdictRow.id, VerdictRow.ground, VerdictRow.at).join(Case, Case.id == VerdictRow.case_id)
        .where(Case.subject_kind == Subject(kind), Case.subject_id == subject_id, VerdictRow.verdict == Verdict.HIDE)
        .order_by(VerdictRow.id.desc()).limit(1)).first()


def _latest() -> Any:
    """The newest verdict of each case."""
    newest = (sa.select(sa.func.max(VerdictRow.id)).where(VerdictRow.case_id == Case.id).correlate(Case)
              .scalar_subquery())
    return aliased(VerdictRow), newest


def queue(session: Session, now: datetime, person_id: int, which: Filter = Filter.ALL, *,
          after: tuple[datetime, int] | None = None, limit: int = 20) -> Rows:
    """Open cases, the soonest due first; one row more than `limit` tells that there is a next page."""
    verdict, newest = _latest()
    suggested = Amendment.text + " – " + Amendment.rationale
    text = _of(sa.func.substr(Comment.body, 1, 280), sa.func.substr(suggested, 1, 280), NeedLine.body,
               Attachment.title, Proposal.excerpt)
    wanted = (
        _with_content(sa.select(Case.id, Case.subject_kind, Case.subject_id, Case.proposal_id, Case.reports,
                  Case.due_at, Case.opened_at, Proposal.title,
                  sa.func.coalesce(Comment.lang, Amendment.lang, NeedLine.lang, Proposal.lang).label("lang"),
                  text.label("text"), (Case.due_at < now).label("late"), AuthorAnswer.id.label("answer_id"),
                  verdict.moderator_id.label("judged_by")))
        .outerjoin(verdict, verdict.id == newest).outerjoin(AuthorAnswer, AuthorAnswer.verdict_id == verdict.id)
        .where(Case.state == CaseState.OPEN))
    if which is Filter.LATE:
        wanted = wanted.where(Case.due_at < now)
    elif which is Filter.SECOND:
        wanted = wanted.where(AuthorAnswer.id.is_not(None), verdict.moderator_id != person_id)
    if after is not None:
        due_at, case_id = after
        wanted = wanted.where(sa.or_(Case.due_at > due_at, sa.and_(Case.due_at == due_at, Case.id > case_id)))
    return session.execute(wanted.order_by(Case.due_at, Case.id).limit(limit + 1)).all()


def grounds(session: Session, case_ids: Sequence[int]) -> dict[int, list[Any]]:
    """How often each ground was given, by case, the most frequent first."""
    times = sa.func.count().label("times")
    rows = session.execute(
        sa.select(Report.case_id, Report.ground, times).where(Report.case_id.in_(case_ids))
        .group_by(Report.case_id, Report.ground).order_by(times.desc(), by_signs(Report.ground))).all()
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def next_open(session: Session, person_id: int, but: int) -> int | None:
    """The case to take next: the soonest due that this moderator did not write, carry, report or judge before."""
    verdict, newest = _latest()
    carries = sa.exists().where(Carrier.proposal_id == Case.proposal_id, Carrier.person_id == person_id,
                                Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
    reported = sa.exists().where(Report.case_id == Case.id, Report.reporter_id == person_id)
    author = _each("author_id")
    found: int | None = session.scalar(
        _with_content(sa.select(Case.id))
        .outerjoin(verdict, verdict.id == newest)
        .where(Case.state == CaseState.OPEN, Case.id != but, ~carries, ~reported,
               sa.or_(author.is_(None), author != person_id),
               sa.or_(verdict.id.is_(None), verdict.moderator_id != person_id))
        .order_by(Case.due_at, Case.id).limit(1))
    return found


def case(session: Session, case_id: int) -> Any:
    """One case with its content and the proposal round it; Missing where there is none."""
    parent = aliased(Comment)
    written, parent_by = aliased(Person), aliased(Person)
    author = _each("author_id")
    return existing_row(session.execute(
        _with_content(sa.select(Case.id, Case.subject_kind, Case.subject_id, Case.proposal_id, Case.state,
                  Case.reports, Case.due_at, Case.opened_at, Case.closed_at, Proposal.title, Proposal.version,
                  Proposal.lang.label("proposal_lang"), Proposal.state.label("proposal_state"),
                  author.label("author_id"),
                  _each("state").label("content_state"),
                  _of(Comment.created_at, Amendment.created_at, NeedLine.created_at,
                      Attachment.added_at, Proposal.published_at).label("written_at"),
                  sa.func.coalesce(written.display_name, Source.name, "").label("author"),
                  Comment.html, NeedLine.body.label("line"), Amendment.text.label("suggested"), Amendment.rationale,
                  *PIECE, sa.func.coalesce(Comment.lang, Amendment.lang, NeedLine.lang).label("comment_lang"),
                  Comment.edited_at, Comment.stance,
                  parent.html.label("parent_html"), parent.lang.label("parent_lang"),
                  parent_by.display_name.label("parent_author")))
        .outerjoin(parent, parent.id == Comment.parent_id).outerjoin(parent_by, parent_by.id == parent.author_id)
        .outerjoin(written, written.id == author)
        .outerjoin(Source, Source.id == _of(Comment.source_id, sa.null(), sa.null(), sa.null(), Proposal.source_id))
        .where(Case.id == case_id)))


def content_html(session: Session, row: Any) -> list[str]:
    """What a case or a verdict is about, rendered: a comment, a line, or the proposal's fields as its form has them."""
    if row.subject_kind is Subject.COMMENT:
        return [row.html]
    if row.subject_kind is Subject.AMENDMENT:
        return [markup.rendered(text) for text in (row.suggested, row.rationale) if text]
    if row.subject_kind is Subject.LINE:
        return [f"<p>{escape(row.line)}</p>"]
    if row.subject_kind is Subject.ATTACHMENT:
        return [f"<p>{escape(text)}</p>" for text in (row.piece, row.caption) if text]
    told = session.execute(sa.select(Revision.fields, Revision.html).where(
        Revision.proposal_id == row.proposal_id, Revision.number == row.version)).one()
    return [told.html[key] for key in told.fields if told.html.get(key)]


def reports(session: Session, case_id: int, limit: int = 100) -> Rows:
    """Who reported is for moderators only; a visitor has no name."""
    return session.execute(
        sa.select(Report.id, Report.ground, Report.note, Report.created_at, Report.receipt,
                  Person.display_name.label("reporter"))
        .outerjoin(Person, Person.id == Report.reporter_id).where(Report.case_id == case_id)
        .order_by(Report.id).limit(limit)).all()


def verdicts(session: Session, kind: Subject, subject_id: int) -> Rows:
    """Every verdict ever given on this content, with the author's answer, newest first."""
    return session.execute(
        sa.select(VerdictRow.id, VerdictRow.case_id, VerdictRow.round, VerdictRow.verdict, VerdictRow.ground,
                  VerdictRow.explanation, VerdictRow.at, VerdictRow.moderator_id,
                  Person.display_name.label("moderator"), AuthorAnswer.body.label("answer"),
                  AuthorAnswer.created_at.label("answered_at"))
        .join(Case, Case.id == VerdictRow.case_id).join(Person, Person.id == VerdictRow.moderator_id)
        .outerjoin(AuthorAnswer, AuthorAnswer.verdict_id == VerdictRow.id)
        .where(Case.subject_kind == kind, Case.subject_id == subject_id).order_by(VerdictRow.id.desc())).all()


def ties(session: Session, row: Any, person_id: int) -> tuple[bool, bool]:
    """(carries the proposal, has reported it): to say on the page why one may not judge."""
    carries = sa.exists().where(Carrier.proposal_id == row.proposal_id, Carrier.person_id == person_id,
                                Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
    reported = sa.exists().where(Report.case_id == row.id, Report.reporter_id == person_id)
    found = session.execute(sa.select(carries.label("carries"), reported.label("reported"))).one()
    return found.carries, found.reported


def own_verdict(session: Session, verdict_id: int, person_id: int) -> Any:
    """A verdict on one's own content, with the text as it stands; another's is not there (Missing)."""
    carries = sa.exists().where(Carrier.proposal_id == Case.proposal_id, Carrier.person_id == person_id,
                                Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))
    _verdict, newest = _latest()
    wrote = _each("author_id") == person_id
    told = (
        sa.select(VerdictRow.id, VerdictRow.case_id, VerdictRow.round, VerdictRow.verdict, VerdictRow.ground,
                  VerdictRow.explanation, VerdictRow.at, Case.subject_kind, Case.subject_id, Case.proposal_id,
                  Case.state.label("case_state"), Proposal.title, Proposal.version, Proposal.lang,
                  Comment.html, NeedLine.body.label("line"), Amendment.text.label("suggested"), Amendment.rationale,
                  *PIECE, sa.func.coalesce(Comment.lang, Amendment.lang, NeedLine.lang).label("comment_lang"),
                  _each("state").label("content_state"),
                  AuthorAnswer.body.label("answer"), AuthorAnswer.created_at.label("answered_at"),
                  (VerdictRow.id == newest).label("latest"))
        .join(Case, Case.id == VerdictRow.case_id))
    return existing_row(session.execute(
        _with_content(told).outerjoin(AuthorAnswer, AuthorAnswer.verdict_id == VerdictRow.id)
        .where(VerdictRow.id == verdict_id,
               sa.or_(wrote, sa.and_(Case.subject_kind == Subject.PROPOSAL, carries)))))


def answered_before(session: Session, case_id: int, round_: int) -> bool:
    """Was an earlier verdict of the case answered? Then this one is the second look, and final."""
    return session.scalar(
        sa.select(AuthorAnswer.id).join(VerdictRow, VerdictRow.id == AuthorAnswer.verdict_id)
        .where(VerdictRow.case_id == case_id, VerdictRow.round < round_).limit(1)) is not None


def subject(session: Session, kind: Subject, subject_id: int) -> Any:
    """What somebody wants to report: (proposal_id, title, lang, html or None). Hidden ones are not there."""
    if kind is Subject.COMMENT:
        return existing_row(session.execute(
            sa.select(Comment.proposal_id, Proposal.title, Comment.lang, Comment.html, Comment.author_id)
            .join(Proposal, Proposal.id == Comment.proposal_id)
            .where(Comment.id == subject_id, Comment.state == ContentState.VISIBLE,
                   Proposal.state == ContentState.VISIBLE)))
    if kind is Subject.AMENDMENT:
        row = existing_row(session.execute(
            sa.select(Amendment.proposal_id, Proposal.title, Amendment.lang, Amendment.text, Amendment.rationale,
                      Amendment.author_id).join(Proposal, Proposal.id == Amendment.proposal_id)
            .where(Amendment.id == subject_id, Amendment.state == ContentState.VISIBLE,
                   Proposal.state == ContentState.VISIBLE)))
        return SimpleNamespace(**row._mapping, html=markup.rendered("\n\n".join((row.text, row.rationale))))
    if kind is Subject.LINE:
        return existing_row(session.execute(
            sa.select(NeedLine.proposal_id, Proposal.title, NeedLine.lang, NeedLine.body.label("line"),
                      sa.null().label("html"), NeedLine.author_id)
            .join(Proposal, Proposal.id == NeedLine.proposal_id)
            .where(NeedLine.id == subject_id, NeedLine.state == ContentState.VISIBLE, NeedLine.removed_at.is_(None),
                   Proposal.state == ContentState.VISIBLE)))
    if kind is Subject.ATTACHMENT:
        return existing_row(session.execute(
            sa.select(Attachment.proposal_id, Proposal.title, Proposal.lang, Attachment.title.label("line"),
                      sa.null().label("html"), Attachment.author_id)
            .join(Proposal, Proposal.id == Attachment.proposal_id)
            .where(Attachment.id == subject_id, Attachment.state == ContentState.VISIBLE,
                   Attachment.removed_at.is_(None), Proposal.state == ContentState.VISIBLE)))
    return existing_row(session.execute(
        sa.select(Proposal.id.label("proposal_id"), Proposal.title, Proposal.lang, sa.null().label("html"),
                  Proposal.author_id)
        .where(Proposal.id == subject_id, Proposal.state == ContentState.VISIBLE)))


def latest_verdict_id(session: Session, case_id: int) -> int:
    """Missing where there is none yet."""
    found: int = existing_value(session.execute(
        sa.select(VerdictRow.id).where(VerdictRow.case_id == case_id)
        .order_by(VerdictRow.id.desc()).limit(1)))
    return found


def by_receipt(session: Session, code: str) -> Any:
    """What became of a report: (created_at, due_at, state, verdict); Missing for a code that is none."""
    verdict, newest = _latest()
    return existing_row(session.execute(
        sa.select(Report.created_at, Case.due_at, Case.state, verdict.verdict)
        .join(Case, Case.id == Report.case_id).outerjoin(verdict, verdict.id == newest)
        .where(Report.receipt == code[:16]).limit(1)))
