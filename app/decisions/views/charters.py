"""Charters: drafting one by forms or as a file, its versions, proposing it."""

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response as flask_Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import FileField, HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.core import limits
from app.core.kinds import DraftState
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.doors import do, grave, guard, may, now
from app.core.web.languages import chosen, localised, reference, sentence
from app.core.web.paging import whole as number_in
from app.core.web.requests import FILE, costs
from app.core.web.sent_forms import keyed
from app.decisions.service import charters
from app.decisions.views.blueprint import METHODS, WHO
from app.extensions import db
from app.governance.charter import sentences
from app.governance.charter.differences import changed, differences
from app.governance.charter.editing import (
    ItemPath,
    Kind,
    Question,
    data_of,
    edited,
    is_form,
    questions,
    rows_kept,
    sections,
)
from app.governance.charter.lint import added, check
from app.governance.charter.model import Charter
from app.governance.charter.reading import LONGEST, parse
from app.governance.charter.sentences import decision_sentences, fault_sentence, form_key, form_title
from app.governance.charter.table import CharterInvalid, Fault
from app.site.register import register_of
from app.territory.queries import charters as read
from app.territory.queries.charters import in_force, parsed

blueprint = Blueprint("charters", __name__)


# What each question of the guided form asks, and what each word of a charter is called.

SECTIONS = {
    "presentation": _l("Présentation"), "limits": _l("Limites, soutiens et délégation"), "colleges": _l("Collèges"),
    "roles": _l("Mandats"), "changes": _l("Changer les règles"),
}
CONDITIONS = {
    "supports": _l("Soutiens"), "carriers": _l("Personnes qui portent"), "members": _l("Membres du groupe"),
    "open_for": _l("Durée à l’étape"), "filled": _l("Champs remplis"), "documents": _l("Documents joints"),
    "meetings": _l("Réunions tenues"), "risks_shared": _l("Risques partagés"), "contributions": _l("Contributions"),
    "indicators": _l("Indicateurs"), "no_open_objection": _l("Aucune objection en cours"),
    "answered": _l("Chaque question a sa réponse"), "not_reported": _l("Aucun signalement en cours"),
}
LEAVES = {
    "fr": _l("en français"), "en": _l("en anglais"), "names": _l("Nom"), "about": _l("Présentation"),
    "open_proposals": _l("Propositions ouvertes à la fois, par personne"),
    "carriers": _l("Personnes qui portent, au plus"),
    "decision_days": _l("Durée minimale d’une décision, en jours"),
    "question_days": _l("Délai pour répondre à une question d’une discussion, en jours (facultatif)"),
    "seconds": _l("Accords d’autres personnes pour un acte de l’équipe (facultatif\u00a0; 1 sans rien écrire)"),
    "supports": _l("Montrer les soutiens"),
    "delegation": _l("Confier sa voix"), "weight": _l("Poids"), "term_days": _l("Durée du mandat, en jours"),
    "terms": _l("Mandats de suite, au plus"), "answer_days": _l("Réponse due sous, en jours"),
    "at_least": _l("Au moins"), "from_places": _l("de communes différentes"),
    "from_structures": _l("de structures différentes"), "from_colleges": _l("de collèges différents"),
    "days": _l("Jours"), "fields": _l("Champs"), "roles": _l("Rôles tenus"), "kinds": _l("Documents"),
    "version": _l("de quelle version du texte"),
    "with_minutes": _l("avec leur compte rendu"), "hours": _l("Heures"), "euros": _l("Euros"),
    "measured": _l("dont mesurés"), "method": _l("Méthode"), "by": _l("Qui répond"),
    "counted": _l("Comment le comité compte"), "more_than": _l("Plus de"), "quorum": _l("Participation minimale"),
    "college_quorum": _l("Participation minimale dans chaque collège"), "base": _l("Sur quelle base"),
    "combine": _l("Comment les collèges se réunissent"), "ballots": _l("Les réponses"), "results": _l("Le résultat"),
    "silence": _l("Le silence, après un changement de texte"), "colleges": _l("Compter par collèges"),
    "open_days": _l("Durée, en jours"), "rounds_max": _l("Tours d’objections, au plus"),
    "step_days": _l("Durée d’une étape du tour, en jours"), "review_days": _l("À revoir après, en jours"),
    "postpone": _l("Report"), "times": _l("Nombre de fois"), "appeal": _l("Recours"), "to": _l("Devant qui"),
    "fallback": _l("Si le consentement n’aboutit pas"),
}
FORMS = {
    "key": _l("Clé (vide\u00a0: la question est retirée)"), "kind": _l("Sorte de réponse"),
    "required": _l("Il faut y répondre"), "names": _l("La question"), "help": _l("Aide"), "example": _l("Exemple"),
    "unit": _l("Unité d’un nombre"), "min": _l("Au moins (nombre, euros)"),
    "max": _l("Au plus (nombre, euros, ou signes d’un texte)"),
    "choices": _l("Réponses proposées, une par ligne\u00a0: «\u00a0clé\u00a0: en français | en anglais\u00a0»"),
}
KINDS = {
    "text": _l("Une ligne"), "long": _l("Un texte"), "choice": _l("Une réponse parmi plusieurs"),
    "several": _l("Plusieurs réponses parmi plusieurs"), "number": _l("Un nombre entier"), "date": _l("Une date"),
    "yes_no": _l("Oui ou non"), "money": _l("Un montant en euros"),
}
VALUES = {
    **METHODS, **WHO, "steering": _l("le comité de pilotage"), "": _l("(non dit)"),
    "named": _l("Sous le nom choisi par chacun"), "counted": _l("Comptés seulement"), "none": _l("Non"),
    "one_level": _l("Une fois"), "transitive": _l("De proche en proche"), "expressed": _l("Les pour et les contre"),
    "cast": _l("Toutes les voix, abstentions comprises"), "roll": _l("Toute la liste"),
    "proportional": _l("À proportion"), "winner_takes_all": _l("Le collège entier du côté de sa majorité"),
    "secret": _l("Secrètes"), "public": _l("Publiques"), "at_close": _l("À la fin"), "live": _l("Pendant le vote"),
    "any": _l("De toutes les versions"), "present": _l("De la version actuelle seulement"),
    "nothing": _l("Ne compte pas"), "consent": _l("consentement"), "excellent": _l("Excellent"),
    "very_good": _l("Très bien"), "good": _l("Bien"), "fairly_good": _l("Assez bien"), "passable": _l("Passable"),
    "insufficient": _l("Insuffisant"), "to_reject": _l("À rejeter"),
}


