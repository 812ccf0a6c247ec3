"""One line more under a need, and one's own taken away."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, need_lines
from app.queries import proposals
from app.queries import starters as read
from app.rules.kinds_talk import LineKind
from app.rules.permissions import Action
from app.web.doors import do, guard, me
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.reasons import sentence
from app.web.starters.blueprint import Answer, blueprint, need
from app.web.starters.forms import ASKED, LineForm


def _form() -> LineForm:
    person = me()
    return LineForm(structures=proposals.mandates(db.session(), person.id) if person else ())


def _page(number: int, listed: str, form: LineForm) -> str:
    row = need(number)
    return render_template("starters/line.html", form=form, row=row, kind=LineKind(listed), asked=ASKED)


@blueprint.get("/propositions/<int:number>/lignes/<any(exists, missing, offer):listed>")
@guard(Action.PROPOSAL_READ)
def line(number: int, listed: str) -> str:
    """Anybody may begin to write: who is not signed in is asked at sending, and nothing is lost."""
    return _page(number, listed, _form())


@blueprint.post("/propositions/<int:number>/lignes/<any(exists, missing, offer):listed>")
@guard(Action.LINE_WRITE)
@keyed(lambda _made, number, listed: url_for("proposals.show", number=number, _anchor="listes"))
def add(number: int, listed: str) -> Answer:
    form = _form()
    if form.validate():
        try:
            do(need_lines.add, number, LineKind(listed), form.body.data or "", chosen(),
               structure_id=form.structure.data)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre ligne est dans la liste."), "done")
            return redirect(url_for("proposals.show", number=number, _anchor="listes"), 303)
    return _page(number, listed, form), 422


@blueprint.post("/lignes/<int:number>/retirer")
@guard(Action.LINE_WRITE)
def remove(number: int) -> Response:
    person = me()
    proposal_id = read.line(db.session(), number, person.id if person else 0).proposal_id
    try:
        do(need_lines.remove, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("La ligne est retirée."), "done")
    return redirect(url_for("proposals.show", number=proposal_id, _anchor="listes"), 303)
