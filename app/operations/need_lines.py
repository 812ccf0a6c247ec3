"""What exists already, what is missing, what I can bring: one line each, under a need."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.models.proposals import Proposal
from app.models.spaces import Space
from app.models.starters import NeedLine
from app.operations._ceilings import one_at_a_time
from app.operations._erasures import drop_line
from app.operations._following import follow
from app.operations._journey import touch
from app.operations._steps import allow, not_hidden, proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.queries.charters import charter_by_id
from app.queries.loading import existing
from app.queries.people import speaks_for
from app.rules import limits
from app.rules.happenings import LineAdded, LineRemoved
from app.rules.kinds import ContentState, Subject
from app.rules.kinds_talk import LineKind
from app.rules.permissions import Action

NEED = "need"


@operation
def add(work: Work, proposal_id: int, kind: LineKind, body: str, lang: str, *, structure_id: int | None = None) -> int:
    """By anybody signed in, where the charter lets people comment. Returns the line's id."""
    proposal = _open_need(work, proposal_id)
    said = " ".join(checked(body, "body", most=limits.SHORT, least=3).split())
    zone = ZoneInfo(work.session.get_one(Space, proposal.space_id).timezone)
    if structure_id is not None and not speaks_for(
            work.session, work.me, structure_id, work.now.astimezone(zone).date()):
        raise Refused("no_mandate", field="structure")
    _not_too_many(work, proposal_id, kind, said)
    line = NeedLine(space_id=proposal.space_id, proposal_id=proposal_id, kind=kind, author_id=work.me,
                    structure_id=structure_id, body=said, lang=lang, created_at=work.now)
    work.session.add(line)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    follow(work, work.me, Subject.PROPOSAL, proposal_id)
    work.say(LineAdded(space_id=proposal.space_id, subject_id=proposal_id, line_id=line.id, line=kind.value))
    return line.id


def _open_need(work: Work, proposal_id: int) -> Proposal:
    proposal = proposal_for(work, Action.LINE_WRITE, proposal_id)
    if proposal.track != NEED:
        raise Refused("lines_on_needs_only")
    charter = charter_by_id(work.session, proposal.charter_id)
    if "comment" not in charter.tracks[proposal.track].stages[proposal.stage].features:
        raise Refused("no_comment_at_this_stage")
    return proposal


def _not_too_many(work: Work, proposal_id: int, kind: LineKind, said: str) -> None:
    """Two tabs at once do not pass the limit together."""
    one_at_a_time(work, "need lines", work.me)
    rows = work.session.execute(sa.select(NeedLine.author_id, NeedLine.body).where(
        NeedLine.proposal_id == proposal_id, NeedLine.kind == kind,
        NeedLine.state == ContentState.VISIBLE, NeedLine.removed_at.is_(None))).all()
    if any(row.body.casefold() == said.casefold() for row in rows):
        raise Refused("line_is_there", field="body")
    if sum(row.author_id == work.me for row in rows) >= limits.OWN_LINES:
        raise Refused("too_many_lines", field="body", most=limits.OWN_LINES)
    if len(rows) >= limits.NEED_LINES:
        raise Refused("lines_are_full", field="body", most=limits.NEED_LINES)


@operation
def remove(work: Work, line_id: int) -> int:
    """One's own, at any time, whatever became of the need: its text is gone for good. Returns the proposal's id."""
    allow(work, Action.LINE_WRITE)
    line = existing(work.session, NeedLine, line_id, with_for_update=True)
    if line.author_id != work.me:
        for hidden in (line, work.session.get_one(Proposal, line.proposal_id)):
            not_hidden(work, hidden)
        raise Refused("not_your_line")
    if line.removed_at is not None:
        return line.proposal_id
    drop_line(work, line)
    work.say(LineRemoved(space_id=line.space_id, subject_id=line.proposal_id, line_id=line_id, line=line.kind.value))
    return line.proposal_id
