"""An answer that was given, counted again under another rule: would it have been enough?"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.rules.charter.model import Charter, DecisionRule
from app.rules.charter.words import Method
from app.rules.consent import STANDING
from app.rules.deciding import settings_of, weights
from app.rules.kinds import Answer as Said
from app.rules.kinds import ConsentStep
from app.rules.published import ADOPTING, bare
from app.rules.simulate.history import Answer
from app.rules.tally import Base, Malformed, Outcome, recount


class Recount(StrEnum):
    """`unknown`: other people, another method, or nothing that could be counted: the answer is taken as it was."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


def counted_again(charter: Charter, rule: DecisionRule, answer: Answer) -> Recount:
    if answer.said is Said.POSTPONED:
        return Recount.REJECTED
    if answer.appeal:
        return _appealed(rule, answer)
    if answer.rule is not None and rule.fallback is not None and answer.rule.counted is not rule.counted:
        rule = rule.fallback  # it was the vote that takes over from a consent
    if answer.rule is None or not _same_people(rule, answer.rule):
        return Recount.UNKNOWN
    if rule == answer.rule and not rule.colleges:
        return _as_said(answer)
    try:
        if answer.document is not None:
            return _of_ballots(charter, rule, answer.document)
        if answer.votes is not None and not rule.colleges:
            return _of_hands(rule, answer.rule, answer.votes, _as_said(answer))
    except (Malformed, KeyError):
        return Recount.UNKNOWN
    return _as_said(answer) if rule == answer.rule else Recount.UNKNOWN


def passes(found: Recount, answer: Answer) -> bool:
    return (_as_said(answer) if found is Recount.UNKNOWN else found) is Recount.ADOPTED


def _as_said(answer: Answer) -> Recount:
    return Recount.ADOPTED if answer.said is Said.PROMOTED else Recount.REJECTED


def _same_people(rule: DecisionRule, was: DecisionRule) -> bool:
    return (rule.by, rule.counted, frozenset(rule.colleges)) == (was.by, was.counted, frozenset(was.colleges))


def _appealed(rule: DecisionRule, answer: Answer) -> Recount:
    """By more than half of the body that the charter names; where it names none, the refusal stands."""
    if rule.appeal is None:
        return Recount.REJECTED
    same = answer.rule is not None and answer.rule.by is rule.appeal.to
    return _as_said(answer) if same else Recount.UNKNOWN


def _of_ballots(charter: Charter, rule: DecisionRule, document: Mapping[str, Any]) -> Recount:
    consent = document["consent"]
    if consent is not None and not _round_settled(consent):
        return Recount.REJECTED
    profile = {key: value for key, value in bare(document["profile"]).items() if key != "colleges"}
    if rule.colleges:
        profile["colleges"] = weights(charter, rule)
    outcome = recount(rule.counted.value, profile, settings_of(rule)).outcome
    return Recount.ADOPTED if outcome is Outcome.ADOPTED else Recount.REJECTED


def _round_settled(consent: Mapping[str, Any]) -> bool:
    """Nothing but its quorum kept it from an end: no objection stands, nobody took the question back."""
    standing = any(one["state"] in set(STANDING) for one in consent["objections"])
    return consent["end"] in ADOPTING or not (standing or consent["end"] == ConsentStep.WITHDRAWN)


def _of_hands(rule: DecisionRule, was: DecisionRule, votes: Mapping[str, int], said: Recount) -> Recount:
    """How large the committee was that day is not kept: a quorum is known to be met only where one at least as high
    was; and a share of the whole committee is not known at all."""
    words = {"for": "consent", "against": "objection", "abstain": "aside"} if rule.counted is Method.CONSENT else {}
    ballots = [{"choice": words.get(word, word), "weight": number} for word, number in votes.items() if number]
    if rule.base is Base.ROLL and rule.counted is Method.MAJORITY:
        same = (rule.base, rule.threshold, rule.quorum) == (was.base, was.threshold, was.quorum)
        return said if same else Recount.UNKNOWN
    settings = {key: value for key, value in settings_of(rule).items() if key not in ("quorum", "college_quorum")}
    if recount(rule.counted.value, {"ballots": ballots}, settings).outcome is not Outcome.ADOPTED:
        return Recount.REJECTED
    return Recount.ADOPTED if _quorum_met(rule, was, sum(votes.values()), said) else Recount.UNKNOWN


def _quorum_met(rule: DecisionRule, was: DecisionRule, present: int, said: Recount) -> bool:
    if rule.quorum is None:
        return True
    if not rule.quorum.of_roll:
        return present >= rule.quorum.amount
    held = was.quorum if said is Recount.ADOPTED else None
    return held is not None and held.of_roll and held.amount >= rule.quorum.amount
