"""Human syntheses: what a discussion comes down to, over which messages. Each version stays as it was."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.models.discussion import Comment, Synthesis
from app.operations._journey import touch
from app.operations._steps import ALIVE, proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.outside import markdown
from app.rules import limits
from app.rules.happenings import SynthesisWritten
from app.rules.kinds import ContentState, Status
from app.rules.permissions import Action


@operation
def write(work: Work, proposal_id: int, body: str, lang: str, covers: Sequence[int], *, up_to: int | None = None,
          again: bool = False) -> int:
    """A new version. It covers what was picked; `up_to`: everything until that message; `again`: also what the version
    before covered. Hidden messages are left out. Returns its number."""
    proposal = proposal_for(work, Action.SYNTHESIS_WRITE, proposal_id, (*ALIVE, Status.CLOSED))
    said = checked(body, "body", most=limits.FIELD, least=limits.REASON_LEAST)
    last = work.session.scalar(sa.select(Synthesis).where(Synthesis.proposal_id == proposal_id)
                               .order_by(Synthesis.number.desc()).limit(1))
    wanted = set(covers) | (set(last.covers) if again and last else set())
    told = _covered(work, proposal_id, wanted, up_to)
    if not told:
        raise Refused("synthesis_covers_nothing", field="covers")
    row = Synthesis(
        space_id=proposal.space_id, proposal_id=proposal_id, number=last.number + 1 if last else 1, author_id=work.me,
        body=said, html=markdown.rendered(said), lang=lang, covers=[one.id for one in told], covered=len(told),
        until=max(one.created_at for one in told), created_at=work.now)
    work.session.add(row)
    work.session.flush()  # its id is needed
    touch(work, proposal)
    work.say(SynthesisWritten(space_id=proposal.space_id, subject_id=proposal_id, synthesis_id=row.id,
                              version=row.number, covered=row.covered))
    return row.number


def _covered(work: Work, proposal_id: int, wanted: set[int], up_to: int | None) -> Sequence[sa.Row[int, object]]:
    """Visible messages of this very discussion, in their order; what else was asked for is nobody's business."""
    picked = Comment.id.in_(wanted) if up_to is None else sa.or_(Comment.id <= up_to, Comment.id.in_(wanted))
    return work.session.execute(
        sa.select(Comment.id, Comment.created_at).where(
            Comment.proposal_id == proposal_id, Comment.state == ContentState.VISIBLE, picked)
        .order_by(Comment.id)).all()