# The questions of the guided form as its template shows them: headings, labels, choices, and the fault of each.

FIELDS = "fields"


def form_titles(charter: Charter) -> dict[str, str]:
    """Of every stage: one that asks nothing of its own yet has no sentence."""
    return {form_key(track.key, stage.key): form_title(stage, chosen())
            for track in charter.tracks.values() for stage in track.stages.values()}


def groups(asked: tuple[Question, ...], typed: dict[str, str], faults: list[Any]) -> list[dict[str, Any]]:
    """Questions under the heading they share, each with its label, its value and its fault."""
    found: dict[ItemPath, dict[str, Any]] = {}
    for q in asked:
        head = _head(q.path)
        group = found.setdefault(head, {"title": _heading(head, asked), "fields": []})
        group["fields"].append(_shown(q, typed.get(q.name, q.value), faults))
    return list(found.values())


def _shown(q: Question, value: str, faults: list[Any]) -> dict[str, Any]:
    words: Any = KINDS if q.path[-1] == "kind" and _in_form(q.path) else VALUES
    return {
        "id": place_of(q),
        "name": q.name,
        "label": label(q),
        "value": value,
        "kind": q.kind.value,
        "error": next((said for fault, said in faults if fault.key == q.name or _within(fault.key, q)), None),
        "choices": [(word, str(words.get(word, word))) for word in map(str, q.choices)],
        "numeric": q.kind is Kind.WHOLE,
        "line": _in_form(q.path) and q.path[6] in ("key", "names", "unit"),
        "wide": _in_form(q.path) and q.path[6] == "names",
    }


def place_of(q: Question) -> str:
    """Its anchor in the page."""
    return q.name.translate(_PLAIN)


