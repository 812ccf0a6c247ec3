"""A result as a drawing: widths in hundredths, worked out from exact shares; the words and the table say the same."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.rules.charter.words import Method
from app.rules.tally.words import Base, Stand
from app.web.decisions.figures import percent, whole

Evidence = Mapping[str, Any]
Labels = Mapping[str, str]
Bar = dict[str, Any]
CLEAR = 3.5  # hundredths of the width between a figure and the line
NARROW = 2  # a figure is not written nearer than that to the end of its part


def of(row: Any, labels: Labels) -> dict[str, Any] | None:
    """None where there is nothing to draw, or where the figures are withheld. A ranking is shown by its tables."""
    drawn = {Method.MAJORITY: _majority, Method.MAJORITY_JUDGMENT: _judgment, Method.APPROVAL: _approval,
             Method.CONSENT: _consent}
    draw = drawn.get(row.method)
    bars = draw(row.result["evidence"], labels, row.result["ranking"]) if draw else []
    return {"bars": bars, "kinds": {part["kind"] for bar in bars for part in bar["parts"]}} if bars else None


def _number(value: Any) -> Fraction:
    return Fraction(str(value))


def _at(share: Fraction) -> float:
    """A share of the drawing's width, to the tenth."""
    return round(float(share * 100), 1)


def _bar(counts: Sequence[tuple[str, Fraction]], line: Fraction | None = None, **told: Any) -> Bar:
    """Parts side by side, in their order; each from where the last one ended."""
    size = sum((number for _kind, number in counts), Fraction(0))
    mark = None if line is None else _at(line)
    parts, start = [], Fraction(0)
    for kind, number in counts:
        if size and number:
            parts.append(_part(kind, _at(start / size), _at(number / size), whole(number), mark))
            start += number
    return {"key": None, "label": None, "parts": parts, "line": mark, **told}


def _part(kind: str, x: float, width: float, figure: str, line: float | None) -> Bar:
    """`at` is where its figure is written, clear of the line; None where there is no room."""
    at = x + width / 2
    if line is not None and abs(at - line) < CLEAR:
        at = line + CLEAR
    return {"kind": kind, "x": x, "width": width, "figure": figure,
            "at": at if x + NARROW <= at <= x + width - NARROW else None}


def _majority(evidence: Evidence, _labels: Labels, _ranking: Any) -> list[Bar]:
    """One bar with the threshold; by college one each, and all together by their weights, where the threshold is."""
    if evidence.get("for") is None:
        return []
    limit = _number(next(iter(evidence["threshold"].values())))
    if not evidence.get("colleges"):
        return [_bar(_sides(evidence, evidence["base"]), limit)]
    colleges = [_bar(_sides(line, Base.EXPRESSED.value), key=line["key"]) for line in evidence["colleges"]
                if line.get("for") is not None]
    return colleges + ([_together(_number(evidence["share"]), limit)] if evidence.get("share") else [])


def _sides(line: Evidence, base: str) -> list[tuple[str, Fraction]]:
    """What the share is a share of: those for and against, those who came, everybody."""
    sides = [("for", _number(line["for"])), ("against", _number(line["against"]))]
    if base != Base.EXPRESSED.value:
        sides.append(("abstain", _number(line["abstain"])))
    if base == Base.ROLL.value:
        sides.append(("away", _number(line["of"]) - sum(number for _kind, number in sides)))
    return sides


def _together(share: Fraction, limit: Fraction) -> Bar:
    bar = _bar([("for", share), ("away", 1 - share)], limit, label=_("Tous les collèges, selon leur poids"))
    for part in bar["parts"]:
        part["figure"] = percent(str(share)) if part["kind"] == "for" else ""
    return bar


def _judgment(evidence: Evidence, labels: Labels, ranking: Any) -> list[Bar]:
    """The merit profile of each option; the line is the middle."""
    counts = evidence.get("grade_counts") or {}
    if not any(_number(number) for numbers in counts.values() for number in numbers):
        return []
    return [_bar([(f"g{n}", _number(number)) for n, number in enumerate(counts[key])], Fraction(1, 2), key=key,
                 label=labels[key]) for group in ranking for key in group]


def _approval(evidence: Evidence, labels: Labels, ranking: Any) -> list[Bar]:
    ticked, ballots = evidence.get("approvals") or {}, _number(evidence.get("ballots", 0))
    if not ticked or not ballots:
        return []
    asked = evidence.get("threshold") or {}
    limit = _number(next(iter(asked.values()))) if asked else None
    return [_bar([("for", _number(ticked[key])), ("away", ballots - _number(ticked[key]))], limit, key=key,
                 label=labels[key]) for group in ranking for key in group]


def _consent(evidence: Evidence, _labels: Labels, _ranking: Any) -> list[Bar]:
    if evidence.get("consent") is None:
        return []
    order = (Stand.CONSENT, Stand.CONCERN, Stand.OBJECTION, Stand.ASIDE)
    bar = _bar([(stand.value, _number(evidence[stand.value])) for stand in order])
    return [bar] if bar["parts"] else []
