"""What somebody undertook: theirs once they accept it, and theirs to settle."""

from app.models.groups import Commitment, Group
from app.models.proposals import Proposal
from app.operations._journey import touch
from app.operations._steps import allow, not_hidden
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.rules.happenings import CommitmentSettled
from app.rules.kinds import CommitmentState
from app.rules.permissions import Action

S = CommitmentState
NEXT: dict[CommitmentState, frozenset[CommitmentState]] = {
    S.OFFERED: frozenset({S.ACCEPTED, S.DROPPED}), S.ACCEPTED: frozenset({S.DONE, S.DROPPED}),
    S.DONE: frozenset(), S.DROPPED: frozenset(),
}


@operation
def settle(work: Work, commitment_id: int, state: CommitmentState) -> bool:
    """Accepted, done or dropped, by the person and nobody else. False when it was so already."""
    allow(work, Action.COMMITMENT_SETTLE)
    commitment = existing(work.session, Commitment, commitment_id, with_for_update={"key_share": True})
    group = work.session.get_one(Group, commitment.group_id)
    if group.proposal_id is not None:
        not_hidden(work, work.session.get_one(Proposal, group.proposal_id))
    if commitment.person_id != work.me:
        raise Refused("not_your_commitment")
    if commitment.state is state:
        return False
    if state not in NEXT[commitment.state]:
        raise Refused("commitment_is_settled")
    commitment.state, commitment.settled_at = state, work.now
    if group.proposal_id is not None:
        touch(work, work.session.get_one(Proposal, group.proposal_id))
        work.say(CommitmentSettled(space_id=commitment.space_id, subject_id=group.proposal_id,
                                   commitment_id=commitment_id, person_id=work.me, state=state.value))
    return True
