"""Ties between proposals, shown on both pages."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from app.core import limits
from app.core.database import existing, existing_row, upsert
from app.core.kinds import LinkKind, Status
from app.core.loading import ALIVE, move_counter, not_hidden, proposal_for
from app.core.permissions import Action
from app.core.refusals import CHANGED_MEANWHILE
from app.core.unit_of_work import Refused, Work, operation
from app.proposals import refusals, rules as amending
from app.proposals.events import LinkMade, LinkRemoved, ProposalMerged, ProposalUnmerged
from app.proposals.models import Carrier, Link, Merge, Passage, Proposal, Support
from app.proposals.queries.proposals import revision_fields
from app.proposals.rules import BOTH_WAYS, BY_HAND, answers
from app.proposals.service.carrying import delete_link, end, invite_as_author, reopen, write_link
from app.proposals.service.journey import advance, touch
from app.proposals.service.texts import asked_on, checked, texts_of
from app.proposals.service.writing import begun, start_key


@operation
def tie(work: Work, proposal_id: int, other_id: int, kind: LinkKind) -> bool:
    """False where they are tied so already."""
    proposal = proposal_for(work, Action.LINK_MAKE, proposal_id)
    other = existing(work.session, Proposal, other_id)
    not_hidden(work, other)
    _check(proposal, other, kind)
    if kind in BOTH_WAYS and _tied(work, other_id, proposal_id, kind):
        return False
    if len(_made(work, proposal_id)) >= limits.LINKS:
        raise Refused(refusals.TOO_MANY_LINKS, most=limits.LINKS)
    made = work.session.scalar(upsert(work.session, Link).values(
        space_id=proposal.space_id, from_id=proposal_id, to_id=other_id, kind=kind, created_by=work.me,
        created_at=work.now).on_conflict_do_nothing().returning(Link.id))
    if made is None:
        return False
    for one, far in ((proposal, other), (other, proposal)):
        work.say(LinkMade(space_id=one.space_id, subject_id=one.id, other_id=far.id, link=kind.value))
    touch(work, proposal)
    advance(work, other_id)
    return True


def _check(proposal: Proposal, other: Proposal, kind: LinkKind) -> None:
    if kind not in BY_HAND:
        raise Refused(refusals.NOT_LINKABLE, field="other")
    if other.id == proposal.id:
        raise Refused(refusals.LINKED_TO_ITSELF, field="other")
    if other.status is Status.MERGED:
        raise Refused(refusals.OTHER_WAS_MERGED, field="other")
    if kind is LinkKind.ANSWERS_NEED and not answers(proposal.track, other.track):
        raise Refused(refusals.NOT_A_NEED, field="kind")


def _tied(work: Work, from_id: int, to_id: int, kind: LinkKind) -> bool:
    return work.session.scalar(sa.select(Link.id).where(
        Link.from_id == from_id, Link.to_id == to_id, Link.kind == kind)) is not None


def _made(work: Work, proposal_id: int) -> list[int]:
    return list(work.session.scalars(sa.select(Link.id).where(
        Link.from_id == proposal_id, Link.kind.in_(BY_HAND)).limit(limits.LINKS)))


@operation
def untie(work: Work, proposal_id: int, link_id: int) -> None:
    """From either end: nobody has to bear what somebody else said of their proposal."""
    proposal = proposal_for(work, Action.LINK_MAKE, proposal_id)
    link = existing_row(work.session.execute(
        sa.delete(Link).where(Link.id == link_id, sa.or_(Link.from_id == proposal_id, Link.to_id == proposal_id),
                              Link.kind.in_(BY_HAND))
        .returning(Link.from_id, Link.to_id, Link.kind)))
    other = work.session.get_one(Proposal, link.to_id if link.from_id == proposal_id else link.from_id)
    for one, far in ((proposal, other), (other, proposal)):
        work.say(LinkRemoved(space_id=one.space_id, subject_id=one.id, other_id=far.id, link=link.kind.value))
    touch(work, proposal)
    advance(work, link.to_id)


# Two proposals that say the same go on as one; and the way back, for a week.

CAME = 0  # the version of a support that came along: its person supported another text, and is asked about this one


@operation
def merge(work: Work, proposal_id: int, into_id: int, reason: str) -> int:
    """Goes on inside another of the same track: its carriers are invited there, each supporter counts once and is asked
    about the text that goes on. What came along is marked, so that all of it can leave. Returns the merge's id."""
    proposal = proposal_for(work, Action.PROPOSAL_MERGE, proposal_id)
    into = proposal_for(work, Action.PROPOSAL_MERGE, into_id)
    if proposal.id == into.id or proposal.track != into.track or proposal.space_id != into.space_id:
        raise Refused(refusals.NOT_MERGEABLE, field="into")
    said = checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST)
    row = Merge(space_id=into.space_id, proposal_id=proposal.id, into_id=into.id, merged_by=work.me, merged_at=work.now)
    work.session.add(row)
    work.session.flush()  # its id marks what comes along
    proposal.merged_into_id = into.id
    end(work, proposal, Status.MERGED, said)
    _carry_over(work, proposal, into, row.id)
    write_link(work, proposal, into, LinkKind.MERGED_INTO)
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
        raise Refused(refusals.TOO_LATE_TO_UNDO_MERGE, days=limits.MERGE_UNDO_DAYS)
    into = work.session.get_one(Proposal, row.into_id, with_for_update={"key_share": True})
    _nothing_built(work, into, row)
    _leave(work, into, row.id)
    row.undone_by, row.undone_at = work.me, work.now
    reopen(work, proposal)
    delete_link(work, proposal, into, LinkKind.MERGED_INTO)
    work.say(ProposalUnmerged(space_id=proposal.space_id, subject_id=proposal.id, into_id=into.id))
    for one in (proposal.id, into.id):
        advance(work, one)
    return into.id


