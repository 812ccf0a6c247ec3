"""A charter's decision rule put to work: the settings of its count, what a ballot may say, what is opened with it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from typing import Any

from app.core.refusals import Refusal
from app.governance import refusals
from app.governance.charter.model import Charter, DecisionRule, Delegating, Grade, Method
from app.governance.consent import at_closing
from app.governance.rolls import by_college
from app.governance.tally.counting import Carried, carry
from app.governance.tally.settings import HALF, Stand, Vote

ABSTAIN = "abstain"
NEEDS_OPTIONS = frozenset({Method.MAJORITY_JUDGMENT, Method.APPROVAL, Method.SCHULZE})
GRADES = tuple(Grade)
NAY = frozenset({Vote.AGAINST.value, Stand.OBJECTION.value})
"""What a public ballot says with its reason."""

THE_PROPOSAL, AS_IT_IS = "proposal", "as_it_is"
"""The options of a gate that is decided by grades, by approval, or by ranking (against things left as they are)."""


@dataclass(frozen=True)
class BadChoice(Exception):
    """What a ballot says cannot be counted. `code` is the sentence, `option` the input at fault."""

    code: Refusal
    option: str = ""


def settings_of(rule: DecisionRule) -> dict[str, object]:
    """The options of `flask tally` that this rule comes to: exact texts and whole numbers."""
    told: dict[str, object] = {}
    if rule.counted is Method.MAJORITY:
        told |= {"base": rule.base.value, **(rule.threshold or HALF).shown()}
        told |= {"colleges": rule.combine.value} if rule.colleges else {}
    if rule.counted is Method.APPROVAL and rule.threshold:
        told |= rule.threshold.shown()
    if rule.counted is Method.MAJORITY_JUDGMENT and rule.grade:
        told["at_least"] = GRADES.index(rule.grade)
    for key, quorum in (("quorum", rule.quorum), ("college_quorum", rule.college_quorum)):
        if quorum is not None:
            told[key] = quorum.shown()
    return told


def gate_options(method: Method) -> tuple[str, ...]:
    if method not in NEEDS_OPTIONS:
        return ()
    return (THE_PROPOSAL, AS_IT_IS) if method is Method.SCHULZE else (THE_PROPOSAL,)


def weights(charter: Charter, rule: DecisionRule) -> list[dict[str, object]]:
    """The colleges of the count with their weights, as `flask tally` reads them; none where it is counted whole."""
    return [{"key": key, "weight": _exact(charter.colleges[key].weight)} for key in rule.colleges]


def _exact(number: Fraction) -> int | str:
    return int(number) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"


def checked(method: Method, options: Sequence[str], choice: object) -> object:
    """The choice as it is kept, or BadChoice: an empty, doubled, unknown or half-filled answer is no ballot."""
    if method is Method.CONSENT:
        return _word(choice, tuple(Stand))
    if method is Method.MAJORITY:
        return _word(choice, tuple(Vote))
    if choice == ABSTAIN:
        return ABSTAIN
    if method is Method.MAJORITY_JUDGMENT:
        return _grades(options, choice)
    return _approved(options, choice) if method is Method.APPROVAL else _ranked(options, choice)


def _word(choice: object, known: Sequence[str]) -> str:
    if not isinstance(choice, str) or choice not in known:
        raise BadChoice(refusals.CHOOSE_AN_ANSWER)
    return str(choice)


def _grades(options: Sequence[str], choice: object) -> dict[str, int]:
    """Every option has its grade: one left out would have the worst, and nobody would see it."""
    if not isinstance(choice, Mapping) or not set(choice) <= set(options):
        raise BadChoice(refusals.CHOOSE_AN_ANSWER)
    for option in options:
        grade = choice.get(option)
        if type(grade) is not int or not 0 <= grade < len(GRADES):
            raise BadChoice(refusals.GRADE_EVERY_OPTION, option)
    return {option: choice[option] for option in options}


def _approved(options: Sequence[str], choice: object) -> list[str]:
    """Nothing ticked is not an answer: to want none of them is said by « none of these »."""
    if not isinstance(choice, list) or len(set(map(str, choice))) != len(choice) or not set(choice) <= set(options):
        raise BadChoice(refusals.CHOOSE_AN_ANSWER)
    return [option for option in options if option in choice]


def _ranked(options: Sequence[str], choice: object) -> list[list[str]]:
    """Best first; ties and omissions are allowed, an empty ranking is not."""
    groups = [list(group) for group in choice if group] if isinstance(choice, list) else []
    named = [option for group in groups for option in group]
    if not named or len(set(named)) != len(named) or not set(named) <= set(options):
        raise BadChoice(refusals.RANK_ONE_AT_LEAST)
    return [[option for option in options if option in group] for group in groups]


# From the ballots of a decision to the profile that is counted and published.

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


# What a ballot says, as bytes that all have one length: sealed, a ballot for is as long as one against.

FIXED, A_WORD_OF_EACH = 160, 8  # receipt, college, version, commas; and beside each option's key


@dataclass(frozen=True)
class Content:
    """A secret one has no person, no structure and no reason."""

    receipt: str
    choice: Any
    college: str
    version: int
    person_id: int | None = None
    structure_id: int | None = None
    reason: str = ""


def length_for(options: Iterable[str]) -> int:
    """Enough for every secret answer to these options, whatever it is; a test tries them all."""
    return FIXED + sum(len(key) + A_WORD_OF_EACH for key in options)


def packed(content: Content, length: int) -> bytes:
    """Filled up with spaces, which JSON reads as nothing; a public one with a long reason takes several lengths."""
    plain = json.dumps(astuple(content), separators=(",", ":")).encode()
    return plain.ljust(-(-len(plain) // length) * length)


def unpacked(plain: bytes) -> Content:
    return Content(*json.loads(plain))
