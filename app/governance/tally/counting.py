"""Who was there: presence, roll and quorum, overall and by college. Abstentions and stand-asides are present."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from app.governance.tally.methods import (
    count_approval,
    count_consent,
    count_majority,
    count_majority_judgment,
    count_schulze,
)
from app.governance.tally.profile import Profile
from app.governance.tally.reading import loads, method_named, parse
from app.governance.tally.result import Result
from app.governance.tally.settings import (
    WORDS,
    Base,
    Code,
    Faults,
    Malformed,
    Method,
    Outcome,
    Quorum,
    Settings,
    figure,
    ratio,
    read_settings,
)


@dataclass(frozen=True)
class Presence:
    present: Fraction
    roll: Fraction | None
    quorum: Quorum | None

    @property
    def met(self) -> bool:
        return self.quorum is None or self.present >= self.quorum.needed(self.roll)

    def shown(self) -> dict[str, object]:
        return {
            "present": figure(self.present),
            "roll": None if self.roll is None else figure(self.roll),
            "turnout": ratio(self.present / self.roll) if self.roll else None,
            "quorum": None if self.quorum is None else self._quorum_shown(self.quorum),
        }

    def _quorum_shown(self, quorum: Quorum) -> dict[str, object]:
        return {"asked": quorum.shown(), "needed": figure(quorum.needed(self.roll)), "met": self.met}


@dataclass(frozen=True)
class Turnout:
    overall: Presence
    by_college: Mapping[str, Presence]

    @property
    def quorum_met(self) -> bool:
        return self.overall.met and all(presence.met for presence in self.by_college.values())

    def shown(self) -> dict[str, object]:
        colleges = {college: presence.shown() for college, presence in self.by_college.items()}
        return {**self.overall.shown(), "by_college": colleges, "quorum_met": self.quorum_met}


def turnout(profile: Profile, settings: Settings) -> Turnout:
    roll = profile.roll
    return Turnout(
        Presence(profile.present(), roll.total, settings.quorum),
        {
            college: Presence(present, roll.by_college.get(college), settings.college_quorum)
            for college, present in profile.present_by_college().items()
        },
    )


def check_roll(profile: Profile, settings: Settings, faults: Faults) -> None:
    """A part of the roll cannot be asked where the roll is not given."""
    by_college = settings.college_quorum
    if profile.roll.total is None:
        if settings.quorum and settings.quorum.of_roll:
            faults.add("option quorum", Code.NEEDS_ROLL, key="roll.total")
        if settings.base is Base.ROLL and not profile.colleges:
            faults.add("option base", Code.NEEDS_ROLL, key="roll.total")
    known = [*profile.colleges] or [*profile.roll.by_college]
    missing = [college for college in known if college not in profile.roll.by_college]
    if by_college and not known:
        faults.add("option college_quorum", Code.NEEDS_COLLEGES)
    if by_college and by_college.of_roll:
        _missing("option college_quorum", missing, faults)
    if settings.base is Base.ROLL and profile.colleges:
        _missing("option base", missing, faults)


def _missing(where: str, colleges: list[str], faults: Faults) -> None:
    for college in colleges:
        faults.add(where, Code.NEEDS_ROLL, key=f"roll.by_college.{college}")


# Delegation: whose ballot speaks for whom. A direct vote always wins; a cycle voids the delegations in it.

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


# The count itself: one profile, one method, the charter's settings; a result anybody can make again.

_COUNTS: dict[Method, Callable[[Profile, Settings], Result]] = {
    Method.MAJORITY: count_majority,
    Method.MAJORITY_JUDGMENT: count_majority_judgment,
    Method.APPROVAL: count_approval,
    Method.SCHULZE: count_schulze,
    Method.CONSENT: count_consent,
}
NO_OPTIONS: Mapping[str, object] = {}


def count(method: str, profile: Profile, options: Mapping[str, object] = NO_OPTIONS) -> Result:
    """The result; raises Malformed when the options are wrong, or ask for what the profile does not hold.

    Without its quorum a decision has no other outcome than that; the figures are given all the same.
    """
    faults = Faults()
    known = method_named(method, faults)
    if known is not None and known is not profile.method:
        faults.add("method", Code.OTHER_METHOD, value=method, read_for=str(profile.method))
    faults.settle()
    settings = read_settings(profile.method, options, profile.grades, faults)
    check_roll(profile, settings, faults)
    faults.settle()
    return _counted(profile, settings)


def recount(method: str, source: object, options: Mapping[str, object] = NO_OPTIONS) -> Result:
    """Reads and counts at once: `source` is a document, or its text. Raises one Malformed with the faults of both."""
    faults = Faults()
    known = method_named(method, faults)
    try:
        profile = loads(source, method) if isinstance(source, str | bytes) else parse(source, method)
    except Malformed as error:
        if known is not None:
            read_settings(known, options, 0, faults)
            faults.extend(error.faults)
        raise Malformed(faults) from None
    return count(method, profile, options)


def _counted(profile: Profile, settings: Settings) -> Result:
    result = _COUNTS[profile.method](profile, settings)
    there = turnout(profile, settings)
    return replace(
        result,
        outcome=result.outcome if there.quorum_met else Outcome.NO_QUORUM,
        evidence={**result.evidence, **_abstained(profile), "turnout": there.shown()},
    )


def _abstained(profile: Profile) -> dict[str, object]:
    """Told where there is one; the methods whose ballots are words say it themselves."""
    weight = 0 if profile.method in WORDS else profile.abstained()
    return {"abstain": figure(profile.votes(weight))} if weight else {}