def _nothing_built(work: Work, into: Proposal, row: Merge) -> None:
    if into.status not in ALIVE:
        raise Refused(refusals.MERGE_WENT_ON, status=into.status.value)
    if work.session.scalar(sa.select(Passage.id).where(
            Passage.proposal_id == into.id, Passage.at >= row.merged_at).limit(1)) is not None:
        raise Refused(refusals.MERGE_COUNTED)


def _leave(work: Work, into: Proposal, merge_id: int) -> None:
    gone = work.session.execute(sa.delete(Support).where(
        Support.proposal_id == into.id, Support.merge_id == merge_id).returning(Support.person_id)
        .execution_options(synchronize_session=False)).all()
    move_counter(work, into.id, "supports", -len(gone))
    work.session.execute(sa.delete(Carrier).where(
        Carrier.proposal_id == into.id, Carrier.merge_id == merge_id, Carrier.accepted_at.is_(None),
        Carrier.declined_at.is_(None)).execution_options(synchronize_session=False))


# A part of a proposal goes on as another one. The first keeps its text, its supports and its carriers.

@operation
def begin(work: Work, proposal_id: int, chosen: Sequence[tuple[str, int]], seen: int) -> int:
    """By a carrier: a draft with those paragraphs (field, number), read in version `seen`. Nothing moves before it is
    published; the paragraphs also stay where they are, until somebody takes them out in a new version."""
    proposal = proposal_for(work, Action.PROPOSAL_EDIT, proposal_id)
    if proposal.version != seen:
        raise Refused(CHANGED_MEANWHILE)
    fields = revision_fields(work.session, proposal_id, seen)
    there = {key: {one.number: one.text for one in amending.paragraphs(text)}
             for key, text in texts_of(asked_on(work, proposal), fields).items()}
    wanted = [(key, number) for key in there for number in there[key] if (key, number) in set(chosen)]
    if not wanted:
        raise Refused(refusals.NOTHING_CHOSEN, field="chosen")
    if len(wanted) == sum(len(each) for each in there.values()):
        raise Refused(refusals.EVERYTHING_CHOSEN, field="chosen")
    said: dict[str, str] = {}
    for key, number in wanted:
        to = start_key(work, proposal, key)
        said[to] = "\n\n".join(text for text in (said.get(to, ""), there[key][number]) if text)
    return begun(work, proposal, said, split_from_id=proposal_id)
