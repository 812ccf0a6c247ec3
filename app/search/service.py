"""The search index, made again: from the same sources as each operation does when something is written."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.database import upsert
from app.core.kinds import Subject
from app.core.loading import proposal_for
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.proposals.events import LikenessDismissed
from app.proposals.models import Proposal
from app.search import queries as search, refusals
from app.search.models import Likeness, SearchDoc, SearchPair, SearchWord
from app.search.queries.keeping import Recount, recount, set_counts

AT_ONCE = 500


@operation
def forget_all(work: Work) -> None:
    for table in (SearchDoc, SearchWord, SearchPair):
        work.session.execute(sa.delete(table).execution_options(synchronize_session=False))


@operation
def enter(work: Work, things: Sequence[tuple[Subject, int]]) -> None:
    """Some at a time, so that nobody who writes waits long."""
    search.keep_all(work.session, work.now, things)


def count(make_session: Callable[[], Session], now: datetime, actor_id: int | None) -> int:
    """How many documents hold each word; those of no document any more go. Returns how many words are left. The whole
    index is read outside any transaction that writes, and what changed is written some at a time."""
    with make_session() as session:
        told = recount(session)
    for part in told.batches(AT_ONCE):
        _set_counts(make_session, now, actor_id, part)
    return told.left


@operation
def _set_counts(work: Work, told: Recount) -> None:
    set_counts(work.session, told)


# What looks alike is noted by the job, and told apart by people.

@operation
def note(work: Work, proposal_id: int, version: int, others: Sequence[int]) -> int:
    """`others`: what that version looks like, nearest first. Those it no longer looks like go, but for the pairs that
    somebody told apart: that is remembered. Returns how many pairs it is in."""
    space_id = work.session.execute(sa.select(Proposal.space_id).where(Proposal.id == proposal_id)).scalar_one()
    work.session.execute(sa.update(Proposal).where(Proposal.id == proposal_id).values(compared=version)
                         .execution_options(synchronize_session=False))
    known = set(work.session.scalars(sa.select(Proposal.id).where(Proposal.id.in_(others))))
    pairs = {(min(proposal_id, n), max(proposal_id, n)): rank for rank, n in enumerate(others) if n in known}
    _forget(work, proposal_id, [*pairs])
    for (one_id, other_id), rank in pairs.items():
        pair = upsert(work.session, Likeness).values(
            one_id=one_id, other_id=other_id, space_id=space_id, rank=rank, found_at=work.now)
        work.session.execute(pair.on_conflict_do_update(index_elements=["one_id", "other_id"], set_={"rank": rank}))
    return len(pairs)


def _forget(work: Work, proposal_id: int, still: Sequence[tuple[int, int]]) -> None:
    its = sa.or_(Likeness.one_id == proposal_id, Likeness.other_id == proposal_id)
    work.session.execute(
        sa.delete(Likeness).where(its, Likeness.apart_at.is_(None),
                                  sa.tuple_(Likeness.one_id, Likeness.other_id).not_in(still))
        .execution_options(synchronize_session=False))


@operation
def dismiss(work: Work, proposal_id: int, other_id: int) -> bool:
    """« Ce n’est pas la même chose »: for good, whatever the texts become. False where it was said already."""
    proposal = proposal_for(work, Action.LIKENESS_DISMISS, proposal_id)
    if other_id == proposal_id or work.session.get(Proposal, other_id) is None:
        raise Refused(refusals.NOT_ALIKE)
    one_id, far_id = sorted((proposal_id, other_id))
    row = work.session.execute(
        sa.update(Likeness).where(Likeness.one_id == one_id, Likeness.other_id == far_id, Likeness.apart_at.is_(None))
        .values(apart_by=work.me, apart_at=work.now).returning(Likeness.one_id)
        .execution_options(synchronize_session=False)).scalar_one_or_none()
    if row is not None:
        work.say(LikenessDismissed(space_id=proposal.space_id, subject_id=proposal_id, other_id=other_id))
        return True
    if work.session.get(Likeness, (one_id, far_id)) is None:
        raise Refused(refusals.NOT_ALIKE)
    return False
