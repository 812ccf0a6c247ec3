"""Supporting again, once the text has changed."""

import sqlalchemy as sa

from app.models.proposals import Support
from app.operations._journey import advance, touch
from app.operations._steps import proposal_for
from app.operations._work import Refused, Work, operation
from app.rules.happenings import SupportConfirmed
from app.rules.permissions import Action


@operation
def confirm(work: Work, proposal_id: int, seen: int) -> bool:
    """« Je soutiens toujours cette version ». `seen` is the version the person read: not one that came since."""
    proposal = proposal_for(work, Action.PROPOSAL_SUPPORT, proposal_id)
    mine = (Support.proposal_id == proposal_id, Support.person_id == work.me)
    if work.session.scalar(sa.select(Support.version).where(*mine)) is None:
        raise Refused("not_supporting")
    if not proposal.meaning_since <= seen <= proposal.version:
        raise Refused("changed_meanwhile")
    moved = work.session.execute(
        sa.update(Support).where(*mine, Support.version < proposal.meaning_since).values(version=seen, merge_id=None)
        .returning(Support.person_id).execution_options(synchronize_session=False)).scalar()
    if moved is None:
        return False
    touch(work, proposal)
    work.say(SupportConfirmed(space_id=proposal.space_id, subject_id=proposal_id, version=seen))
    advance(work, proposal_id)
    return True
