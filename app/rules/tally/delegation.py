"""Delegation: whose ballot speaks for whom. A direct vote always wins; a cycle voids the delegations in it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Delegation:
    giver: str
    holder: str
    theme: str


@dataclass(frozen=True)
class Carried:
    """`speaks[member]` is the voter whose ballot counts for that member (themselves where they voted).

    A ballot carried keeps the giver's weight and college: only the choice is the holder's.
    """

    speaks: Mapping[str, str]
    void: frozenset[str]
    """Givers whose delegation is in a cycle."""
    unheard: frozenset[str]
    """Givers whose delegation is sound and reaches nobody who voted."""

    @property
    def delegated(self) -> int:
        """How many votes came by delegation."""
        return sum(member != voter for member, voter in self.speaks.items())

    def carried_by(self, voter: str) -> int:
        """How many votes one ballot carries, its own among them."""
        return sum(1 for holder in self.speaks.values() if holder == voter)


def for_theme(delegations: Iterable[Delegation], theme: str) -> dict[str, str]:
    """Giver to holder for one theme. Two delegations of one person for it have no meaning: ValueError."""
    held: dict[str, str] = {}
    for delegation in delegations:
        if delegation.theme != theme:
            continue
        if delegation.giver in held:
            raise ValueError(f"two delegations of {delegation.giver} for {theme}")
        held[delegation.giver] = delegation.holder
    return held


def carry(roll: Iterable[str], voters: Collection[str], held: Mapping[str, str], *, transitive: bool = True) -> Carried:
    """Whose ballot speaks for each member of the roll. `voters` cast one themselves; `held` is giver to holder.

    Who is not on the roll (recused, say) has no vote to give and passes none on. One level: the holder voted in person.
    """
    members = dict.fromkeys(roll)
    direct = members.keys() & set(voters)
    live = {giver: holder for giver, holder in held.items() if giver in members and giver not in direct}
    void = _in_cycles(live)
    speaks: dict[str, str] = {}
    for member in members:
        voter = _end(member, live, void) if transitive else live.get(member, member)
        if voter in direct:
            speaks[member] = voter
    return Carried(speaks, frozenset(void), frozenset(live.keys() - speaks.keys() - void))


def _end(member: str, live: Mapping[str, str], void: Collection[str]) -> str:
    """Where a chain ends: at a direct voter, at somebody who delegates to nobody, or at a void delegation."""
    while member in live and member not in void:
        member = live[member]
    return member


def _in_cycles(live: Mapping[str, str]) -> set[str]:
    """Each member leads to one other at most, so a walk that meets itself has found the only cycle ahead."""
    cycles: set[str] = set()
    done: set[str] = set()
    for start in live:
        walk: dict[str, int] = {}
        member = start
        while member in live and member not in done and member not in walk:
            walk[member] = len(walk)
            member = live[member]
        if member in walk:
            cycles.update(giver for giver, place in walk.items() if place >= walk[member])
        done.update(walk)
    return cycles
