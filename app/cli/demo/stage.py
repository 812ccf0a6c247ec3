"""What the loader knows while it plays: who is who, and what remains to be played, in the order of dates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.cli.demo.texts import Texts

Ids = dict[str, int]


@dataclass
class Stage:
    """`day(n)` is n days before the load, at a believable hour of the place."""

    make_session: sessionmaker[Session]
    now: datetime
    texts: Texts = field(default_factory=Texts)
    people: Ids = field(default_factory=dict)
    structures: Ids = field(default_factory=dict)
    places: Ids = field(default_factory=dict)
    themes: Ids = field(default_factory=dict)
    items: Ids = field(default_factory=dict)
    comments: Ids = field(default_factory=dict)
    others: Ids = field(default_factory=dict)
    space_id: int = 0
    acts: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)

    def day(self, ago: float, hour: int = 10) -> datetime:
        """Never later than the load itself."""
        moment = (self.now - timedelta(days=ago)).replace(
            hour=hour, minute=(int(ago * 7) + hour) % 60, second=0, microsecond=0
        )
        return min(moment, self.now - timedelta(minutes=5))

    def day_to_come(self, days: float, hour: int = 21) -> datetime:
        return (self.now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)

    def at(self, ago: float, act: Callable[..., object], *args: object, hour: int = 10) -> None:
        """`act(stage, when, *args)`, that many days before the load."""
        self.acts.append((self.day(ago, hour), len(self.acts), lambda when: act(self, when, *args)))

    def do(self, when: datetime, operation: Callable[..., Any], actor: str | None, *args: Any, **given: Any) -> Any:
        return operation(self.make_session, when, self.people[actor] if actor else None, *args, **given)

    def one(self, statement: sa.Select[Any]) -> Any:
        with self.make_session() as session:
            return session.scalar(statement)

    def play(self) -> None:
        """In the order of dates; what is dated the same day goes in the order it was planned."""
        for when, _order, act in sorted(self.acts, key=lambda planned: planned[:2]):
            act(when)
        self.acts.clear()