def where_typed(key: str, section: str, rows: tuple[int, ...]) -> str:
    """The place of a fault on the page: a question that goes moves those after it up in the document only."""
    found = re.match(rf"{re.escape(section)}\[(\d+)\]", key)
    if found is None or int(found[1]) >= len(rows):
        return key
    return f"{section}[{rows[int(found[1])]}]{key[found.end():]}"


_PLAIN = str.maketrans({".": "-", "[": "-", "]": None})


def _within(key: str, q: Question) -> bool:
    """What is wrong with one of the answers that a question proposes is said beside all of them; a text that is not
    there at all, beside the French one."""
    return (q.kind is Kind.LINES and key.startswith(f"{q.name}[")) or (
        q.path[-1] == "fr" and _in_form(q.path) and q.name == f"{key}.fr")


def _in_form(path: ItemPath) -> bool:
    return len(path) > 5 and path[0] == "tracks" and path[4] == FIELDS


def _head(path: ItemPath) -> ItemPath:
    return path[:6] if _in_form(path) else path[:-1]


def label(q: Question) -> str:
    if not _in_form(q.path):
        return str(LEAVES.get(str(q.path[-1])) or CONDITIONS.get(str(q.path[-1])) or q.path[-1])
    words = str(FORMS.get(str(q.path[6]), q.path[6]))
    return f"{words}, {LEAVES[str(q.path[7])]}" if len(q.path) > 7 else words


def _heading(path: ItemPath, asked: tuple[Question, ...]) -> str:
    if _in_form(path):
        name = next((q.value for q in asked if q.path == (*path, "names", "fr")), "")
        return name or str(_("Une question de plus"))
    return str(_headed(path))


def _headed(path: ItemPath) -> Any:
    last = str(path[-1]) if path else ""
    if last in ("", "conditions", "decision", "changes", "limits"):
        return {
            "conditions": _("Conditions simples"),
            "decision": _("La décision"),
            "changes": _("La décision"),
            "limits": _("Limites"),
        }.get(last, "")
    if path[0] == "gates" and len(path) == 2:
        return _("Le délai de réponse")
    if last == "names" and len(path) > 1:
        return path[-2]
    return str(CONDITIONS.get(last) or LEAVES.get(last) or last)


# Every version that was in force: its sentences, its file, what it changed.

def space() -> Any:
    return reference().territory or abort(404)


def _version(number: int) -> Any:
    return next((row for row in read.versions(db.session(), space().id) if row.version == number), None) or abort(404)


@blueprint.get("/regles/versions", endpoint="versions")
@guard(Action.CHARTER_READ)
def index() -> str:
    return render_template("charters/versions.html", rows=read.versions(db.session(), space().id),
                           current=space().charter_id, drafting=may(Action.CHARTER_PROPOSE))


@blueprint.get("/regles/versions/<int:version>", endpoint="version")
@guard(Action.CHARTER_READ)
def show(version: int) -> str:
    row = _version(version)
    charter = parsed(row.text)
    return render_template("charters/version.html", row=row, charter=charter, parts=sentences(charter, chosen()),
                           current=row.id == space().charter_id)


@blueprint.get("/regles/versions/<int:version>.toml", endpoint="file")
@costs(FILE)
@guard(Action.CHARTER_READ)
def file(version: int) -> flask_Response:
    answer = flask_Response(_version(version).text, mimetype="application/toml")
    answer.headers["Content-Disposition"] = f"attachment; filename=charte-{version}.toml"
    return answer


@blueprint.get("/regles/versions/<int:version>/differences", endpoint="differences")
@guard(Action.CHARTER_READ)
def compare(version: int) -> str:
    """With the one before, unless another is asked for."""
    other = number_in(request.args.get("avec"))
    other = max(version - 1, 1) if other is None else other
    after, before = _version(version), _version(other)
    return render_template("charters/differences.html", title=_(
        "De la version %(old)s à la version %(new)s", old=before.version, new=after.version),
        changes=differences(parsed(before.text), parsed(after.text), chosen()), back=None, submit=False)


