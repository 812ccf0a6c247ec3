"""Two proposals that say the same go on as one; and the way back, for a week."""

from datetime import timedelta

import sqlalchemy as sa

from app.models.proposals import Carrier, Merge, Passage, Proposal, Support
from app.operations._carriers import invite_as_author
from app.operations._ending import end, reopen, tie, untie
from app.operations._journey import advance
from app.operations._steps import ALIVE, move_counter, proposal_for
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.rules import limits
from app.rules.happenings import ProposalMerged, ProposalUnmerged
from app.rules.kinds import LinkKind, Status
from app.rules.permissions import Action

CAME = 0  # the version of a support that came along: its person supported another text, and is asked about this one


@operation
def merge(work: Work, proposal_id: int, into_id: int, reason: str) -> int:
    """Goes on inside another of the same track: its carriers are invited there, each supporter counts once and is asked
    about the text that goes on. What came along is marked, so that all of it can leave. Returns the merge's id."""
    proposal = proposal_for(work, Action.PROPOSAL_MERGE, proposal_id)
    into = proposal_for(work, Action.PROPOSAL_MERGE, into_id)
    if proposal.id == into.id or proposal.track != into.track or proposal.space_id != into.space_id:
        raise Refused("not_mergeable", field="into")
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    row = Merge(space_id=into.space_id, proposal_id=proposal.id, into_id=into.id, merged_by=work.me, merged_at=work.now)
    work.session.add(row)
    work.session.flush()  # its id marks what comes along
    proposal.merged_into_id = into.id
    end(work, proposal, Status.MERGED, said)
    _carry_over(work, proposal, into, row.id)
    tie(work, proposal, into, LinkKind.MERGED_INTO)
    work.say(ProposalMerged(space_id=proposal.space_id, subject_id=proposal.id, into_id=into.id))
    advance(work, into.id)
    return row.id


def _carry_over(work: Work, proposal: Proposal, into: Proposal, merge_id: int) -> None:
    there = sa.select(Support.person_id).where(Support.proposal_id == into.id)
    came = work.session.execute(
        sa.insert(Support).from_select(
            ["proposal_id", "person_id", "space_id", "place_id", "structure_id", "college", "version", "given_on",
             "merge_id"],
            sa.select(sa.literal(into.id), Support.person_id, sa.literal(into.space_id), Support.place_id,
                      Support.structure_id, Support.college, sa.literal(CAME), Support.given_on, sa.literal(merge_id))
            .where(Support.proposal_id == proposal.id, Support.person_id.not_in(there)))
        .returning(Support.person_id)).all()
    move_counter(work, into.id, "supports", len(came))
    invite_as_author(work, proposal, into, merge_id)


@operation
def undo(work: Work, proposal_id: int) -> int:
    """Within seven days, as long as nothing was built on it: what came along leaves, but for who spoke there since.
    Returns the id of the one that had gone on."""
    proposal = proposal_for(work, Action.PROPOSAL_MERGE, proposal_id, (Status.MERGED,))
    row = work.session.scalars(sa.select(Merge).where(
        Merge.proposal_id == proposal_id, Merge.undone_at.is_(None)).with_for_update()).one_or_none()
    if row is None or work.now >= row.merged_at + timedelta(days=limits.MERGE_UNDO_DAYS):
        raise Refused("too_late_to_undo_merge", days=limits.MERGE_UNDO_DAYS)
    into = work.session.get_one(Proposal, row.into_id, with_for_update={"key_share": True})
    _nothing_built(work, into, row)
    _leave(work, into, row.id)
    row.undone_by, row.undone_at = work.me, work.now
    reopen(work, proposal)
    untie(work, proposal, into, LinkKind.MERGED_INTO)
    work.say(ProposalUnmerged(space_id=proposal.space_id, subject_id=proposal.id, into_id=into.id))
    for one in (proposal.id, into.id):
        advance(work, one)
    return into.id


def _nothing_built(work: Work, into: Proposal, row: Merge) -> None:
    if into.status not in ALIVE:
        raise Refused("merge_went_on", status=into.status.value)
    if work.session.scalar(sa.select(Passage.id).where(
            Passage.proposal_id == into.id, Passage.at >= row.merged_at).limit(1)) is not None:
        raise Refused("merge_counted")


def _leave(work: Work, into: Proposal, merge_id: int) -> None:
    gone = work.session.execute(sa.delete(Support).where(
        Support.proposal_id == into.id, Support.merge_id == merge_id).returning(Support.person_id)
        .execution_options(synchronize_session=False)).all()
    move_counter(work, into.id, "supports", -len(gone))
    work.session.execute(sa.delete(Carrier).where(
        Carrier.proposal_id == into.id, Carrier.merge_id == merge_id, Carrier.accepted_at.is_(None),
        Carrier.declined_at.is_(None)).execution_options(synchronize_session=False))
