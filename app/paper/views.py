"""The relay's desk: slips to print, what somebody wrote on paper, its receipt."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.core import limits
from app.core.kinds import Role
from app.core.permissions import Action
from app.core.secrets import uid
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.authentication import me
from app.core.web.doors import actor, do, guard, now
from app.core.web.languages import localised, reference as web_reference, sentence
from app.core.web.paging import number_asked
from app.core.web.requests import FILE, costs
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.paper import queries as read, service as papers
from app.proposals import rules as speakable
from app.proposals.queries import proposals
from app.proposals.queries.lists import is_drawn
from app.proposals.views.forms import ProposalForm, form_for
from app.proposals.views.place import on_paper
from app.proposals.views.questions import TOO_LONG
from app.proposals.views.writing import text_of
from app.territory import reference
from app.territory.queries import charters, places

blueprint = Blueprint("papers", __name__)


# What a relay copies from a sheet: shape only.

class PaperForm(ProposalForm):
    """The form of a need, and what stands beside it on the sheet."""

    first_name = StringField(
        _l("Prénom"), [Length(max=limits.NAME, message=TOO_LONG)],
        description=_l("Tel qu’il est écrit, sans nom de famille. Laissez vide pour «\u00a0anonyme\u00a0». Public."))
    slip = StringField(
        _l("Code de la fiche"), [Length(max=40, message=TOO_LONG)],
        description=_l("S’il y en a un, en haut de la feuille\u00a0: HA-F-2026-0042-A. Il mènera à la page du besoin."))
    consent = BooleanField(
        _l("La case d’accord est cochée sur le papier, de la main de la personne"),
        [DataRequired(_l("Sans l’accord coché sur le papier, rien n’est publié. Redemandez-le à la personne."))])


class SlipsForm(Form):
    number = IntegerField(
        _l("Combien de fiches"),
        [InputRequired(_l("Un nombre de fiches.")),
         NumberRange(1, limits.SLIPS, _l("De 1 à %(max)s fiches à la fois."))],
        description=_l("Une par feuille A4. Chacune a son code\u00a0: n’en photocopiez pas."))


# Blank sheets: codes are drawn once, then the same sheets can be printed again.

Answer = str | tuple[str, int] | Response


@blueprint.route("/papier/fiches", methods=["GET", "POST"])
@guard(Action.PAPER_ENTER)
@keyed(lambda codes: url_for(".sheets", de=codes[0], n=len(codes)))
def slips() -> Answer:
    form = SlipsForm(data={"number": 5})
    if form.validate_on_submit() and (ended := act(
            lambda: do(papers.draw_slips, form.number.data or 0), form=form,
            to=lambda codes: url_for(".sheets", de=codes[0], n=len(codes)))):
        return ended
    return render_template("papers/slips.html", form=form), 422 if request.method == "POST" else 200


@blueprint.get("/papier/fiches/imprimer")
@costs(FILE)
@guard(Action.PAPER_ENTER)
def sheets() -> str:
    """From a code that was drawn here, as many as were; read again, it draws nothing."""
    first, number = speakable.read(request.args.get("de", "")), number_asked("n") or 1
    if first is None or not 1 <= number <= limits.SLIPS:
        abort(404)
    start = first.reference
    codes = [str(speakable.Reference(start.code, start.kind, start.year, start.number + n)) for n in range(number)]
    if not first.right or not is_drawn(db.session(), codes[-1]):
        abort(404)
    space = web_reference().territory or abort(404)
    stage = charters.in_force(db.session(), space.id)[1].tracks[papers.TRACK].start
    questions = [localised(field.names) for field in stage.fields]
    return render_template("papers/blank.html", sheets=[(code, on_paper(code)) for code in codes], questions=questions)


# The relay's desk: what they entered, entering one more, the receipt to hand back, taking a first name away.

@blueprint.get("/papier")
@guard(Action.PAPER_ENTER)
def desk() -> str:
    person = me()
    return render_template("papers/desk.html", rows=read.mine(db.session(), person.id if person else 0))


def _form() -> tuple[PaperForm, int]:
    """Of the territory's charter: a paper is not sent to a call, since whoever wrote it did not say so."""
    session = db.session()
    space = next(iter(proposals.spaces_open(session, now())), None) or abort(404)
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
    return act(
        lambda: do(papers.forget, number), to=url_for(".entered", number=number),
        said=_("Le prénom est effacé\u00a0: le besoin reste, sans nom."))
