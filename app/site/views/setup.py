"""The five questions of a new site; until it is open every address leads to them."""

from dataclasses import replace

from flask import Blueprint, Flask, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import config
from app.accounts.views.sign_in import ASKED, NEXT, asker
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.doors import do, guard
from app.core.web.languages import sentence
from app.extensions import db, limiter
from app.site import queries as site
from app.site.service.opening import open_site
from app.site.views import setup_answers
from app.site.views.setup_answers import shown, title_of
from app.site.views.setup_forms import CodeForm, SummaryForm
from app.site.views.steps import tried

blueprint = Blueprint("setup", __name__)


# The code, the five questions, the summary, and the opening. Every page is a 404 once the site is in service.

Answer = str | tuple[str, int] | Response


@blueprint.route("/installation", methods=["GET", "POST"])
@limiter.limit("10 per 15 minutes", methods=["POST"])
@guard(Action.SITE_SETUP)
def begin() -> Answer:
    """Never to the first comer: the code is in the server's log and in its folder."""
    setup_answers.closed_for_good()
    setup_answers.announce()
    if setup_answers.has_given_code():
        return redirect(url_for(".question", question=setup_answers.asked()[0]), 303)
    form = CodeForm()
    if form.validate_on_submit():
        if setup_answers.take(form.code.data or ""):
            return redirect(url_for(".question", question=setup_answers.asked()[0]), 303)
        form.refuse("code", _("Ce code n’est pas celui de ce serveur. Regardez plus bas où le trouver."))
    return render_template("setup/code.html", form=form), 422 if form.is_submitted() else 200


def _stopped(question: str = "") -> Response | None:
    setup_answers.closed_for_good()
    if not setup_answers.has_given_code():
        return redirect(url_for(".begin"), 303)
    if question and question not in setup_answers.asked():
        return redirect(url_for(".question", question=setup_answers.asked()[0]), 303)
    return None


def _beside(question: str, by: int) -> str:
    """The address of the question before or after; after the last one comes the summary."""
    keys = setup_answers.asked()
    at = keys.index(question) + by
    return url_for(".question", question=keys[max(at, 0)]) if at < len(keys) else url_for(".summary")


@blueprint.route("/installation/<any(territoire, nom, langues, courriel, equipe):question>", methods=["GET", "POST"])
@guard(Action.SITE_SETUP)
def question(question: str) -> Answer:
    """Whatever the button, what was typed is kept first."""
    if (elsewhere := _stopped(question)) is not None:
        return elsewhere
    if request.method == "GET":
        return _page(question, setup_answers.form_of(question))
    setup_answers.keep(question)
    towards = request.form.get("vers", "")
    if towards == "precedent":
        return redirect(_beside(question, -1), 303)
    form = setup_answers.form_of(question, request.form.get("csrf_token"))
    if not form.validate():
        return _page(question, form, 422)
    if towards == "essai":
        return _tried(form)
    return redirect(url_for(".summary") if towards == "relire" else _beside(question, 1), 303)


def _page(question: str, form: object, code: int = 200) -> Answer:
    keys = setup_answers.asked()
    return render_template(
        f"setup/{question}.html", form=form, question=question, title=title_of(question), at=keys.index(question) + 1,
        most=len(keys), is_first=question == keys[0], settled=current_app.config["CORDEE"].mail_url != "",
        all_told=not setup_answers.wrong(), typed=setup_answers.all_told().get(question, {})), code


def _tried(form: object) -> Answer:
    """At once, by the server that was typed: an answer in seconds is worth more than a mail that never comes."""
    url, to = form.url, form.trial.data  # type: ignore[attr-defined]
    if not url or not to:
        flash(_("Pour un essai, remplissez le serveur, l’adresse d’envoi et l’adresse de l’essai."), "warning")
        return redirect(url_for(".question", question="courriel"), 303)
    name = setup_answers.form_of("nom", checked=True).name.data or "Cordée"
    if (fault := tried(url, form.sender.data, to, name)) is not None:  # type: ignore[attr-defined]
        flash(fault, "error")
    else:
        setup_answers.remember_trial(url)
        flash(_("Le serveur a pris le courriel d’essai. Regardez s’il arrive à %(to)s.", to=to), "done")
    return redirect(url_for(".question", question="courriel"), 303)


@blueprint.route("/installation/relire", methods=["GET", "POST"])
@guard(Action.SITE_SETUP)
def summary() -> Answer:
    """Everything once more, then all of it in one transaction."""
    if (elsewhere := _stopped()) is not None:
        return elsewhere
    wrong, form = setup_answers.wrong(), SummaryForm()
    if form.validate_on_submit() and not wrong:
        try:
            return _open(bool(form.samples.data))
        except Refused as refused:
            form.refuse(None, sentence(refused.code, refused.params))
    page = render_template("setup/summary.html", form=form, parts=shown(setup_answers.asked()), wrong=wrong,
                           address=request.url_root)
    return page, 422 if form.is_submitted() else 200


def _open(samples: bool) -> Answer:
    told: config.Settings = current_app.config["CORDEE"]
    opening = setup_answers.opening(samples)
    opened = do(open_site, opening, told.secret_key, mails=bool(told.mail_url), asker=asker())
    setup_answers.leave()
    g.pop("present", None)  # the page that follows bears the new name
    _put_in_service(told)
    session[NEXT] = url_for("steps.page")
    if opened.link:
        return render_template("setup/done.html", name=opening.name, email=opening.email,
                               link=url_for("people.link", token=opened.link, _external=True))
    session[ASKED] = opening.email
    flash(_("%(name)s est en service. Un code part vers votre adresse.", name=opening.name), "done")
    return redirect(url_for("people.code"), 303)


def _put_in_service(told: config.Settings) -> None:
    """The settings that wrote themselves at the first start get the site's address, in this process too."""
    factory = told.base_url == config.Settings.__dataclass_fields__["base_url"].default
    address = request.url_root.rstrip("/") if factory else told.base_url
    if config.put_in_service(setup_answers.folder(), address):
        current_app.config["CORDEE"] = replace(told, mode="production", base_url=address)


# Until the site is in service: its set-up, the choice of a language, files, and its health. Nothing else answers, so
# that nobody can be there before the first operator is.

FILES = {"offline.manifest"}  # named by every page; static files are served before this application is asked
ANSWERS = {"demonstration.enter", "home.language", "pages.health"} | FILES
KNOWN = "in_service"


def _lead_to_set_up() -> Response | None:
    if request.endpoint in ANSWERS or request.blueprint == "setup" or is_open():
        return None
    return redirect(url_for("setup.begin"), 303)


def is_open() -> bool:
    """Once it is, it is for ever: asked of the database until then, and never again by this process."""
    known: set[str] = current_app.extensions[KNOWN]
    if not known and not site.is_pending(db.session()):
        known.add(KNOWN)
    return bool(known)


def init_app(app: Flask) -> None:
    app.extensions[KNOWN] = set()
    app.before_request_funcs.setdefault(None, []).insert(0, _lead_to_set_up)  # before a form is read
