"""The published file of a closed decision: what was asked, the ballots by their receipts, the result; and its check.

No choice is broken down for fewer than five voters of a secret count (limits.SECRET_LEAST): such ballots are counted,
listed by their receipts alone, and no figure is given from which they could be had back by subtraction.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations_with_replacement, product
from typing import Any

from app.core import limits
from app.governance.tally.counting import recount
from app.governance.tally.settings import WORDS, Malformed, Method, Outcome
from app.journal.rules import canonical

FORMAT = "cordee-decision/1"
BESIDE = ("receipt", "delegated")
ADOPTING = frozenset({"adopted", "adopted_with_reservations"})
MOST_WAYS = 20_000
GIVEN_BACK = ("for", "against", "abstain", "share", "brings", "consent", "concern", "objection", "aside")
"""Figures that, beside those of the others, would tell what a withheld college said."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """`text` is served as it is, for ever; `digest` is its SHA-256."""

    text: str
    digest: str
    document: Json


@dataclass(frozen=True)
class Finding:
    """`wrong` says whether something differs; the code is the sentence."""

    code: str
    wrong: bool
    params: Mapping[str, str | int] = field(default_factory=dict)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def document(decision: Mapping[str, Any], settings: Mapping[str, object], profile: Mapping[str, Any],
             roll: Mapping[str, Any], consent: Mapping[str, Any] | None, *, secret: bool) -> Published:
    """Counted on all the ballots, then written without those that would not stay secret."""
    present = _presence(profile["ballots"])
    if secret and not _by_college(profile, settings):
        profile = {**profile, "ballots": [_without(line, "college") for line in profile["ballots"]]}
    result = recount(decision["method"], bare(profile), settings).as_json()
    if consent is not None:
        result["outcome"] = consent["end"]
    held = _withheld(profile, present) if secret else None
    if held is not None:
        profile, result = _published(profile, held), _hidden(result, held)
    made: Json = {"format": FORMAT, "decision": dict(decision), "settings": dict(settings), "profile": dict(profile),
                  "withheld": held, "roll": {**roll, "present_by_college": present}, "consent": consent,
                  "result": result}
    text = canonical(made)
    return Published(text, digest_of(text), json.loads(text))


def bare(profile: Mapping[str, Any]) -> Json:
    """The profile as `flask tally` reads it."""
    return {**profile, "ballots": [_without(line, *BESIDE) for line in profile["ballots"]]}


def _without(line: Mapping[str, Any], *keys: str) -> Json:
    return {key: value for key, value in line.items() if key not in keys}


def _presence(ballots: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in ballots:
        if college := line.get("college"):
            found[college] = found.get(college, 0) + 1
    return found


def _by_college(profile: Mapping[str, Any], settings: Mapping[str, object]) -> bool:
    """Does the count itself need to know each ballot's college?"""
    return bool(profile.get("colleges")) or "college_quorum" in settings


def _withheld(profile: Mapping[str, Any], present: Mapping[str, int]) -> Json | None:
    """Which ballots are not broken down: all of them where fewer than five came, else those of a college where fewer
    than five did."""
    ballots = profile["ballots"]
    few = 0 < len(ballots) < limits.SECRET_LEAST
    small = sorted(key for key, number in present.items() if 0 < number < limits.SECRET_LEAST)
    named = any("college" in line for line in ballots)
    if not few and not (named and small):
        return None
    kept = [line for line in ballots if few or line.get("college") in small]
    colleges = {key: present[key] for key in (present if few else small)} if named else {}
    return {"all": few, "voices": len(kept), "by_college": colleges,
            "receipts": sorted(line["receipt"] for line in kept if line["receipt"])}


def _published(profile: Mapping[str, Any], held: Mapping[str, Any]) -> Json:
    kept = [] if held["all"] else [line for line in profile["ballots"] if line.get("college") not in held["by_college"]]
    return {**profile, "ballots": kept}


