"""One page: which rules, what they would have done, what a turnout would give, who can block and who can pass alone."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import FileField, TextAreaField
from wtforms.validators import Length, Optional

from app.extensions import db
from app.queries import charters as read
from app.queries.history import history_of
from app.queries.register import Rolls, structure_names
from app.rules.calendar import civil_day
from app.rules.charter import Charter, CharterInvalid, check, fault_sentence, parse
from app.rules.charter.reading import LONGEST
from app.rules.permissions import Action
from app.rules.simulate import grid, power, simulate
from app.rules.simulate.telling import Names, summary
from app.web.costs import TRIAL, costs
from app.web.doors import guard, now
from app.web.forms import Form
from app.web.locale import chosen, localised
from app.web.reference import reference
from app.web.simulation.shown import shown_gate, shown_rows

blueprint = Blueprint("simulation", __name__)
DRAFT = "brouillon"


class TextForm(Form):
    text = TextAreaField(
        lazy_gettext("Une charte à essayer, en TOML"),
        [Optional(), Length(max=LONGEST)],
        description=lazy_gettext("Rien n’est gardé\u00a0: le texte sert à ce calcul seulement."),
    )
    file = FileField(lazy_gettext("Ou un fichier TOML"), [Optional()])


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
    draft = read.draft(db.session(), space.id)
    found = [(DRAFT, _("La version en préparation"), draft.text)] if draft else []
    for row in read.versions(db.session(), space.id):
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
    _id, rules = read.in_force(db.session(), space.id)
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
