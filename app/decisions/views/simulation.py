"""A simulation as the page shows it: rows of a table, bars of a drawing."""

from collections.abc import Sequence
from datetime import tzinfo
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from flask_babel import format_percent, gettext as _, lazy_gettext as _l
from wtforms import FileField, TextAreaField
from wtforms.validators import Length, Optional

from app.core.calendar import civil_day
from app.core.permissions import Action
from app.core.web.act import Form
from app.core.web.doors import guard, now
from app.core.web.filters import day
from app.core.web.languages import chosen, localised, reference
from app.core.web.requests import TRIAL, costs
from app.decisions.queries.history import history_of
from app.extensions import db
from app.governance.charter.lint import check
from app.governance.charter.model import Charter, Gate
from app.governance.charter.reading import LONGEST, parse
from app.governance.charter.sentences import fault_sentence
from app.governance.charter.table import CharterInvalid
from app.governance.simulation.coalitions import Power, power
from app.governance.simulation.history import Move
from app.governance.simulation.recounting import Grid, grid
from app.governance.simulation.replay import Row, Simulation, Verdict, Would, simulate
from app.governance.simulation.telling import Names, Reasons, stage_name, summary, verdict
from app.site.register import Rolls, structure_names
from app.territory.queries import charters

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


# One page: which rules, what they would have done, what a turnout would give, who can block and who can pass alone.

blueprint = Blueprint("simulation", __name__)
DRAFT = "brouillon"


class TextForm(Form):
    text = TextAreaField(
        _l("Une charte à essayer, en TOML"),
        [Optional(), Length(max=LONGEST)],
        description=_l("Rien n’est gardé\u00a0: le texte sert à ce calcul seulement."),
    )
    file = FileField(_l("Ou un fichier TOML"), [Optional()])


@blueprint.route("/regles/simulation", methods=["GET", "POST"], endpoint="show")
@costs(TRIAL, methods=("GET", "POST"))
@guard(Action.CHARTER_PROPOSE)
def show() -> str | tuple[str, int]:
    """Nothing is stored: what is sent serves for this answer."""
    space, form = reference().territory or abort(404), TextForm()
    choices = _choices(space)
    text, name, key = _typed(form) or _chosen(space, choices)
    status = 422 if form.errors else 200
    told: dict[str, Any] = {"faults": []}
    try:
        told = told | _told(space, parse(text)) if not form.errors else told
    except CharterInvalid:
        told["faults"] = [(fault, fault_sentence(fault, chosen())) for fault in check(text)]
        status = 422 if request.method == "POST" else 200
    labels = [(key, label) for key, label, _text in choices]
    return render_template("simulation/show.html", form=form, name=name, labels=labels, current=key, **told), status


def _typed(form: TextForm) -> tuple[str, str, str] | None:
    """A file, or a text; None where neither was sent."""
    if not form.is_submitted() or not form.validate():
        return None
    sent = request.files.get("file")
    if sent and sent.filename:
        form.text.data = sent.read(LONGEST + 1).decode(errors="replace").replace("\r\n", "\n")
        if len(form.text.data) > LONGEST:
            form.refuse("file", _("Ce fichier est trop long pour une charte."))
            return None
    return (form.text.data, _("le texte ci-dessous"), "") if form.text.data else None


def _choices(space: Any) -> list[tuple[str, str, str]]:
    """What can be tried: (key, label, text), the draft first, then each version, the latest first."""
    draft = charters.draft(db.session(), space.id)
    found = [(DRAFT, _("La version en préparation"), draft.text)] if draft else []
    for row in charters.versions(db.session(), space.id):
        label = _("Version %(number)s, en vigueur", number=row.version) if row.id == space.charter_id else _(
            "Version %(number)s", number=row.version)
        found.append((str(row.version), label, row.text))
    return found


def _chosen(space: Any, choices: list[tuple[str, str, str]]) -> tuple[str, str, str]:
    """What the address asks for; nothing asked, the draft where there is one, else the rules in force."""
    asked = request.args.get("quoi", "")
    found = next(((text, label, key) for key, label, text in choices if key == asked or not asked), None)
    return found or abort(404)


def _told(space: Any, charter: Charter) -> dict[str, Any]:
    zone = ZoneInfo(space.timezone)
    told = simulate(charter, history_of(db.session(), space.id, now()), zone)
    _id, rules = charters.in_force(db.session(), space.id)
    return {"told": told, "summary": summary(told, chosen()), "rows": shown_rows(told, charter, rules, zone),
            "gates": _gates(space, charter, zone)}


def _gates(space: Any, charter: Charter, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Each gate that people open."""
    rolls = Rolls(db.session(), space.id, charter, civil_day(now(), zone))
    there = [(gate, gate.decision, rolls.players(gate.decision)) for gate in charter.gates() if gate.decision]
    structures = {one.structure for _gate, _rule, players in there for one in players if one.structure}
    names = Names(structure_names(db.session(), structures),
                  {key: localised(college.names) for key, college in charter.colleges.items()}, chosen())
    return [shown_gate(charter, gate, grid(charter, rule, players), power(charter, rule, players), names)
            for gate, rule, players in there if players]
