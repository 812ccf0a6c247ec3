"""A simulation as the page shows it: rows of a table, bars of a drawing."""

from collections.abc import Sequence
from datetime import tzinfo
from fractions import Fraction
from typing import Any

from flask_babel import format_percent
from flask_babel import gettext as _

from app.rules.charter import Charter, Gate
from app.rules.simulate import Grid, Power, Row, Simulation, Verdict
from app.rules.simulate.history import Move
from app.rules.simulate.telling import Names, Reasons, stage_name, verdict
from app.rules.simulate.walking import Would
from app.web.filters import day
from app.web.locale import chosen, localised

TONES = {Verdict.HELD: "warning", Verdict.LATER: "warning", Verdict.SOONER: "good", Verdict.FURTHER: "good",
         Verdict.READY: "good"}
HEIGHT, FLOOR, WIDE, APART, FIRST = 150, 176, 40, 56, 30


def shown_rows(told: Simulation, charter: Charter, now: Charter, zone: tzinfo) -> dict[str, list[dict[str, Any]]]:
    """Those that differ, the gravest first; and the others. What happened has its names from the rules of `now`."""
    order = tuple(Verdict)
    reasons = Reasons(charter, told.until, zone, chosen(), lambda at: day(at, "medium"))
    ordered = sorted(told.rows, key=lambda row: -order.index(row.verdict))
    rows = [{"story": row.story, "verdict": verdict(row, chosen()), "tone": TONES.get(row.verdict, ""),
             "same": row.verdict is Verdict.SAME, "happened": _moves(row.story.moves, row, now, charter),
             "would": _moves(row.moves, row, charter), "why": reasons.of(row)} for row in ordered]
    return {"differ": [row for row in rows if not row["same"]], "same": [row for row in rows if row["same"]]}


def _moves(moves: Sequence[Move | Would], row: Row, *charters: Charter) -> list[str]:
    return [f"{stage_name(move.to_stage, row.story.track, chosen(), *charters)}, {day(move.at, 'medium')}"
            for move in moves]


def shown_gate(charter: Charter, gate: Gate, turnout: Grid, who: Power, names: Names) -> dict[str, Any]:
    stages = charter.tracks[gate.track].stages
    return {
        "key": gate.key, "title": " → ".join(localised(stages[key].names) for key in (gate.from_stage, gate.to_stage)),
        "turnout": names.grid(turnout), "steps": _steps(turnout, names), "bars": _bars(turnout),
        "power": names.power(who), "weights": _weights(who, names)}


def _steps(turnout: Grid, names: Names) -> list[list[str | int]]:
    return [[_part(Fraction(step.percent, 100)), step.need.present, _("oui") if step.need.quorum else _("non"),
             names.fewest(step.need.fewest) if step.need.possible else "–",
             _part(step.need.share) if step.need.possible and step.need.share is not None else "–"]
            for step in turnout.steps]


def _bars(turnout: Grid) -> list[dict[str, Any]]:
    """Heights of the drawing, from its floor: who is there, and the « yes » that are enough wherever they are."""
    def high(number: int | None) -> float:
        return round(HEIGHT * (number or 0) / turnout.roll, 1)

    return [{"x": FIRST + APART * n, "wide": WIDE, "middle": FIRST + APART * n + WIDE // 2, "floor": FLOOR,
             "percent": step.percent, "there": high(step.need.present), "possible": step.need.possible,
             "yes": high(step.need.fewest.at_worst), "number": step.need.fewest.at_worst}
            for n, step in enumerate(turnout.steps)]


def _weights(who: Power, names: Names) -> list[list[str]]:
    """How often each decides, of all the times somebody does; told where they are not all alike."""
    whole = sum((swings * each.size for swings, each in zip(who.swings, who.classes, strict=False)), Fraction(0))
    if len(who.classes) < 2 or not whole:
        return []
    return [[names.label(each), _part(swings * each.size / whole), _part(swings / whole)]
            for swings, each in zip(who.swings, who.classes, strict=True)]


def _part(share: Fraction) -> str:
    return str(format_percent(float(share), "#,##0.#\u00a0%" if chosen() == "fr" else "#,##0.#%"))
