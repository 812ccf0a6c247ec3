"""One's data in a file, and leaving for good."""

import json
from contextlib import suppress
from pathlib import Path

from flask import Response as Answered
from flask import current_app, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.exports import erasures
from app.extensions import db, sessions
from app.operations import erasure
from app.queries import own_data, roles
from app.rules.permissions import Action
from app.web import authentication
from app.web.costs import WHOLE, costs
from app.web.doors import do, grave, guard, now
from app.web.headers import forget_device
from app.web.pages.words import ROLES
from app.web.people import known
from app.web.people.blueprint import blueprint
from app.web.people.forms import EraseForm
from app.web.people.settings import own_id

Answer = str | tuple[str, int] | Response


@blueprint.get("/mon-espace/mes-donnees")
@guard(Action.PERSON_READ_SELF)
def data() -> str:
    return render_template("people/data.html")


@blueprint.get("/mon-espace/mes-donnees.json")
@costs(WHOLE)
@grave
@guard(Action.PERSON_READ_SELF)
def data_file() -> Answered:
    """Only one's own, made at once: no link that somebody else could follow."""
    told = own_data.everything(db.session(), own_id(), now())
    answer = Answered(json.dumps(told, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/mon-espace/effacer", methods=["GET", "POST"])
@grave
@guard(Action.PERSON_READ_SELF)
def erase() -> Answer:
    form = EraseForm()
    if form.validate_on_submit():
        do(erasure.erase)
        with suppress(OSError):  # a full disk: the jobs try again
            erasures.note(Path(current_app.instance_path), sessions(), now())
        authentication.sign_out()
        gone = _("Votre compte est effacé. Ce que vous avez publié reste, sans votre nom. Merci d’avoir participé.")
        flash(gone, "done")
        return known.forget(forget_device(redirect("/", 303)))
    lonely = [str(ROLES[role][0]) for role in roles.lonely(db.session(), own_id())]
    return render_template("people/erase.html", form=form, lonely=lonely), 422 if form.is_submitted() else 200
