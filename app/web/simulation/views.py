"""One page: which rules, what they would have done, what a turnout would give, who can block and who can pass alone."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from app.extensions import db
from app.queries import charters as read
from app.queries.history import history_of
from app.queries.register import voices_of
from app.rules.calendar import civil_day
from app.rules.charter import Charter, CharterInvalid, Fault, check, fault_sentence, parse, words_of
from app.rules.charter.reading import LONGEST
from app.rules.conditions import item_sentence
from app.rules.permissions import Action
from app.rules.simulate import Row, Simulation, Verdict, grid, power, simulate
from app.web.doors import guard, now
from app.web.filters import day
from app.web.forms import Form
from app.web.locale import chosen, localised
from app.web.reference import reference

blueprint = Blueprint("simulation", __name__)
VERDICTS = {
    "same": lazy_gettext("Comme dans les faits"),
    "sooner": lazy_gettext("Plus tôt"),
    "later": lazy_gettext("Plus tard"),
    "held": lazy_gettext("Retenue"),
    "further": lazy_gettext("Plus loin"),
    "unknown": lazy_gettext("Autre chemin"),
}
TONES = {"held": "warning", "later": "warning", "sooner": "good", "further": "good", "same": "", "unknown": ""}


class TextForm(Form):
    text = TextAreaField(
        lazy_gettext("Une charte à essayer, en TOML"),
        [Optional(), Length(max=LONGEST)],
        description=lazy_gettext("Rien n’est gardé\u00a0: le texte sert à ce calcul seulement."),
    )


@blueprint.route("/regles/simulation", methods=["GET", "POST"], endpoint="show")
@guard(Action.CHARTER_PROPOSE)
def show() -> str | tuple[str, int]:
    space, form = reference().territory or abort(404), TextForm()
    text, name = _asked(space, form)
    try:
        charter, faults = parse(text), []
    except CharterInvalid:
        faults = [(fault, fault_sentence(fault, chosen())) for fault in check(text)]
        return render_template(
            "simulation/show.html", form=form, faults=faults, name=name, versions=_versions(space), told=None
        ), 422
    told = simulate(charter, history_of(db.session(), space.id, now()), ZoneInfo(space.timezone))
    return render_template(
        "simulation/show.html",
        form=form,
        faults=_no_faults(),
        name=name,
        told=told,
        versions=_versions(space),
        summary=_summary(told),
        rows=_rows(told, charter),
        gates=_gates(space, charter),
        VERDICTS=VERDICTS,
        TONES=TONES,
    )


def _no_faults() -> list[tuple[Fault, str]]:
    return []


def _asked(space: Any, form: TextForm) -> tuple[str, str]:
    """What was typed; else a version, the draft, or the rules in force."""
    if form.validate_on_submit() and form.text.data:
        return form.text.data, _("le texte ci-dessous")
    what = request.args.get("quoi", "")
    draft = read.draft(db.session(), space.id) if what == "brouillon" else None
    if draft is not None:
        return draft.text, _("la version en préparation")
    for row in read.versions(db.session(), space.id):
        if what == str(row.version) or (not what.isdecimal() and row.id == space.charter_id):
            return row.text, _("la version %(number)s", number=row.version)
    return abort(404)


def _versions(space: Any) -> list[tuple[str, str]]:
    found = [
        (str(row.version), _("Version %(number)s", number=row.version)) for row in read.versions(db.session(), space.id)
    ]
    return [*found, ("brouillon", _("La version en préparation"))] if read.draft(db.session(), space.id) else found


def _summary(told: Simulation) -> str:
    return str(_sentence(told))


def _sentence(told: Simulation) -> Any:
    """One; the rest is its detail."""
    all_, differ = len(told.rows), [row for row in told.rows if row.verdict is not Verdict.SAME]
    if not differ:
        return _("Sous ces règles, tout se serait passé comme dans les faits, pour les %(all)s propositions.", all=all_)
    held = len(told.of(Verdict.HELD)) + len(told.of(Verdict.LATER))
    sooner = len(told.of(Verdict.SOONER)) + len(told.of(Verdict.FURTHER))
    parts = [
        ngettext(
            "%(num)d proposition sur %(all)s aurait attendu plus longtemps ou n’aurait pas passé",
            "%(num)d propositions sur %(all)s auraient attendu plus longtemps ou n’auraient pas passé",
            held,
            all=all_,
        )
        if held
        else "",
        ngettext(
            "%(num)d serait allée plus vite ou plus loin", "%(num)d seraient allées plus vite ou plus loin", sooner
        )
        if sooner
        else "",
    ]
    return _(
        "Sous ces règles, %(what)s.",
        what=_(" et ").join(part for part in parts if part)
        or _("certaines propositions auraient pris un autre chemin"),
    )


def _rows(told: Simulation, charter: Charter) -> list[dict[str, Any]]:
    """Those that differ first."""
    ordered = sorted(told.rows, key=lambda row: row.verdict is Verdict.SAME)
    return [
        {
            "story": row.story,
            "verdict": row.verdict.value,
            "happened": _moves(row.story.moves, charter, row),
            "would": _moves(row.moves, charter, row),
            "why": _why(row, charter),
        }
        for row in ordered
    ]


def _moves(moves: Any, charter: Charter, row: Row) -> list[str]:
    track = charter.tracks.get(row.story.track)
    stages = track.stages if track else {}
    return [
        f"{localised(stages[m.to_stage].names) if m.to_stage in stages else m.to_stage}, {day(m.at, 'medium')}"
        for m in moves
    ]


def _why(row: Row, charter: Charter) -> list[str]:
    if row.verdict is Verdict.UNKNOWN:
        return [_("Ces règles n’ont pas cette étape.")]
    names = words_of(charter, row.story.track, chosen())
    found = [item_sentence(item, chosen(), names) for item in row.held]
    return found + ([_("Le vote n’aurait pas suffi.")] if row.vote else [])


def _gates(space: Any, charter: Charter) -> list[dict[str, Any]]:
    """Each gate that people open: its turnout, its absences, its coalitions."""
    today = civil_day(now(), ZoneInfo(space.timezone))
    names = {key: localised(college.names) for key, college in charter.colleges.items()} | {"": _("Chaque voix")}
    found = []
    for gate in charter.gates():
        rule = gate.decision
        voices = voices_of(db.session(), space.id, rule, charter, today) if rule else {}
        if rule is None or not voices:
            continue
        stages = charter.tracks[gate.track].stages
        who = power(charter, rule, voices)
        found.append(
            {
                "pass_alone": [names[key] for key in who.pass_alone],
                "key": gate.key,
                "block_alone": [names[key] for key in who.block_alone],
                "title": " → ".join(localised(stages[key].names) for key in (gate.from_stage, gate.to_stage)),
                "grid": grid(charter, rule, voices, _largest(voices)),
                "power": who,
                "names": names,
            }
        )
    return found


def _largest(voices: dict[str, int]) -> int:
    """The largest college voting as a block: a structure has one voice."""
    return max(voices.values()) if len(voices) > 1 else 1
