"""Debates under a need: opened with a question and a last day, concluded in writing, reopened with a reason."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.accounts.queries.accounts import speaks_for
from app.accounts.service.shared import drop_line
from app.core import limits, markup
from app.core.calendar import civil_day, end_of
from app.core.database import existing, existing_value
from app.core.kinds import ContentState, LineKind, Subject
from app.core.loading import allow, not_hidden, one_at_a_time, proposal_for
from app.core.permissions import Action
from app.core.refusals import NO_MANDATE
from app.core.unit_of_work import Refused, Work, operation
from app.discussion.refusals import NO_COMMENT_AT_THIS_STAGE
from app.notifications.service import write_follow
from app.proposals import refusals
from app.proposals.events import DebateConcluded, DebateDue, DebateOpened, DebateReopened, LineAdded, LineRemoved
from app.proposals.models import Debate, NeedLine, Proposal
from app.proposals.service.journey import touch
from app.proposals.service.texts import checked
from app.territory.models import Space
from app.territory.queries.charters import charter_by_id

NEED = "need"


@operation
def open_debate(work: Work, proposal_id: int, question: str, lang: str, until: date) -> int:
    """By a carrier (the author is one) or the committee, on a need, one at a time. Returns the debate's id."""
    proposal = _need(work, proposal_id)
    asked = checked(question, "question", most=limits.QUESTION, least=limits.TITLE_LEAST)
    _none_open(work, proposal_id)
    debate = _new(work, proposal, asked, lang, until)
    work.say(DebateOpened(space_id=proposal.space_id, subject_id=proposal.id, debate_id=debate.id,
                          closes_on=until.isoformat()))
    return debate.id


@operation
def reopen(work: Work, debate_id: int, reason: str, until: date) -> int:
    """The last concluded one goes on, as a new row: its conclusion stays to be read. Returns the new id."""
    before = existing(work.session, Debate, debate_id)
    proposal = _need(work, before.proposal_id)
    why = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    _none_open(work, proposal.id)
    newest = work.session.scalar(sa.select(sa.func.max(Debate.id)).where(Debate.proposal_id == proposal.id))
    if newest != debate_id:
        raise Refused(refusals.DEBATE_IS_OLD)
    debate = _new(work, proposal, before.question, before.lang, until, before.id, why)
    work.say(DebateReopened(space_id=proposal.space_id, subject_id=proposal.id, debate_id=debate.id,
                            reopens_id=before.id, closes_on=until.isoformat()))
    return debate.id


@operation
def conclude(work: Work, debate_id: int, conclusion: str) -> int:
    """A debate ends by a text that everybody reads, before or after its last day. Returns the proposal's id."""
    proposal = _need(work, existing_value(work.session.execute(
        sa.select(Debate.proposal_id).where(Debate.id == debate_id))))
    debate = existing(work.session, Debate, debate_id, populate_existing=True)
    if debate.closed_at is not None:
        raise Refused(refusals.DEBATE_IS_OVER)
    said = checked(conclusion, "conclusion", most=limits.FIELD, least=limits.CONCLUSION_LEAST)
    debate.conclusion, debate.html = said, markup.rendered(said)
    debate.closed_at, debate.closed_by = work.now, work.me
    touch(work, proposal)
    work.say(DebateConcluded(space_id=proposal.space_id, subject_id=proposal.id, debate_id=debate.id))
    return proposal.id


@operation
def remind(work: Work, debate_id: int) -> bool:
    """Once, after its last day, whoever opened it. Safe to run twice: the row is claimed."""
    row = work.session.execute(
        sa.update(Debate).where(Debate.id == debate_id, Debate.closed_at.is_(None), Debate.reminded_at.is_(None),
                                Debate.closes_at <= work.now)
        .values(reminded_at=work.now).returning(Debate.space_id, Debate.proposal_id, Debate.opened_by)
        .execution_options(synchronize_session=False)).first()
    if row is None:
        return False
    work.say(DebateDue(space_id=row.space_id, subject_id=row.proposal_id, debate_id=debate_id,
                       person_id=row.opened_by))
    return True


def _need(work: Work, proposal_id: int) -> Proposal:
    proposal = proposal_for(work, Action.DEBATE_RUN, proposal_id)
    if proposal.track != NEED:
        raise Refused(refusals.DEBATE_ON_NEEDS_ONLY)
    return proposal


