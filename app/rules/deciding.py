"""A charter's decision rule put to work: the settings of its count, what a ballot may say, what is opened with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.rules.charter.model import Charter, DecisionRule
from app.rules.charter.words import Grade, Method
from app.rules.tally.settings import HALF
from app.rules.tally.words import Stand, Vote

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

    code: str
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
        raise BadChoice("choose_an_answer")
    return str(choice)


def _grades(options: Sequence[str], choice: object) -> dict[str, int]:
    """Every option has its grade: one left out would have the worst, and nobody would see it."""
    if not isinstance(choice, Mapping) or not set(choice) <= set(options):
        raise BadChoice("choose_an_answer")
    for option in options:
        grade = choice.get(option)
        if type(grade) is not int or not 0 <= grade < len(GRADES):
            raise BadChoice("grade_every_option", option)
    return {option: choice[option] for option in options}


def _approved(options: Sequence[str], choice: object) -> list[str]:
    """Nothing ticked is not an answer: to want none of them is said by « none of these »."""
    if not isinstance(choice, list) or len(set(map(str, choice))) != len(choice) or not set(choice) <= set(options):
        raise BadChoice("choose_an_answer")
    return [option for option in options if option in choice]


def _ranked(options: Sequence[str], choice: object) -> list[list[str]]:
    """Best first; ties and omissions are allowed, an empty ranking is not."""
    groups = [list(group) for group in choice if group] if isinstance(choice, list) else []
    named = [option for group in groups for option in group]
    if not named or len(set(named)) != len(named) or not set(named) <= set(options):
        raise BadChoice("rank_one_at_least")
    return [[option for option in options if option in group] for group in groups]
