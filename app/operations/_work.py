"""One operation, one transaction, one line in the journal for each thing that happened."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.operations._idempotency import claim, settle
from app.operations._journal import write_journal
from app.queries.dialect import WRITE
from app.rules.happenings import Happening
from app.rules.reasons import Reason, Value

P = ParamSpec("P")
R = TypeVar("R")
SessionMaker = Callable[[], Session]
TRIES = 5
RETRIED = frozenset({"40001", "40P01"})  # serialisation failure, deadlock


class Refused(Exception):
    """A rule said no. The code is what the door translates; `field` names the input at fault, where there is one."""

    def __init__(self, code: str, *, field: str | None = None, **params: Value) -> None:
        super().__init__(code)
        self.code, self.field = code, field
        self.params: dict[str, Value] = params

    @classmethod
    def because(cls, reason: Reason) -> "Refused":
        refused = cls(reason.code)
        refused.params = dict(reason.params)
        return refused


@dataclass
class Work:
    """What an operation works with. No global: jobs and commands use the same functions as pages."""

    session: Session
    now: datetime
    actor_id: int | None
    said: list[Happening] = field(default_factory=list)

    @property
    def me(self) -> int:
        if self.actor_id is None:
            raise Refused("sign_in_first")
        return self.actor_id

    def say(self, happening: Happening) -> None:
        """Note what happened; it is written when the operation ends, in the same transaction."""
        self.said.append(happening)


def _may_try_again(fault: DBAPIError) -> bool:
    """Busy databases and two people at once: the second look finds what the first one did, and answers with it."""
    if isinstance(fault, OperationalError | IntegrityError):
        return True
    return getattr(fault.orig, "sqlstate", None) in RETRIED


def _once(function: Callable[..., R], session: Session, now: datetime, actor_id: int | None, *args: object,
          **kwargs: object) -> R:
    session.connection(execution_options=WRITE)
    attempt = claim(session, now)
    work = Work(session, now, actor_id)
    result = function(work, *args, **kwargs)
    write_journal(session, now, actor_id, work.said)
    settle(session, attempt, result)
    session.commit()
    return result


def operation(
    function: Callable[Concatenate[Work, P], R],
) -> Callable[Concatenate[SessionMaker, datetime, int | None, P], R]:
    """Run in a session of its own: short, writing from the start, tried again as a whole when the database is busy."""

    @functools.wraps(function)
    def run(make_session: SessionMaker, now: datetime, actor_id: int | None, /, *args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, TRIES + 1):
            with make_session() as session:
                try:
                    return _once(function, session, now, actor_id, *args, **kwargs)
                except DBAPIError as fault:
                    if attempt == TRIES or not _may_try_again(fault):
                        raise
        raise AssertionError("unreachable")

    return run
