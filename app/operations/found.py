"""The search index, made again: from the same sources as each operation does when something is written."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.search import SearchDoc, SearchPair, SearchWord
from app.operations._work import Work, operation
from app.queries import search
from app.queries.search.vocabulary import Recount, recount, set_counts
from app.rules.kinds import Subject

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