def _none_open(work: Work, proposal_id: int) -> None:
    if work.session.scalar(sa.select(Debate.id).where(
            Debate.proposal_id == proposal_id, Debate.closed_at.is_(None))) is not None:
        raise Refused(refusals.DEBATE_IS_OPEN)


def _new(work: Work, proposal: Proposal, question: str, lang: str, until: date, reopens_id: int | None = None,
         reason: str = "") -> Debate:
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    today = civil_day(work.now, zone)
    if not today < until <= today + timedelta(days=limits.DEBATE_DAYS):
        raise Refused(refusals.DEBATE_DAY, field="until", most=limits.DEBATE_DAYS)
    debate = Debate(
        space_id=proposal.space_id, proposal_id=proposal.id, reopens_id=reopens_id, reason=reason, question=question,
        lang=lang, opened_by=work.me, opened_at=work.now, closes_on=until, closes_at=end_of(until, zone))
    work.session.add(debate)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    write_follow(work, work.me, Subject.PROPOSAL, proposal.id)
    return debate


# What exists already, what is missing, what I can bring: one line each, under a need.

@operation
def add(work: Work, proposal_id: int, kind: LineKind, body: str, lang: str, *, structure_id: int | None = None) -> int:
    """By anybody signed in, where the charter lets people comment. Returns the line's id."""
    proposal = _open_need(work, proposal_id)
    said = " ".join(checked(body, "body", most=limits.SHORT, least=3).split())
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    if structure_id is not None and not speaks_for(
            work.session, work.me, structure_id, work.now.astimezone(zone).date()):
        raise Refused(NO_MANDATE, field="structure")
    _not_too_many(work, proposal_id, kind, said)
    line = NeedLine(space_id=proposal.space_id, proposal_id=proposal_id, kind=kind, author_id=work.me,
                    structure_id=structure_id, body=said, lang=lang, created_at=work.now)
    work.session.add(line)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    write_follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(LineAdded(space_id=proposal.space_id, subject_id=proposal_id, line_id=line.id, line=kind.value))
    return line.id


def _open_need(work: Work, proposal_id: int) -> Proposal:
    proposal = proposal_for(work, Action.LINE_WRITE, proposal_id)
    if proposal.track != NEED:
        raise Refused(refusals.LINES_ON_NEEDS_ONLY)
    charter = charter_by_id(work.session, proposal.charter_id)
    if "comment" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused(NO_COMMENT_AT_THIS_STAGE)
    return proposal


def _not_too_many(work: Work, proposal_id: int, kind: LineKind, said: str) -> None:
    """Two tabs at once do not pass the limit together."""
    one_at_a_time(work, "need lines", work.me)
    rows = work.session.execute(sa.select(NeedLine.author_id, NeedLine.body).where(
        NeedLine.proposal_id == proposal_id, NeedLine.kind == kind,
        NeedLine.state == ContentState.VISIBLE, NeedLine.removed_at.is_(None))).all()
    if any(row.body.casefold() == said.casefold() for row in rows):
        raise Refused(refusals.LINE_IS_THERE, field="body")
    if sum(row.author_id == work.me for row in rows) >= limits.OWN_LINES:
        raise Refused(refusals.TOO_MANY_LINES, field="body", most=limits.OWN_LINES)
    if len(rows) >= limits.NEED_LINES:
        raise Refused(refusals.LINES_ARE_FULL, field="body", most=limits.NEED_LINES)


@operation
def remove(work: Work, line_id: int) -> int:
    """One's own, at any time, whatever became of the need: its text is gone for good. Returns the proposal's id."""
    allow(work, Action.LINE_WRITE)
    line = existing(work.session, NeedLine, line_id, with_for_update=True)
    if line.author_id != work.me:
        for hidden in (line, work.session.get_one(Proposal, line.proposal_id)):
            not_hidden(work, hidden)
        raise Refused(refusals.NOT_YOUR_LINE)
    if line.removed_at is not None:
        return line.proposal_id
    drop_line(work, line)
    work.say(LineRemoved(space_id=line.space_id, subject_id=line.proposal_id, line_id=line_id, line=line.kind.value))
    return line.proposal_id
