"""Ceilings that hold however many ask at once: what is counted before a row is added is counted by one at a time, and
what is asked for at the door is counted in one statement."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.models.people import SignInCount
from app.operations._work import Work
from app.queries.dialect import is_sqlite, upsert

AT_ONCE = timedelta(minutes=1)  # by how much the moments of two that ask at once may differ


def one_at_a_time(work: Work, what: str, whose: int | str) -> None:
    """Called before `whose` rows are counted: another transaction that counts the same waits for the end of this one,
    and then sees what it added. SQLite has one writer at a time already; PostgreSQL (at READ COMMITTED, where each
    statement sees what stands) is asked for a lock of this transaction."""
    if is_sqlite(work.session):
        return
    key = hashlib.sha256(f"{what}\x1f{whose}".encode()).digest()[:8]
    work.session.execute(sa.select(sa.func.pg_advisory_xact_lock(int.from_bytes(key, "big", signed=True))))


def spend(work: Work, key: str, minutes: int) -> tuple[int, datetime]:
    """One more of these, in the period that began with the first: how many, and when they are forgotten. A period that
    would end later than one that begins now was begun by a clock that was ahead: it is over too."""
    fresh = work.now + timedelta(minutes=minutes)
    over = sa.or_(SignInCount.ends_at <= work.now, SignInCount.ends_at > fresh + AT_ONCE)
    row = upsert(work.session, SignInCount).values(key=key, n=1, ends_at=fresh)
    counted = work.session.execute(row.on_conflict_do_update(index_elements=["key"], set_={
        "n": sa.case((over, 1), else_=SignInCount.n + 1),
        "ends_at": sa.case((over, fresh), else_=SignInCount.ends_at)}).returning(SignInCount.n, SignInCount.ends_at)
        .execution_options(populate_existing=True)).one()
    return counted.n, counted.ends_at
