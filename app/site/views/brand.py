"""What the site looks like: name, logo, colours, measured before they are kept."""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response as werkzeug_Response
from wtforms import EmailField, FileField, StringField
from wtforms.validators import Optional

from app.accounts.views.own import contact_rules, short
from app.core import limits
from app.core.permissions import Action
from app.core.resources import STATIC
from app.core.unit_of_work import Refused
from app.core.web.act import Form
from app.core.web.doors import do, grave, guard, weighs
from app.core.web.languages import reference, sentence
from app.core.web.requests import UPLOAD, costs, opened
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.site import queries as site
from app.site.colours import FACTORY, SAFE, Pair, measured_accent, measured_primary, parsed, preview, sheet
from app.site.service import settings

blueprint = Blueprint("brand", __name__)


# Shape of what an operator says of the site's look.

CONTACT = _l("Adresse de contact")
CONTACT_WHY = _l("Publiée dans les mentions légales\u00a0: quelqu’un y lit les demandes sur un contenu ou des données.")
HOST = _l("Qui héberge le site")
HOST_WHY = _l("Nom, adresse et téléphone de qui tient la machine\u00a0: la loi demande de le dire.")


class NameForm(Form):
    name = StringField(_l("Nom du site"), [Optional(), short(limits.SITE_NAME)],
                       description=_l("Celui que tout le monde dira. Vide\u00a0: Cordée."))
    short_name = StringField(_l("Nom court"), [Optional(), short(limits.SITE_SHORT)],
                             description=_l("En haut des pages, sur un téléphone. Vingt signes au plus."))
    association = StringField(_l("Qui fait vivre ce site"), [Optional(), short(limits.TITLE)],
                              description=_l("L’association ou la collectivité, dans les mentions légales."))
    contact = EmailField(CONTACT, contact_rules(), description=CONTACT_WHY)
    host = StringField(HOST, [Optional(), short(limits.SITE_HOST)], description=HOST_WHY)
    sentence_fr = StringField(_l("Phrase d’accueil en français"), [Optional(), short(limits.SITE_SENTENCE)],
                              description=_l("Sous le titre de la première page. Vide\u00a0: celle d’origine."))
    sentence_en = StringField(_l("Phrase d’accueil en anglais"), [Optional(), short(limits.SITE_SENTENCE)])


class ColoursForm(Form):
    """What was seen, sent as it was seen."""

    primary = StringField(_l("Couleur principale"))
    accent = StringField(_l("Couleur d’accent"))


