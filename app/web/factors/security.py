"""« Sécurité »: the second factors one has, and having one more or one less."""

from flask import render_template

from app.rules.permissions import Action
from app.web.doors import guard
from app.web.factors.blueprint import blueprint


@blueprint.get("/mon-espace/securite")
@guard(Action.PERSON_READ_SELF)
def security() -> str:
    return render_template("factors/security.html")
