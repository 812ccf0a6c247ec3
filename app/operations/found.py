"""The search index, made again: from the same sources as each operation does when something is written."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.models.search import SearchDoc, SearchPair, SearchWord
from app.operations._work import Work, operation
from app.queries import search
from app.queries.search.vocabulary import count_words
from app.rules.kinds import Subject


@operation
def forget_all(work: Work) -> None:
    for table in (SearchDoc, SearchWord, SearchPair):
        work.session.execute(sa.delete(table).execution_options(synchronize_session=False))


@operation
def enter(work: Work, things: Sequence[tuple[Subject, int]]) -> None:
    """Some at a time, so that nobody who writes waits long."""
    search.keep_all(work.session, work.now, things)


@operation
def count(work: Work) -> int:
    """How many documents hold each word; those of no document any more go. Returns how many words there are."""
    return count_words(work.session)