class LogoForm(Form):
    logo = FileField(_l("Le fichier"), description=_l(
        "Un dessin SVG, ou une image PNG, JPEG ou WebP. 500 ko au plus. Il sera montré à 32 points de haut."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logo.flags.required = True  # WTForms does not see what is uploaded


# The site's own colours and logo as files: kept for ever by browsers under an address that changes with them.

FOR_EVER, FOR_A_MINUTE = "public, max-age=31536000, immutable", "public, max-age=60"
ALONE = "default-src 'none'; sandbox"  # a drawing opened by itself runs nothing and asks for nothing


def own_pair() -> Pair:
    told = reference().site
    return Pair(told.primary, told.accent) if told.primary else FACTORY


@blueprint.get("/identite.css")
@guard(Action.SITE_READ)
def sheet_file() -> Response:
    """Empty where the colours are the factory's; no page asks for it then."""
    pair = own_pair()
    current = request.args.get("v") == f"{pair.primary[1:]}{pair.accent[1:]}"
    return _css(sheet(pair), FOR_EVER if current else FOR_A_MINUTE)


def _css(text: str, keep: str) -> Response:
    answer = Response(text, mimetype="text/css")
    answer.headers["Cache-Control"] = keep
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer.make_conditional(request.environ)
    return answer


@blueprint.get("/logo/<digest>")
@guard(Action.SITE_READ)
def logo(digest: str) -> Response:
    row = site.logo(db.session())
    if row is None or not row.digest.startswith(digest) or len(digest) < 16:
        abort(404)
    answer = Response(row.data, mimetype=row.media_type)
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers["Cache-Control"] = FOR_EVER
    answer.set_etag(row.digest[:32])
    answer.make_conditional(request.environ)
    return answer


@blueprint.get("/apparence/apercu.css")
@guard(Action.SITE_BRAND)
def preview_file() -> Response:
    """Two boxes of the operator's page, by day and by night, in colours that nobody else sees yet."""
    pair = asked_pair() or own_pair()
    return _css(grounds_css() + preview(pair), "no-store")


def asked_pair() -> Pair | None:
    """What the address asks for; None where it does not, or not in colours."""
    primary, accent = (parsed(request.args.get(name, "")[:9]) for name in ("principale", "accent"))
    return Pair(primary, accent) if primary and accent else None


@cache
def grounds_css() -> str:
    """Every colour of tokens.css, by day and by night, for those two boxes: whatever the reader's own setting."""
    day, night = re.findall(r":root \{\n(.*?)\n\s*\}", (STATIC / "css" / "tokens.css").read_text(), re.DOTALL)[:2]
    named = {"day": day, "night": night}
    return "".join(f".seen-by-{name}{{color-scheme:{'light' if name == 'day' else 'dark'};{_colours(block)}}}\n"
                   for name, block in named.items())


def _colours(block: str) -> str:
    return "".join(f"{name}:{value};" for name, value in re.findall(r"(--[\w-]+): (#[0-9a-fA-F]{3,8});", block))


# « Apparence »: seen before it is chosen, chosen by the operator, and taken back to the factory's in one click.

Answer = str | tuple[str, int] | werkzeug_Response
PAIRS = {
    "dusk": _l("Crépuscule et mélèze (d’origine)"), "forest": _l("Forêt et genêt"),
    "lake": _l("Lac et tuile"), "vineyard": _l("Vigne et mousse"),
    "slate": _l("Ardoise et cuivre"), "plum": _l("Prune et miel"),
    "brick": _l("Brique et rivière"), "night": _l("Nuit et bruyère"),
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
        settings.rename, form.name.data or "", form.short_name.data or "", form.association.data or "", told,
        form.contact.data or "", form.host.data or ""),
        _("Le nom et la présentation du site sont enregistrés."))


@blueprint.post("/apparence/couleurs")
@guard(Action.SITE_BRAND)
@keyed(lambda _made: url_for(".page"))
def colours() -> Answer:
    form = ColoursForm()
    return _settle(form, "colours_form", lambda: do(
        settings.colour, form.primary.data or "", form.accent.data or ""), _("Le site a ses nouvelles couleurs."))


@blueprint.post("/apparence/logo")
@weighs(limits.LOGO_BYTES + limits.BODY_BYTES)
@costs(UPLOAD, methods=("POST",))
@guard(Action.SITE_BRAND)
@keyed(lambda _made: url_for(".page"))
def logo_sent() -> Answer:
    return _settle(LogoForm(), "logo_form", lambda: do(
        settings.set_logo, opened(settings.opened_logo, "logo", limits.LOGO_BYTES)), _("Le logo est en place."))


@blueprint.post("/apparence/logo/retirer")
@guard(Action.SITE_BRAND)
def logo_removed() -> werkzeug_Response:
    do(settings.remove_logo)
    flash(_("Le logo est retiré."), "done")
    return redirect(url_for(".page"), 303)


@blueprint.route("/apparence/retablir", methods=["GET", "POST"])
@grave
@guard(Action.SITE_BRAND)
@keyed(lambda _made: url_for(".page"))
def factory() -> Answer:
    if request.method == "POST":
        do(settings.back_to_factory)
        flash(_("Le site a retrouvé son apparence d’origine."), "done")
        return redirect(url_for(".page"), 303)
    return render_template("brand/factory.html")
