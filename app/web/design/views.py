"""/design, for who looks after the site: the parts, from the macros themselves, and what the colours measure."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.rules import contrast
from app.rules.permissions import Action
from app.web.assets import STATIC
from app.web.decisions.figures import percent
from app.web.decisions.words import GRADES, SAID, STANDS, VOTES
from app.web.design import polls, samples
from app.web.doors import guard

blueprint = Blueprint("design", __name__)


@blueprint.get("/design")
@guard(Action.DESIGN_READ)
def show() -> str:
    return render_template(
        "design/index.html", schemes=_schemes(), form=samples.filled(), wrong=samples.wrong(), cards=samples.cards(),
        stages=samples.stages(), knots=samples.knots(), gates=samples.gates(), events=samples.events(),
        blocks=samples.blocks(), thread=samples.thread(), ballots=polls.ballots(), results=polls.results(),
        series=samples.series(), GRADES=GRADES, SAID=SAID, STANDS=STANDS, VOTES=VOTES, percent=percent,
        icons=samples.ICONS)


@blueprint.post("/design")
@guard(Action.DESIGN_READ)
def pressed() -> Response:
    """Where every sample of a button leads."""
    flash(_("Rien n’a été écrit\u00a0: ici les boutons sont des exemples."), "info")
    return redirect(url_for(".show"), 303)


def _schemes() -> list[dict[str, Any]]:
    """The colours of the sheet that is served, and their contrasts."""
    told = contrast.tokens((STATIC / "css" / "tokens.css").read_text())
    names = {"light": _("Clair"), "dark": _("Sombre")}
    return [{"key": key, "name": names[key], "colours": colours, "pairs": contrast.measured(colours)}
            for key, colours in told.items()]
