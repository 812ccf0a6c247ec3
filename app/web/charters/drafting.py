"""New rules in preparation: by form or by file, checked at every step, then put to the decision that the rules in force
ask for."""

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import FileField, HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.extensions import db
from app.operations import Refused, charter_drafts, charters
from app.queries import charters as read
from app.queries.charters import in_force, parsed
from app.queries.register import register_of
from app.rules import limits
from app.rules.charter import (
    Charter,
    CharterInvalid,
    Fault,
    added,
    check,
    decision_sentences,
    fault_sentence,
    parse,
    sentences,
)
from app.rules.charter.asked import Kind, Question
from app.rules.charter.differences import changed, differences
from app.rules.charter.editing import data_of, edited, questions, sections
from app.rules.charter.editing_forms import is_form, rows_kept
from app.rules.charter.reading import LONGEST
from app.rules.kinds import DraftState
from app.rules.permissions import Action
from app.web.charters.asking import form_titles, groups, label, place_of, where_typed
from app.web.charters.blueprint import blueprint
from app.web.charters.versions import space
from app.web.charters.words import SECTIONS
from app.web.doors import do, grave, guard, now
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.locale import chosen, localised
from app.web.paging import whole as number_in
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
MOST_SHOWN = 60


class DraftForm(Form):
    number = HiddenField()


class FileForm(DraftForm):
    """`clean` would not do: a charter's spaces and lines are its own."""

    text = TextAreaField(lazy_gettext("Le texte de la charte"), [Optional(), Length(max=LONGEST)])
    file = FileField(lazy_gettext("Ou un fichier TOML"), [Optional()])


class ProposeForm(Form):
    reason = TextAreaField(
        lazy_gettext("Pourquoi changer les règles"),
        [DataRequired(lazy_gettext("Écrivez quelques mots ici.")), Length(max=limits.REASON)],
        description=lazy_gettext("Public, avec la décision. Au moins 20 signes."),
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
    do(charter_drafts.begin, space().id)
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
        do(charter_drafts.save, row.id, text, number_in(form.number.data) or 0)
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
    if form.validate_on_submit():
        try:
            made = do(charters.propose, row.id, form.reason.data or "", chosen())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("C’est demandé\u00a0: une autre personne du comité doit confirmer. Elle est prévenue.")
                  if made is None else _("La décision est ouverte."), "done")
            return redirect(_after(made), 303)
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
        do(charter_drafts.drop, row.id)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(url_for(".draft"), 303)
    flash(_("Cette version est abandonnée. Les règles en vigueur ne changent pas."), "done")
    return redirect(url_for("pages.rules"), 303)
