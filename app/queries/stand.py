"""Reads over everything, kept until a journal goes on: nothing that they count can change without an entry."""

import weakref
from collections.abc import Callable, Hashable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.queries.reference import Head

T = TypeVar("T")
Stand = tuple[tuple[int, int], ...]
MOST = 60  # answers kept for one database, the year before the last or the map of another month among them


class Kept(Generic[T]):
    """`read(session, *asked)`, asked once for each state of the journals. Of several processes, each keeps its own."""

    all: ClassVar[list["Kept[Any]"]] = []

    def __init__(self, read: Callable[..., T]) -> None:
        self.read = read
        self.all.append(self)
        self.kept: weakref.WeakKeyDictionary[sa.Engine, tuple[Stand, dict[Hashable, T]]] = weakref.WeakKeyDictionary()

    def __call__(self, session: Session, heads: Mapping[int, Head], *asked: Any) -> T:
        stand = tuple(sorted((space_id, head.seq) for space_id, head in heads.items()))
        engine = session.get_bind().engine
        there = self.kept.get(engine)
        if there is None or there[0] != stand or len(there[1]) > MOST:
            there = self.kept[engine] = (stand, {})
        if asked not in there[1]:
            there[1][asked] = self.read(session, *asked)
        return there[1][asked]


def forget() -> None:
    """Where a database is replaced by another under the same address, as between two tests."""
    for each in Kept.all:
        each.kept.clear()
