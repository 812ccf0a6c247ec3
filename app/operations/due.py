"""What time alone changes: a waiting condition that came of age, a proposal nobody touches any more."""

from app.models.proposals import Proposal
from app.operations._journey import advance
from app.operations._stage import zone_of
from app.operations._work import Work, operation
from app.queries.charters import charter_by_id
from app.rules.gates import is_dormant
from app.rules.happenings import ProposalDormant
from app.rules.kinds import Status


@operation
def look_again(work: Work, proposal_id: int) -> None:
    """The same step as after any act: automatic gates, and the committee's clock."""
    work.session.get_one(Proposal, proposal_id, with_for_update={"key_share": True})
    advance(work, proposal_id)


@operation
def fall_asleep(work: Work, proposal_id: int) -> bool:
    """After its stage's delay without an act. What waits for an answer of the committee never sleeps: it is not the
    carriers who are late. Somebody who acted meanwhile keeps it awake."""
    proposal = work.session.get_one(Proposal, proposal_id, with_for_update={"key_share": True})
    stage = charter_by_id(work.session, proposal.charter_id).tracks[proposal.track].stages[proposal.stage]
    if proposal.status is not Status.OPEN or proposal.ready_since is not None:
        return False
    if not is_dormant(proposal.active_at, work.now, stage, zone_of(work, proposal.space_id)):
        return False
    proposal.status = Status.DORMANT
    work.say(ProposalDormant(space_id=proposal.space_id, subject_id=proposal_id))
    return True
