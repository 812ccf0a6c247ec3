"""From the ballots of a decision to the profile that is counted and published."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.rules.charter.model import Charter, DecisionRule
from app.rules.charter.words import Delegating, Method
from app.rules.consent import at_closing
from app.rules.deciding import GRADES, weights
from app.rules.rolls import by_college
from app.rules.tally.delegation import Carried, carry


@dataclass(frozen=True)
class Cast:
    """The last ballot of a voice."""

    voice: str
    receipt: str
    choice: Any
    version: int


def counted(rule: DecisionRule, cast: Sequence[Cast], version: int, objecting: Collection[str]) -> list[Cast]:
    """What counts at closing: for a consent, what each stand has become; otherwise every ballot as it is."""
    if rule.counted is not Method.CONSENT:
        return list(cast)
    kept = []
    for one in cast:
        stands = at_closing([(one.choice, one.version, one.voice in objecting)], version, rule)
        kept += [Cast(one.voice, one.receipt, stand, one.version) for stand in stands]
    return kept


def carried(charter: Charter, rule: DecisionRule, voices: Iterable[str], cast: Sequence[Cast],
            given: Mapping[str, str]) -> Carried | None:
    """Whose ballot speaks for whom, where the charter lets a voice be given; never in a secret decision, where the
    number of voices somebody carries would tell which ballot is theirs."""
    if charter.delegation is Delegating.NONE or rule.ballots.value == "secret" or rule.counted is Method.CONSENT:
        return None
    transitive = charter.delegation is Delegating.TRANSITIVE
    return carry(voices, {one.voice for one in cast}, given, transitive=transitive)


def profile(charter: Charter, rule: DecisionRule, options: Sequence[str], voices: Mapping[str, str],
            cast: Sequence[Cast], speaking: Carried | None = None) -> dict[str, Any]:
    """The input of a count, with the receipts beside; ballots in the order of their receipts, those that came by
    delegation after them."""
    told: dict[str, Any] = {"ballots": _lines(rule, voices, cast, speaking),
                            "roll": {"total": len(voices), "by_college": _roll(rule, voices)}}
    if options:
        told["options"] = list(options)
    if rule.counted is Method.MAJORITY_JUDGMENT:
        told["grades"] = len(GRADES)
    if rule.colleges:
        told["colleges"] = weights(charter, rule)
    return told


def _roll(rule: DecisionRule, voices: Mapping[str, str]) -> dict[str, int]:
    return {**dict.fromkeys(rule.colleges, 0), **by_college(voices)}


def _lines(rule: DecisionRule, voices: Mapping[str, str], cast: Sequence[Cast],
           speaking: Carried | None) -> list[dict[str, Any]]:
    own = [_line(one.receipt, voices[one.voice], one.choice) for one in sorted(cast, key=lambda each: each.receipt)]
    if speaking is None:
        return own
    said = {one.voice: one.choice for one in cast}
    by = [(voices[voice], said[holder]) for voice, holder in speaking.speaks.items() if voice != holder]
    came = sorted(by, key=lambda pair: (pair[0], repr(pair[1])))
    return own + [_line(None, college, choice) | {"delegated": True} for college, choice in came]


def _line(receipt: str | None, college: str, choice: Any) -> dict[str, Any]:
    return {"receipt": receipt, **({"college": college} if college else {}), "choice": choice}
