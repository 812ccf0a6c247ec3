"""Where the passphrase of an open demonstration is given."""

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.extensions import limiter
from app.rules.permissions import Action
from app.web.demonstration import wall
from app.web.doors import guard
from app.web.forms import Form
from app.web.people.browser import own_path
from app.web.people.forms import NEEDED
from app.web.reference import shows_mail

blueprint = Blueprint("demonstration", __name__)
Answer = str | tuple[str, int] | Response


class PassphraseForm(Form):
    passphrase = StringField(lazy_gettext("La phrase affichée au démarrage"), [DataRequired(NEEDED), Length(max=80)])


@blueprint.route("/demonstration", methods=["GET", "POST"])
@limiter.limit("10 per 15 minutes", methods=["POST"])
@guard(Action.SESSION_OPEN)
def enter() -> Answer:
    if not (shows_mail() and wall.told().demo_passphrase):
        abort(404)
    towards = own_path(request.args.get("suite")) or "/"
    if wall.has_given():
        return redirect(towards, 303)
    form = PassphraseForm()
    if form.validate_on_submit():
        if wall.take(form.passphrase.data or ""):
            return redirect(towards, 303)
        form.refuse("passphrase", _("Ce n’est pas la phrase de cette démonstration."))
    return render_template("demonstration/enter.html", form=form), 422 if form.is_submitted() else 200
