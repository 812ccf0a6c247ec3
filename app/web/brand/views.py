"""« Apparence »: seen before it is chosen, chosen by the operator, and taken back to the factory's in one click."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from app.operations import Refused
from app.operations import site as operations
from app.rules import limits
from app.rules.palette import FACTORY, SAFE, measured_accent, measured_primary
from app.rules.permissions import Action
from app.web.brand.blueprint import blueprint
from app.web.brand.files import asked_pair, own_pair
from app.web.brand.forms import ColoursForm, LogoForm, NameForm
from app.web.costs import UPLOAD, costs
from app.web.doors import do, grave, guard, weighs
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.reasons import sentence
from app.web.reference import reference
from app.web.uploads import opened

Answer = str | tuple[str, int] | Response
PAIRS = {
    "dusk": lazy_gettext("Crépuscule et mélèze (d’origine)"), "forest": lazy_gettext("Forêt et genêt"),
    "lake": lazy_gettext("Lac et tuile"), "vineyard": lazy_gettext("Vigne et mousse"),
    "slate": lazy_gettext("Ardoise et cuivre"), "plum": lazy_gettext("Prune et miel"),
    "brick": lazy_gettext("Brique et rivière"), "night": lazy_gettext("Nuit et bruyère"),
}


def _page(code: int = 200, **forms: Form) -> Answer:
    told, pair = reference().site, asked_pair() or own_pair()
    named: Any = forms.get("name_form") or NameForm(formdata=None, data={
        "name": told.name, "short_name": told.short_name, "association": told.association, "contact": told.contact,
        "host": told.host, "sentence_fr": told.sentence.get("fr", ""), "sentence_en": told.sentence.get("en", "")})
    return render_template(
        "brand/page.html", name_form=named, logo_form=forms.get("logo_form") or LogoForm(formdata=None),
        colours_form=forms.get("colours_form") or ColoursForm(formdata=None), pair=pair, own=own_pair(),
        is_asked=asked_pair() is not None and pair != own_pair(), safe=SAFE, names=PAIRS, factory=FACTORY,
        unread=_unread(), measures=[(_("Couleur principale"), measured_primary(pair.primary)),
                                    (_("Couleur d’accent"), measured_accent(pair.accent))],
        better=(measured_primary(pair.primary).better, measured_accent(pair.accent).better)), code


def _unread() -> bool:
    """Something was asked that is no colour."""
    return any(name in request.args for name in ("principale", "accent")) and asked_pair() is None


@blueprint.get("/apparence")
@guard(Action.SITE_BRAND)
def page() -> Answer:
    """With colours in its address, a page that shows them and changes nothing."""
    return _page()


def _settle(form: Form, name: str, act: Callable[[], object], done: str) -> Answer:
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(done, "done")
            return redirect(url_for(".page"), 303)
    return _page(422, **{name: form})


@blueprint.post("/apparence/nom")
@grave
@guard(Action.SITE_BRAND)
@keyed(lambda _made: url_for(".page"))
def name() -> Answer:
    form = NameForm()
    told = {lang: form[f"sentence_{lang}"].data or "" for lang in ("fr", "en")}
    return _settle(form, "name_form", lambda: do(
        operations.rename, form.name.data or "", form.short_name.data or "", form.association.data or "", told,
        form.contact.data or "", form.host.data or ""),
        _("Le nom et la présentation du site sont enregistrés."))


@blueprint.post("/apparence/couleurs")
@guard(Action.SITE_BRAND)
@keyed(lambda _made: url_for(".page"))
def colours() -> Answer:
    form = ColoursForm()
    return _settle(form, "colours_form", lambda: do(
        operations.colour, form.primary.data or "", form.accent.data or ""), _("Le site a ses nouvelles couleurs."))


@blueprint.post("/apparence/logo")
@weighs(limits.LOGO_BYTES + limits.BODY_BYTES)
@costs(UPLOAD, methods=("POST",))
@guard(Action.SITE_BRAND)
@keyed(lambda _made: url_for(".page"))
def logo_sent() -> Answer:
    return _settle(LogoForm(), "logo_form", lambda: do(
        operations.set_logo, opened(operations.opened_logo, "logo", limits.LOGO_BYTES)), _("Le logo est en place."))


@blueprint.post("/apparence/logo/retirer")
@guard(Action.SITE_BRAND)
def logo_removed() -> Response:
    do(operations.remove_logo)
    flash(_("Le logo est retiré."), "done")
    return redirect(url_for(".page"), 303)


@blueprint.route("/apparence/retablir", methods=["GET", "POST"])
@grave
@guard(Action.SITE_BRAND)
@keyed(lambda _made: url_for(".page"))
def factory() -> Answer:
    if request.method == "POST":
        do(operations.back_to_factory)
        flash(_("Le site a retrouvé son apparence d’origine."), "done")
        return redirect(url_for(".page"), 303)
    return render_template("brand/factory.html")
