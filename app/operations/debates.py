"""Debates under a need: opened with a question and a last day, concluded in writing, reopened with a reason."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.proposals import Proposal
from app.models.spaces import Space
from app.models.starters import Debate
from app.operations._following import follow
from app.operations._journey import touch
from app.operations._steps import proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import markdown
from app.queries.loading import existing, existing_value
from app.rules import limits
from app.rules.calendar import civil_day, end_of
from app.rules.happenings import DebateConcluded, DebateDue, DebateOpened, DebateReopened
from app.rules.kinds import Subject
from app.rules.permissions import Action

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
        raise Refused("debate_is_old")
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
        raise Refused("debate_is_over")
    said = checked(conclusion, "conclusion", most=limits.FIELD, least=limits.CONCLUSION_LEAST)
    debate.conclusion, debate.html = said, markdown.rendered(said)
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
        raise Refused("debate_on_needs_only")
    return proposal


def _none_open(work: Work, proposal_id: int) -> None:
    if work.session.scalar(sa.select(Debate.id).where(
            Debate.proposal_id == proposal_id, Debate.closed_at.is_(None))) is not None:
        raise Refused("debate_is_open")


def _new(work: Work, proposal: Proposal, question: str, lang: str, until: date, reopens_id: int | None = None,
         reason: str = "") -> Debate:
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    today = civil_day(work.now, zone)
    if not today < until <= today + timedelta(days=limits.DEBATE_DAYS):
        raise Refused("debate_day", field="until", most=limits.DEBATE_DAYS)
    debate = Debate(
        space_id=proposal.space_id, proposal_id=proposal.id, reopens_id=reopens_id, reason=reason, question=question,
        lang=lang, opened_by=work.me, opened_at=work.now, closes_on=until, closes_at=end_of(until, zone))
    work.session.add(debate)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    follow(work, work.me, Subject.PROPOSAL, proposal.id)
    return debate
