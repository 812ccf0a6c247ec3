"""Shape of a structure's card and of a request to speak for it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.accounts.queries import accounts
from app.accounts.views.own import NEEDED, chosen_place, short, suggested
from app.core import limits
from app.core.kinds import MandateState, Role, StructureKind
from app.core.paging import plain
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.doors import actor, do, guard, now
from app.core.web.languages import localised, reference, sentence
from app.core.web.requests import SEARCH, costs
from app.core.web.sent_forms import keyed, lands_on
from app.extensions import db
from app.proposals.queries import lists
from app.proposals.views.lists import short_cards
from app.structures import queries as read, refusals, service as mandates

KINDS = {
    StructureKind.ASSOCIATION: _l("Association"),
    StructureKind.COOPERATIVE: _l("Coopérative"),
    StructureKind.COMPANY: _l("Entreprise"),
    StructureKind.MUNICIPALITY: _l("Commune"),
    StructureKind.INTERMUNICIPALITY: _l("Intercommunalité"),
    StructureKind.PUBLIC_BODY: _l("Organisme public"),
    StructureKind.OTHER: _l("Autre"),
}


class StructureForm(Form):
    name = StringField(_l("Nom de la structure"), [DataRequired(NEEDED), short(limits.TITLE)])
    aliases = TextAreaField(_l("Autres noms et sigles"), [Optional(), Length(max=1_600)])
    kind = SelectField(_l("Genre"), [InputRequired(NEEDED)],
                       choices=[SelectChoice(kind.value, name) for kind, name in KINDS.items()])
    college = SelectField(_l("Collège"), [InputRequired(NEEDED)], choices=[])
    place = StringField(_l("Commune"), [Optional(), Length(max=160)])
    about = TextAreaField(_l("Ce qu’elle fait, en quelques phrases"), [Optional(), short(limits.REASON)])
    url = URLField(_l("Site"), [Optional(), short(limits.SHORT)])


class NewStructureForm(StructureForm):
    speak = BooleanField(_l("Je demande à parler au nom de cette structure."))


class MandateForm(Form):
    title = StringField(_l("À quel titre"), [Optional(), short(limits.NAME)])


# Structures: the list, a page, entering one, speaking for one.

blueprint = Blueprint("structures", __name__)
Answer = str | tuple[str, int] | Response
KEEPERS = frozenset({Role.STEERING, Role.OPERATOR})


def colleges() -> dict[str, str]:
    """Of the charter in force on the territory, in its order: key -> name."""
    known = reference()
    rules = known.charters.get(known.territory.charter_id or 0) if known.territory else None
    return {key: localised(college.names) for key, college in rules.colleges.items()} if rules else {}


def college_choices() -> list[SelectChoice]:
    return [SelectChoice(key, name) for key, name in colleges().items()]


@blueprint.get("/structures")
@costs(SEARCH, only_with="q")
@guard(Action.STRUCTURE_READ)
def index() -> str:
    known = colleges()
    college = request.args.get("college", "")
    text = plain(request.args.get("q", ""))[: limits.TITLE]
    rows, after = read.page(db.session(), college if college in known else None, request.args.get("apres", "")[:160],
                            text)
    return render_template("structures/index.html", rows=rows, after=after, colleges=known, college=college,
                           kinds=KINDS, text=text)


def _keeps(structure_id: int) -> bool:
    """May this person change the page and answer requests? Asked again by the operation."""
    there = actor()
    if there.person_id is None or there.suspended:
        return False
    return bool(there.roles & KEEPERS) or accounts.speaks_for(db.session(), there.person_id, structure_id, now().date())


@blueprint.get("/structures/<slug>")
@guard(Action.STRUCTURE_READ)
def show(slug: str) -> str:
    session = db.session()
    row = read.by_slug(session, slug)
    keeps = _keeps(row.id)
    wanted = (MandateState.ACTIVE, MandateState.ASKED)
    held = read.mandates_on(session, row.id, *wanted)
    mine = next((m for m in held if actor().person_id == m.person_id), None)
    return render_template(
        "structures/show.html", row=row, kind=KINDS[row.kind], college=colleges().get(row.college, row.college),
        aliases=read.aliases_of(session, row.id), speakers=[m for m in held if m.state is MandateState.ACTIVE],
        asked=[m for m in held if m.state is MandateState.ASKED] if keeps else [], mine=mine, keeps=keeps,
        carried=short_cards(read.carried_by(session, row.id)),
        offers=lists.offers(session, structure_id=row.id))


def _form_page(template: str, form: StructureForm, **given: Any) -> Answer:
    return render_template(template, form=form, communes=suggested(), **given), 422 if form.is_submitted() else 200


def _card(form: StructureForm, place_id: int | None) -> mandates.Card:
    aliases = (line for line in (form.aliases.data or "").split("\n") if line.strip())
    return mandates.Card(
        name=form.name.data or "", kind=StructureKind(form.kind.data), college=form.college.data, place_id=place_id,
        about=form.about.data or "", url=form.url.data or "", aliases=tuple(aliases))


@blueprint.route("/structures/nouvelle", methods=["GET", "POST"])
@guard(Action.STRUCTURE_CREATE)
@keyed(lambda slug: url_for(".show", slug=slug))
def new() -> Answer:
    form, twin = NewStructureForm(), None
    form.college.choices = college_choices()
    if form.validate_on_submit() and (place := chosen_place(form)) is not False:
        try:
            slug = do(mandates.register, _card(form, place), bool(form.speak.data))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
            twin = refused.params if refused.code == refusals.STRUCTURE_EXISTS else None
        else:
            flash(_("La structure est inscrite."), "done")
            return redirect(url_for(".show", slug=slug), 303)
    return _form_page("structures/new.html", form, twin=twin)


@blueprint.route("/structures/<slug>/modifier", methods=["GET", "POST"])
@guard(Action.STRUCTURE_EDIT)
def edit(slug: str) -> Answer:
    row, twin = read.by_slug(db.session(), slug), None
    form = StructureForm(data={
        "name": row.name, "kind": row.kind.value, "college": row.college, "place": row.place or "", "about": row.about,
        "url": row.url, "aliases": "\n".join(read.aliases_of(db.session(), row.id))})
    form.college.choices = college_choices()
    if form.validate_on_submit() and (place := chosen_place(form)) is not False:
        try:
            do(mandates.edit, row.id, _card(form, place))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
            twin = refused.params if refused.code == refusals.STRUCTURE_EXISTS else None
        else:
            flash(_("La page est à jour."), "done")
            return redirect(url_for(".show", slug=slug), 303)
    return _form_page("structures/edit.html", form, row=row, twin=twin)


@blueprint.route("/structures/<slug>/mandat", methods=["GET", "POST"])
@guard(Action.MANDATE_ASK)
@keyed(lambda _made, slug: url_for(".show", slug=slug))
def mandate(slug: str) -> Answer:
    """Asking to speak for it; somebody else will answer."""
    row = read.by_slug(db.session(), slug)
    form = MandateForm()
    if form.validate_on_submit() and (ended := act(
            lambda: do(mandates.ask, row.id, form.title.data or ""), form=form, to=url_for(".show", slug=slug),
            said=_("Votre demande est envoyée. Vous pouvez participer en votre nom en attendant."))):
        return ended
    return render_template("structures/mandate.html", form=form, row=row), 422 if form.is_submitted() else 200


@blueprint.post("/mandats/<int:number>/confirmer")
@guard(Action.MANDATE_CONFIRM)
@keyed()
def confirm(number: int) -> Response:
    return _settle(number, mandates.confirm, _("Le mandat est confirmé."))


@blueprint.post("/mandats/<int:number>/refuser")
@guard(Action.MANDATE_CONFIRM)
@keyed()
def refuse(number: int) -> Response:
    return _settle(number, mandates.refuse, _("La demande est refusée."))


@blueprint.post("/mandats/<int:number>/terminer")
@guard(Action.MANDATE_ASK)
@keyed()
def end(number: int) -> Response:
    return _settle(number, mandates.end, _("Le mandat est terminé."))


def _settle(number: int, operation: Any, done: str) -> Response:
    slug = read.mandate(db.session(), number).slug
    lands_on(url_for(".show", slug=slug, _anchor="mandats"))
    return act(lambda: do(operation, number), to=url_for(".show", slug=slug, _anchor="mandats"), said=done)
