"""The wall: put before every page of a site that shows its mails, however it was started. In service there is none."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.accounts.views.own import NEEDED
from app.accounts.views.sign_in import own_path
from app.config import Settings
from app.core import secrets
from app.core.addresses import is_loopback
from app.core.permissions import Action
from app.core.refusals import Reason
from app.core.web.act import Form
from app.core.web.authentication import OF_THE_BROWSER
from app.core.web.doors import guard
from app.core.web.languages import shows_mail
from app.demo import refusals
from app.extensions import limiter

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
ANSWERS = {"demonstration.enter", "home.language", "pages.health", "offline.manifest"}
KEY = "demonstration"
assert KEY in OF_THE_BROWSER, "given once for a browser, whoever signs in there"


def told() -> Settings:
    found: Settings = current_app.config["CORDEE"]
    return found


def _stand() -> Response | None:
    if told().mode == "test" or request.endpoint in ANSWERS or not shows_mail():
        return None
    if told().demo_passphrase:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return None if has_given() else redirect(url_for("demonstration.enter", suite=wanted), 303)
    if not _is_this_machine():
        g.reason = Reason(refusals.ONLY_ON_THIS_MACHINE)
        abort(403)
    return None


def _is_this_machine() -> bool:
    """Not through a proxy, and not under another site's name that was made to lead here (DNS rebinding)."""
    host = urlsplit(f"//{request.host}").hostname or ""
    named = host == "localhost" or is_loopback(host)
    return named and is_loopback(request.remote_addr) and not any(name in request.headers for name in FORWARDED)


def _mark() -> str:
    return secrets.keyed(told().secret_key, KEY, told().demo_passphrase)


def has_given() -> bool:
    given = session.get(KEY)
    return isinstance(given, str) and secrets.same(given, _mark())


def take(typed: str) -> bool:
    """As it was read or dictated: case, spaces and hyphens do not count."""
    if not secrets.same(secrets.plain(typed), secrets.plain(told().demo_passphrase)):
        return False
    session[KEY] = _mark()
    g.pop("csrf_token", None)
    return True


def init_app(app: Flask) -> None:
    app.before_request_funcs.setdefault(None, []).insert(0, _stand)
    app.jinja_env.globals["is_demonstration"] = lambda: told().mode == "demo"


# Where the passphrase of an open demonstration is given.

blueprint = Blueprint("demonstration", __name__)
Answer = str | tuple[str, int] | Response


class PassphraseForm(Form):
    passphrase = StringField(_l("La phrase affichée au démarrage"), [DataRequired(NEEDED), Length(max=80)])


@blueprint.route("/demonstration", methods=["GET", "POST"])
@limiter.limit("10 per 15 minutes", methods=["POST"])
@guard(Action.SESSION_OPEN)
def enter() -> Answer:
    if not (shows_mail() and told().demo_passphrase):
        abort(404)
    towards = own_path(request.args.get("suite")) or "/"
    if has_given():
        return redirect(towards, 303)
    form = PassphraseForm()
    if form.validate_on_submit():
        if take(form.passphrase.data or ""):
            return redirect(towards, 303)
        form.refuse("passphrase", _("Ce n’est pas la phrase de cette démonstration."))
    return render_template("demonstration/enter.html", form=form), 422 if form.is_submitted() else 200
