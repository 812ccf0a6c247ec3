"""Blank sheets: codes are drawn once, then the same sheets can be printed again."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, papers
from app.queries import charters
from app.queries.references import is_drawn
from app.rules import limits, speakable
from app.rules.permissions import Action
from app.web.costs import FILE, costs
from app.web.doors import do, guard
from app.web.idempotency import keyed
from app.web.locale import localised
from app.web.paging import number_asked
from app.web.papers.blueprint import blueprint
from app.web.papers.forms import SlipsForm
from app.web.proposals.printing import on_paper
from app.web.reasons import sentence
from app.web.reference import reference

Answer = str | tuple[str, int] | Response


@blueprint.route("/papier/fiches", methods=["GET", "POST"])
@guard(Action.PAPER_ENTER)
@keyed(lambda codes: url_for(".sheets", de=codes[0], n=len(codes)))
def slips() -> Answer:
    form = SlipsForm(data={"number": 5})
    if form.validate_on_submit():
        try:
            codes = do(papers.draw_slips, form.number.data or 0)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            return redirect(url_for(".sheets", de=codes[0], n=len(codes)), 303)
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
    space = reference().territory or abort(404)
    stage = charters.in_force(db.session(), space.id)[1].tracks[papers.TRACK].start
    questions = [localised(field.names) for field in stage.fields]
    return render_template("papers/blank.html", sheets=[(code, on_paper(code)) for code in codes], questions=questions)
