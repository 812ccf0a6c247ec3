"""The relay's desk: what they entered, entering one more, the receipt to hand back, taking a first name away."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, papers
from app.outside.tokens import uid
from app.queries import charters, places, reference
from app.queries import papers as read
from app.queries import proposals as spaces
from app.rules.kinds import Role
from app.rules.permissions import Action
from app.web.doors import actor, do, guard, me, now
from app.web.papers.blueprint import blueprint
from app.web.papers.forms import PaperForm
from app.web.proposals.forms import form_for
from app.web.proposals.printing import on_paper
from app.web.proposals.writing import text_of
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


@blueprint.get("/papier")
@guard(Action.PAPER_ENTER)
def desk() -> str:
    person = me()
    return render_template("papers/desk.html", rows=read.mine(db.session(), person.id if person else 0))


def _form() -> tuple[PaperForm, int]:
    """Of the territory's charter: a paper is not sent to a call, since whoever wrote it did not say so."""
    session = db.session()
    space = next(iter(spaces.spaces_open(session, now())), None) or abort(404)
    charter = charters.in_force(session, space.id)[1]
    if papers.TRACK not in charter.tracks:
        abort(404)
    form: Any = form_for(charter.tracks[papers.TRACK].start, PaperForm, themes=reference.themes(session))
    return form, space.id


@blueprint.route("/papier/besoin", methods=["GET", "POST"])
@guard(Action.PAPER_ENTER)
def need() -> Answer:
    form, space_id = _form()
    if request.method == "GET":
        form.key.data, form.slip.data = uid(), request.args.get("fiche", "")[:40]
        return _page(form)
    text = text_of(form) if form.validate() else None
    if text is None:
        return _page(form), 422
    paper = papers.Paper(token=(form.key.data or uid())[:32], first_name=form.first_name.data or "",
                         slip=form.slip.data or "", consented=bool(form.consent.data))
    try:
        made = do(papers.enter, space_id, text, paper)
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return _page(form), 422
    flash(_("C’est publié. Imprimez le reçu, ou recopiez son code pour la personne."), "done")
    return redirect(url_for(".entered", number=made), 303)


def _page(form: PaperForm) -> str:
    return render_template("papers/need.html", form=form, communes=places.names(db.session()))


def _mine(number: int) -> Any:
    """Entered by who is here; the committee may see to any."""
    row, person = read.entry(db.session(), number), me()
    if person is None or (row.entered_by != person.id and Role.STEERING not in actor().roles):
        abort(404)
    return row


@blueprint.get("/papier/<int:number>")
@guard(Action.PAPER_ENTER)
def entered(number: int) -> str:
    return render_template("papers/entered.html", row=_mine(number))


@blueprint.get("/papier/<int:number>/recu")
@guard(Action.PAPER_ENTER)
def receipt(number: int) -> str:
    row = _mine(number)
    return render_template("papers/receipt.html", row=row, **on_paper(row.reference))


@blueprint.route("/papier/<int:number>/prenom", methods=["GET", "POST"])
@guard(Action.PAPER_ENTER)
def forget(number: int) -> Answer:
    row = _mine(number)
    if request.method == "GET":
        return render_template("papers/forget.html", row=row)
    try:
        do(papers.forget, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Le prénom est effacé\u00a0: le besoin reste, sans nom."), "done")
    return redirect(url_for(".entered", number=number), 303)
