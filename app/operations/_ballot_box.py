"""Steps on the box of an open decision: its key, its mark, its end. The key is never in the database."""

import logging
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.models.decisions import BallotBox, Decision, SealedBallot
from app.operations._work import Refused, Work
from app.outside.ballot_keys import BallotKey, KeyFolder, new_mark
from app.queries import ballot_boxes as read
from app.rules.kinds import DecisionState

LOG = logging.getLogger("cordee.decisions")


def make(work: Work, decision: Decision) -> None:
    """The key is on the disk before the decision is: there is no ballot before its key. Where the opening is given up
    afterwards, a key is left that opens nothing; it goes with the others (`open_votes.sweep`)."""
    mark = new_mark()
    _on_disk(decision, lambda: read.folder(work.session).create(decision.reference, mark))
    work.session.execute(sa.insert(BallotBox).values(decision_id=decision.id, mark=mark, was=mark))


def key_for(work: Work, decision: Decision) -> BallotKey:
    """For an open decision; refused where its key is missing. The doors tell the operator."""
    key = read.key_of(work.session, decision)
    if key is None:
        raise Refused("vote_key_missing")
    return key


def hold(work: Work, decision: Decision) -> None:
    """Before it is opened: refused where the key has seen ballots that this database has not."""
    _check(work, decision, work.session.scalars(
        sa.select(BallotBox.mark).where(BallotBox.decision_id == decision.id).with_for_update()).first())


def move(work: Work, decision: Decision) -> None:
    """A ballot is written: here, and beside the key before the transaction ends. The last thing of it, for those who
    answer wait here for one another."""
    new, keys = new_mark(), read.folder(work.session)
    box = BallotBox.__table__.c
    was = work.session.execute(
        sa.update(BallotBox).where(box.decision_id == decision.id).values(was=box.mark, mark=new)
        .returning(box.was).execution_options(synchronize_session=False)).scalar()
    _check(work, decision, was)
    _on_disk(decision, lambda: keys.move(decision.reference, str(was), new))


def _check(work: Work, decision: Decision, mark: str | None) -> None:
    if mark is None or mark not in (read.folder(work.session).marks(decision.reference) or ()):
        raise Refused("vote_was_set_back")


def _on_disk(decision: Decision, act: Callable[[], Any]) -> None:
    try:
        act()
    except OSError as fault:
        LOG.error("decision %s: the folder of keys cannot be written: %s", decision.reference, fault)
        raise Refused("vote_keys_not_written") from fault


def empty(work: Work, decision: Decision, state: DecisionState) -> None:
    """The end of an open decision: nothing sealed is left, and its key goes once this is written for good. A crash in
    between leaves a key that opens nothing; the jobs destroy it at their next turn."""
    work.session.execute(sa.delete(SealedBallot).where(SealedBallot.decision_id == decision.id))
    work.session.execute(sa.delete(BallotBox).where(BallotBox.decision_id == decision.id))
    decision.state, decision.closed_at = state, work.now
    destroy_after(work, decision.reference)


def destroy_after(work: Work, *names: str) -> None:
    """Once the transaction has ended well, and only then."""
    keys = read.folder(work.session)
    sa.event.listen(work.session, "after_commit", lambda _session: _destroy(keys, names), once=True)


def _destroy(keys: KeyFolder, names: tuple[str, ...]) -> None:
    for name in names:
        try:
            keys.destroy(name)
        except OSError as fault:  # what was decided stands; the jobs try again
            LOG.error("decision %s: its key could not be destroyed yet: %s", name, fault)
