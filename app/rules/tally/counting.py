"""The count itself: one profile, one method, the charter's settings; a result anybody can make again."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.rules.tally.approval import count_approval
from app.rules.tally.consent import count_consent
from app.rules.tally.documents import loads, method_named, parse
from app.rules.tally.faults import Code, Faults, Malformed
from app.rules.tally.majority import count_majority
from app.rules.tally.majority_judgment import count_majority_judgment
from app.rules.tally.numbers import figure
from app.rules.tally.profile import Profile
from app.rules.tally.result import Result
from app.rules.tally.schulze import count_schulze
from app.rules.tally.settings import Settings, read_settings
from app.rules.tally.turnout import check_roll, turnout
from app.rules.tally.words import WORDS, Method, Outcome

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
