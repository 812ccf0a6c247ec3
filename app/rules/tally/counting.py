"""The count itself: one profile, one method, the charter's settings; a result anybody can make again."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from .approval import count_approval
from .consent import count_consent
from .documents import loads, method_named, parse
from .faults import Code, Faults, Malformed
from .majority import count_majority
from .majority_judgment import count_majority_judgment
from .numbers import figure
from .profile import Profile
from .result import Result
from .schulze import count_schulze
from .settings import Settings, read_settings
from .turnout import check_roll, turnout
from .words import WORDS, Method, Outcome

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
