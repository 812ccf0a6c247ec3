"""A decision rule: its method, and only the parameters that this method knows."""

from collections.abc import Mapping

from app.rules.charter.faults import CharterInvalid, Code, Faults
from app.rules.charter.model import Appeal, DecisionRule, Postpone
from app.rules.charter.table import Table
from app.rules.charter.words import Ballots, Electorate, Grade, Method, Results, Silence
from app.rules.tally.settings import Quorum, Threshold
from app.rules.tally.words import Base, Combine

_QUORUMS = ("quorum", "college_quorum")
_SHARES = ("at_least", "more_than")
KNOWN: dict[Method, tuple[str, ...]] = {
    Method.CONSENT: (*_QUORUMS, "silence", "rounds_max", "step_days", "fallback"),
    Method.MAJORITY: (*_QUORUMS, *_SHARES, "base", "colleges", "combine"),
    Method.MAJORITY_JUDGMENT: (*_QUORUMS, "at_least"),
    Method.APPROVAL: (*_QUORUMS, *_SHARES),
    Method.SCHULZE: _QUORUMS,
}
_COMMON = ("method", "by", "counted", "open_days", "reason", "ballots", "results", "review_days", "postpone", "appeal")
_ALL = frozenset(_COMMON).union(*KNOWN.values())
COMMITTEE = (Method.MAJORITY, Method.CONSENT)
NOTHING = DecisionRule(Method.STEERING, Electorate.STEERING, Method.MAJORITY)
"""What stands where a rule could not be read; the fault beside it keeps the charter out of force."""

Colleges = tuple[str, ...]


def decision(table: Table, colleges: Colleges, by: Electorate | None = None) -> DecisionRule:
    """`by` is who answers when the table does not say: the fallback of a consent asks the same people."""
    method = table.word("method", Method)
    if method is None:
        return NOTHING
    counted = _counted(table, method)
    for key in table.data:
        if key in _ALL and key not in (*_COMMON, *KNOWN[counted]):
            table.asked.add(key)
            table.fault(key, Code.NOT_FOR_METHOD, method=counted.value, known=tuple(sorted(KNOWN[counted])))
    rule = _rule(table, method, counted, colleges, Electorate.STEERING if method is Method.STEERING else by)
    table.close()
    return rule


def _counted(table: Table, method: Method) -> Method:
    if method is not Method.STEERING:
        if table.has("counted"):
            table.fault("counted", Code.NOT_FOR_METHOD, method=method.value, known=tuple(sorted(KNOWN[method])))
        return method
    counted = table.word("counted", Method)
    if counted is None or counted in COMMITTEE:
        return counted or Method.MAJORITY
    table.fault("counted", Code.UNKNOWN_WORD, got=counted.value, known=tuple(each.value for each in COMMITTEE), near="")
    return Method.MAJORITY


def _rule(table: Table, method: Method, counted: Method, colleges: Colleges, by: Electorate | None) -> DecisionRule:
    known = KNOWN[counted]
    who = table.word("by", Electorate, by) or Electorate.MEMBERS
    if method is Method.STEERING and who is not Electorate.STEERING:
        table.fault("by", Code.UNKNOWN_WORD, got=who.value, known=(Electorate.STEERING.value,), near="")
    named = "colleges" in known and table.has("colleges")
    return DecisionRule(
        method=method, by=who, counted=counted,
        open_days=_open_days(table, method),
        reason=table.flag("reason", default=True),
        ballots=table.word("ballots", Ballots, Ballots.PUBLIC) or Ballots.PUBLIC,
        results=table.word("results", Results, Results.AT_CLOSE) or Results.AT_CLOSE,
        base=(table.word("base", Base, Base.EXPRESSED) if "base" in known else None) or Base.EXPRESSED,
        threshold=_threshold(table) if "more_than" in known else None,
        grade=table.word("at_least", Grade) if counted is Method.MAJORITY_JUDGMENT else None,
        quorum=_quorum(table, "quorum"),
        college_quorum=_quorum(table, "college_quorum"),
        colleges=table.known_keys("colleges", colleges, Code.UNKNOWN_COLLEGE) if named else (),
        combine=(table.word("combine", Combine, Combine.PROPORTIONAL) if named else None) or Combine.PROPORTIONAL,
        silence=(table.word("silence", Silence, Silence.NOTHING) if "silence" in known else None) or Silence.NOTHING,
        rounds_max=table.whole("rounds_max", 1, 10) if "rounds_max" in known else None,
        step_days=table.whole("step_days", 1, 90) if "step_days" in known else None,
        review_days=table.whole_or_none("review_days", 1, 3650),
        fallback=_fallback(table, colleges, who) if "fallback" in known and table.has("fallback") else None,
        postpone=_postpone(table), appeal=_appeal(table),
    )


def _open_days(table: Table, method: Method) -> int | None:
    """The committee meets when it meets: its clock is the gate's `answer_days`."""
    if method is Method.STEERING:
        return table.whole_or_none("open_days", 1, 365)
    return table.whole("open_days", 1, 365)


def _threshold(table: Table) -> Threshold | None:
    there = [key for key in _SHARES if table.has(key)]
    if len(there) != 1:
        table.fault("more_than", Code.TWO_THRESHOLDS if there else Code.MISSING)
        return None
    share = table.share(there[0])
    return None if share is None else Threshold(share, strict=there[0] == "more_than")


def _quorum(table: Table, key: str) -> Quorum | None:
    if not table.has(key):
        return None
    of_roll = isinstance(table.data[key], str)
    amount = table.share(key) if of_roll else table.number(key)
    return None if amount is None else Quorum(amount, of_roll)


def _fallback(outer: Table, colleges: Colleges, by: Electorate) -> DecisionRule | None:
    """One level deep: what comes after a consent that failed is never another consent."""
    table = outer.table("fallback")
    if Method.CONSENT in (table.data.get("method"), table.data.get("counted")):
        table.fault("method", Code.FALLBACK_IS_CONSENT)
        return None
    return decision(table, colleges, by)


def _postpone(outer: Table) -> Postpone | None:
    if not outer.has("postpone"):
        return None
    table = outer.table("postpone")
    found = Postpone(table.whole("days", 1, 365), table.whole_or_none("times", 1, 5))
    table.close()
    return found


def _appeal(outer: Table) -> Appeal | None:
    if not outer.has("appeal"):
        return None
    table = outer.table("appeal")
    days, to = table.whole("days", 1, 365), table.word("to", Electorate)
    table.close()
    return Appeal(days, to) if to else None


def rule_of(data: Mapping[str, object], colleges: Colleges) -> DecisionRule:
    """A rule read back from its data; CharterInvalid with every fault where it is not one of ours."""
    faults = Faults()
    rule = decision(Table(data, ("rule",), faults), colleges)
    if faults:
        raise CharterInvalid(faults)
    return rule