def _hidden(result: Mapping[str, Any], held: Mapping[str, Any]) -> Json:
    evidence = result["evidence"]
    if held["all"]:
        return {**result, "ranking": [], "evidence": {"turnout": evidence["turnout"]}}
    told = {key: None if key in GIVEN_BACK else value for key, value in evidence.items()}
    if "colleges" in evidence:
        told["colleges"] = [_blank(line) if line["key"] in held["by_college"] else line
                            for line in evidence["colleges"]]
    return {**result, "evidence": told}


def _blank(line: Mapping[str, Any]) -> Json:
    return {key: None if key in GIVEN_BACK else value for key, value in line.items()}


# checking


def verify(text: str) -> tuple[Finding, ...]:
    """What the file says of itself, counted again from it alone."""
    try:
        told = json.loads(text)
    except ValueError:
        return (Finding("not_json", True),)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        return (Finding("not_a_decision", True),)
    try:
        return tuple(_checked(told))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        return (Finding("incomplete", True, {"what": str(fault)[:80]}),)


def _checked(told: Mapping[str, Any]) -> Iterator[Finding]:
    receipts = [line["receipt"] for line in told["profile"]["ballots"] if line["receipt"]]
    receipts += told["withheld"]["receipts"] if told["withheld"] else []
    if len(set(receipts)) != len(receipts):
        yield Finding("receipts_doubled", True)
    try:
        yield from _recounted(told) if told["withheld"] is None else _bounded(told)
    except Malformed as malformed:
        yield Finding("not_countable", True, {"faults": len(malformed.faults)})


def _recounted(told: Mapping[str, Any]) -> Iterator[Finding]:
    result: Json = recount(told["decision"]["method"], bare(told["profile"]), told["settings"]).as_json()
    same = result["evidence"] == told["result"]["evidence"] and result["ranking"] == told["result"]["ranking"]
    if same and _agrees(result["outcome"], told):
        yield Finding("same_count", False, {"ballots": len(told["profile"]["ballots"])})
    else:
        yield Finding("other_count", True, {"published": str(told["result"]["outcome"]),
                                            "counted": str(result["outcome"])})


def _agrees(outcome: str | None, told: Mapping[str, Any]) -> bool:
    """A consent's end is decided by its objections; where it says adopted, the count must say so too."""
    if told["consent"] is None:
        return bool(outcome == told["result"]["outcome"])
    standing = any(one["state"] in ("raised", "valid", "contested", "amended") for one in told["consent"]["objections"])
    adopted = told["consent"]["end"] in ADOPTING
    return told["consent"]["end"] == told["result"]["outcome"] and (
        not adopted or (outcome == Outcome.ADOPTED.value and not standing))


def _bounded(told: Mapping[str, Any]) -> Iterator[Finding]:
    """Every way in which the withheld voices may have answered: either all of them give the published outcome, or the
    file alone cannot tell."""
    if Method(told["decision"]["method"]) not in WORDS:
        yield Finding("not_recountable", False, {"voices": told["withheld"]["voices"]})
        return
    outcomes: set[str | None] = set()
    for n, ballots in enumerate(_ways(told)):
        if n >= MOST_WAYS:
            outcomes.add(None)
            break
        profile = {**bare(told["profile"]), "ballots": [*bare(told["profile"])["ballots"], *ballots]}
        outcome = recount(told["decision"]["method"], profile, told["settings"]).outcome
        outcomes.add(None if outcome is None else outcome.value)
    voices = told["withheld"]["voices"]
    if told["consent"] is not None or outcomes == {told["result"]["outcome"]}:
        yield Finding("robust", False, {"voices": voices})
    elif told["result"]["outcome"] in outcomes:
        yield Finding("not_recountable", False, {"voices": voices})
    else:
        yield Finding("other_count", True, {"published": str(told["result"]["outcome"]), "counted": "?"})


def _ways(told: Mapping[str, Any]) -> Iterator[list[Json]]:
    method = Method(told["decision"]["method"])
    groups = told["withheld"]["by_college"] or {"": told["withheld"]["voices"]}
    said = [[[_line(college, word) for word in words] for words in combinations_with_replacement(WORDS[method], n)]
            for college, n in groups.items()]
    for way in product(*said):
        yield [line for group in way for line in group]


def _line(college: str, word: str) -> Json:
    return {"choice": word, **({"college": college} if college else {})}
