"""Nonsense in how things are decided: too few decide, nobody may answer back, nothing ever ends."""

from collections.abc import Iterator
from fractions import Fraction

from app.rules.charter.faults import Code, Faults, Path
from app.rules.charter.model import Charter, DecisionRule, Gate
from app.rules.charter.words import Ballots, ConditionKind, Electorate, Grade, Method, Results
from app.rules.tally.settings import Quorum
from app.rules.tally.words import Base

HALF = Fraction(1, 2)


def decisions(charter: Charter) -> Iterator[tuple[Path, DecisionRule, Gate | None]]:
    """Every decision rule with its path; the gate it belongs to, or None for changes of the charter itself."""
    for gate in charter.gates():
        if gate.decision:
            yield ("gates", gate.key, "decision"), gate.decision, gate
    yield ("changes",), charter.changes, None


def counts(path: Path, rule: DecisionRule) -> Iterator[tuple[Path, DecisionRule]]:
    """The rule and its fallback: each is a count of its own."""
    yield path, rule
    if rule.fallback:
        yield (*path, "fallback"), rule.fallback


def check_decision(charter: Charter, path: Path, rule: DecisionRule, gate: Gate | None, faults: Faults) -> None:
    if _by_proposers(charter, rule.by, gate):
        faults.add((*path, "by"), Code.PROPOSER_DECIDES_ALONE, who=rule.by.value)
    if rule.postpone and rule.postpone.times is None:
        faults.add((*path, "postpone"), Code.POSTPONEMENT_WITHOUT_END)
    if rule.counted is Method.CONSENT and rule.fallback is None:
        faults.add((*path, "fallback"), Code.CONSENT_WITHOUT_FALLBACK)
    if rule.counted is Method.CONSENT and rule.review_days is None:
        faults.add((*path, "review_days"), Code.CONSENT_WITHOUT_REVIEW)
    _refusal(path, rule, faults)
    for where, each in counts(path, rule):
        _threshold(where, each, faults)
        _alone(where, each, faults)
        if each.counted is Method.SCHULZE:
            faults.add((*where, "method"), Code.RANKING_ADOPTS_NOTHING)
        if each.ballots is Ballots.SECRET and each.results is Results.LIVE:
            faults.add((*where, "results"), Code.LIVE_WHILE_VOTING)
        if each.open_days is not None and each.open_days < charter.limits.decision_days:
            faults.add((*where, "open_days"), Code.DECISION_TOO_SHORT, got=each.open_days,
                       least=charter.limits.decision_days)


def _by_proposers(charter: Charter, who: Electorate, gate: Gate | None) -> bool:
    """A work group may decide where it must be larger than its proposal's carriers can be."""
    if who is not Electorate.GROUP or gate is None:
        return who in (Electorate.CARRIERS, Electorate.GROUP)
    members = [each.figures.get("at_least", 0) for each in gate.conditions if each.kind is ConditionKind.MEMBERS]
    return max(members, default=0) <= charter.limits.carriers


def _refusal(path: Path, rule: DecisionRule, faults: Faults) -> None:
    if not rule.reason:
        faults.add((*path, "reason"), Code.REFUSAL_WITHOUT_REASON)
    if rule.appeal is None:
        faults.add((*path, "appeal"), Code.REFUSAL_WITHOUT_APPEAL)
    elif rule.appeal.to is rule.by:
        faults.add((*path, "appeal", "to"), Code.APPEAL_TO_THE_SAME, who=rule.by.value)
    elif rule.appeal.to in (Electorate.CARRIERS, Electorate.GROUP):
        faults.add((*path, "appeal", "to"), Code.PROPOSER_DECIDES_ALONE, who=rule.appeal.to.value)


def _threshold(path: Path, rule: DecisionRule, faults: Faults) -> None:
    if rule.grade is Grade.TO_REJECT:
        faults.add((*path, "at_least"), Code.THRESHOLD_TOO_LOW, got=Grade.TO_REJECT.value, least=Grade.PASSABLE.value)
    if rule.threshold is None:
        return
    key = "more_than" if rule.threshold.strict else "at_least"
    if rule.counted is Method.MAJORITY and rule.threshold.share < HALF:
        faults.add((*path, key), Code.THRESHOLD_TOO_LOW, got=str(rule.threshold.share), least="1/2")
    elif rule.threshold.share == 0:
        faults.add((*path, key), Code.THRESHOLD_TOO_LOW, got="0", least="1/5")
    elif rule.threshold.share == 1 and rule.threshold.strict:
        faults.add((*path, key), Code.THRESHOLD_NEVER_REACHED)


def _alone(path: Path, rule: DecisionRule, faults: Faults) -> None:
    """One voice is enough where nothing asks for a second one to be heard."""
    by_college = rule.college_quorum is not None and has(rule.college_quorum)
    if rule.base is not Base.ROLL and not several(rule.quorum) and not by_college:
        faults.add((*path, "quorum"), Code.ONE_DECIDES_ALONE)


def has(quorum: Quorum) -> bool:
    return quorum.amount > 0


def several(quorum: Quorum | None) -> bool:
    """Whether it may ask for two voices; what part of the roll that is, only the register knows."""
    return quorum is not None and quorum.amount > (0 if quorum.of_roll else 1)