@blueprint.get("/regles/propositions/<int:number>", endpoint="proposed")
@guard(Action.CHARTER_READ)
def proposed(number: int) -> str:
    """What is put to a decision, or was: beside the rules it would replace."""
    row = read.proposed(db.session(), number) or abort(404)
    return render_template("charters/differences.html", title=_("Ce qui changerait dans les règles"), submit=False,
                           changes=differences(parsed(row.base), parsed(row.text), chosen()), back=None)


# New rules in preparation: by form or by file, checked at every step, then put to the decision that the rules in force
# ask for.

Answer = str | tuple[str, int] | Response
MOST_SHOWN = 60


class DraftForm(Form):
    number = HiddenField()


class FileForm(DraftForm):
    """`clean` would not do: a charter's spaces and lines are its own."""

    text = TextAreaField(_l("Le texte de la charte"), [Optional(), Length(max=LONGEST)])
    file = FileField(_l("Ou un fichier TOML"), [Optional()])


class ProposeForm(Form):
    reason = TextAreaField(
        _l("Pourquoi changer les règles"),
        [DataRequired(_l("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=_l("Public, avec la décision. Au moins 20 signes."),
    )


def _draft() -> Any:
    return read.draft(db.session(), space().id)


def _there() -> Any:
    """The draft, or back to where one is begun."""
    return _draft() or abort(redirect(url_for(".draft"), 303))


def faults_of(text: str) -> list[tuple[Fault, str]]:
    """Every fault, those that the present register adds among them, in the reader's language."""
    found = check(text)
    if not found:
        found = _unmet(parse(text))
    return [(fault, fault_sentence(fault, chosen())) for fault in found][:MOST_SHOWN]


def _unmet(charter: Charter) -> tuple[Fault, ...]:
    rules = in_force(db.session(), space().id)[1]
    meets, met = (register_of(db.session(), space().id, now().date(), each) for each in (charter, rules))
    return added(charter, meets, rules, met)


@blueprint.get("/regles/brouillon")
@guard(Action.CHARTER_PROPOSE)
def draft() -> str:
    row = _draft()
    if row is None:
        return render_template("charters/begin.html")
    faults = faults_of(row.text)
    try:
        listed = _listed(row.text)
    except ValueError:
        listed = []
    return render_template(
        "charters/draft.html",
        row=row,
        faults=faults,
        sections=listed,
        may_propose=(not faults and row.state is DraftState.WRITING and changed(parsed(row.base), parse(row.text))),
    )


def _listed(text: str) -> list[dict[str, str]]:
    """The sections by their names; a gate by its two stages."""
    data = data_of(text)
    try:
        charter = parse(text)
        titles = form_titles(charter) | {clause.key: clause.title for clause in sentences(charter, chosen())}
    except CharterInvalid:
        titles = {}
    return [{"key": key, "title": titles.get(key) or str(SECTIONS.get(key, key))} for key in sections(data)]


@blueprint.post("/regles/brouillon")
@guard(Action.CHARTER_PROPOSE)
def begin() -> Response:
    do(charters.begin, space().id)
    return redirect(url_for(".draft"), 303)


@blueprint.route("/regles/brouillon/partie/<section>", methods=["GET", "POST"])
@guard(Action.CHARTER_PROPOSE)
@keyed(lambda _made, section: url_for(".draft"))
def section(section: str) -> Answer:
    row, form = _there(), DraftForm()
    sent = request.form if request.method == "POST" else {}
    try:
        asked = questions(data_of(row.text), section, sent)
    except (KeyError, ValueError):
        abort(404)
    typed = {q.name: sent.get(q.name, "") for q in asked if q.kind is Kind.FLAG or q.name in sent} if sent else {}
    if request.method == "GET":
        form.number.data = str(row.number)
    text = edited(row.text, section, typed) if typed else row.text
    mine = _faults_there(row.text, text, section, typed, asked)
    if form.validate_on_submit() and not mine and _saved(row, form, text):
        return redirect(url_for(".draft"), 303)
    title = next((one["title"] for one in _listed(row.text) if one["key"] == section), section)
    return render_template(
        "charters/section.html",
        form=form,
        row=row,
        section=section,
        title=title,
        is_form=is_form(section),
        errors=mine,
        labels={q.name: label(q) for q in asked},
        places={q.name: place_of(q) for q in asked},
        groups=groups(asked, typed, mine),
    ), 422 if request.method == "POST" else 200


def _faults_there(before: str, text: str, section: str, typed: dict[str, str],
                  asked: tuple[Question, ...]) -> list[tuple[Fault, str]]:
    """What is wrong with the answers; after a form, also what they make wrong elsewhere (a gate that asks for a
    question that went)."""
    found = faults_of(text) if typed else []
    if not found or not is_form(section):
        return [(fault, said) for fault, said in found if _about(fault.key, asked)]
    rows, known = rows_kept(data_of(before), section, typed), {fault.key for fault in check(before)}
    moved = [(replace(fault, key=where_typed(fault.key, section, rows)), said) for fault, said in found]
    return [(fault, said) for fault, said in moved if _about(fault.key, asked) or fault.key not in known]


def _about(key: str, asked: tuple[Question, ...]) -> bool:
    return any(key == q.name or key.startswith((f"{q.name}.", f"{q.name}[")) or q.name.startswith(f"{key}.")
               for q in asked)


def _saved(row: Any, form: DraftForm, text: str) -> bool:
    try:
        do(charters.save, row.id, text, number_in(form.number.data) or 0)
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return False
    flash(_("La nouvelle version est enregistrée."), "done")
    return True


@blueprint.route("/regles/brouillon/fichier", methods=["GET", "POST"])
@guard(Action.CHARTER_PROPOSE)
@keyed(lambda _made: url_for(".draft"))
def whole() -> Answer:
    """The whole text, typed or sent: what is wrong is said line by line, and nothing typed is lost."""
    row, form = _there(), FileForm()
    if request.method == "GET":
        form.number.data, form.text.data = str(row.number), row.text
        return render_template("charters/file.html", form=form, row=row, faults=[])
    sent = request.files.get("file")
    text = sent.read(LONGEST + 1).decode(errors="replace") if sent and sent.filename else request.form.get("text", "")
    text = text.replace("\r\n", "\n")
    form.text.data = text
    faults = faults_of(text)
    if form.validate_on_submit() and not faults and _saved(row, form, text):
        return redirect(url_for(".draft"), 303)
    return render_template("charters/file.html", form=form, row=row, faults=faults), 422


@blueprint.get("/regles/brouillon/differences")
@guard(Action.CHARTER_PROPOSE)
def draft_differences() -> Answer:
    row = _there()
    try:
        changes = differences(parsed(row.base), parse(row.text), chosen())
    except CharterInvalid:
        return redirect(url_for(".draft"), 303)
    return render_template(
        "charters/differences.html",
        title=_("Ce que changerait cette version"),
        changes=changes,
        back=url_for(".draft"),
        submit=not faults_of(row.text),
    )


def _after(made: int | None) -> str:
    """The decision, or what waits for a colleague."""
    return url_for("roles.acts") if made is None else url_for("decisions.show", number=made)


@blueprint.route("/regles/brouillon/proposer", methods=["GET", "POST"])
@grave
@guard(Action.CHARTER_PROPOSE)
@keyed(_after)
def propose() -> Answer:
    row, form = _there(), ProposeForm()
    if form.validate_on_submit() and (
        ended := act(
            lambda: do(charters.propose, row.id, form.reason.data or "", chosen()),
            form=form,
            to=_after,
            said=lambda made: (
                _("C’est demandé\u00a0: une autre personne du comité doit confirmer. Elle est prévenue.")
                if made is None
                else _("La décision est ouverte.")
            ),
        )
    ):
        return ended
    _id, rules = in_force(db.session(), space().id)
    return render_template(
        "charters/propose.html",
        form=form,
        row=row,
        name=localised(rules.names),
        rule=decision_sentences(rules, rules.changes, chosen()),
        faults=faults_of(row.text),
    ), (422 if request.method == "POST" else 200)


@blueprint.post("/regles/brouillon/abandonner")
@guard(Action.CHARTER_PROPOSE)
@keyed(lambda _made: url_for("pages.rules"))
def drop() -> Response:
    row = _there()
    try:
        do(charters.drop, row.id)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(url_for(".draft"), 303)
    flash(_("Cette version est abandonnée. Les règles en vigueur ne changent pas."), "done")
    return redirect(url_for("pages.rules"), 303)
