"""One operation, one transaction, one line in the journal for each thing that happened."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.operations._idempotency import claim, settle
from app.operations._journal import write_journal
from app.queries.dialect import PATIENCE, WRITE
from app.queries.faults import may_pass_again, nothing_was_kept
from app.rules.happenings import Happening
from app.rules.reasons import Reason, Value

P = ParamSpec("P")
R = TypeVar("R")
SessionMaker = Callable[[], Session]
TRIES = 5


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


class OutcomeUnknown(Exception):
    """The database was asked to keep it and did not answer: it may be there, it may not. Never run again by itself;
    whoever asked looks first."""


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


def _once(function: Callable[..., R], session: Session, until: float, now: datetime, actor_id: int | None,
          *args: object, **kwargs: object) -> R:
    session.connection(execution_options={**WRITE, "until": until})
    attempt = claim(session, now)
    work = Work(session, now, actor_id)
    result = function(work, *args, **kwargs)
    write_journal(session, now, actor_id, work.said)
    settle(session, attempt, result)
    session.flush()  # what it refuses is refused before anything is kept
    try:
        session.commit()
    except DBAPIError as fault:
        if nothing_was_kept(fault):
            raise
        raise OutcomeUnknown(function.__name__) from fault
    return result


def _tried(function: Callable[..., R], make_session: SessionMaker, now: datetime, actor_id: int | None,
           *args: object, **kwargs: object) -> R:
    """Again only where nothing was kept, and as long as there is time."""
    until = time.monotonic() + PATIENCE
    for attempt in range(1, TRIES + 1):
        with make_session() as session:
            try:
                return _once(function, session, until, now, actor_id, *args, **kwargs)
            except DBAPIError as fault:
                if attempt == TRIES or time.monotonic() >= until or not may_pass_again(fault):
                    raise
    raise AssertionError("unreachable")


def operation(
    function: Callable[Concatenate[Work, P], R],
) -> Callable[Concatenate[SessionMaker, datetime, int | None, P], R]:
    """Run in a session of its own: short, writing from the start, tried again as a whole when the database is busy."""

    @functools.wraps(function)
    def run(make_session: SessionMaker, now: datetime, actor_id: int | None, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return _tried(function, make_session, now, actor_id, *args, **kwargs)

    return run
