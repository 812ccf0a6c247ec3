"""The pact, read by everybody; written by those who carry, lead or facilitate. Its indicators."""

from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.core import refusals
from app.core.kinds import Status
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import act
from app.core.web.authentication import me
from app.core.web.doors import actor_on, do, guard, may
from app.core.web.languages import localised, sentence
from app.core.web.sent_forms import keyed
from app.experiments import queries as read, service as write
from app.experiments.views.blueprint import IndicatorForm, PactForm, blueprint, said
from app.extensions import db
from app.territory.queries.charters import charter_by_id

Answer = str | tuple[str, int] | Response
PARTS = ("hypothesis", "population", "where_text", "starts_on", "ends_on", "stop", "observers")


def around(number: int) -> dict[str, Any]:
    """What every page here needs: the proposal, what its stage opens, whether this person may write."""
    row = read.proposal(db.session(), number)
    stage = charter_by_id(db.session(), row.charter_id).tracks[row.track].stages[row.stage]
    features = stage.features if row.status in (Status.OPEN, Status.DORMANT) else frozenset()
    writes = me() is not None and may(Action.EXPERIMENT_EDIT, actor_on(number))
    return {"row": row, "stage": localised(stage.names), "features": features, "writes": writes, "said": said}


def _missing(pact: Any, indicators: Any) -> list[str]:
    """In words, in the order of the form."""
    dated = pact is not None and pact.starts_on and pact.ends_on
    parts = [(_("l’hypothèse"), pact and pact.hypothesis), (_("avec qui"), pact and pact.population),
             (_("le lieu"), pact and pact.where_text), (_("les dates"), dated),
             (_("ce qui ferait arrêter"), pact and pact.stop), (_("qui observe"), pact and pact.observers),
             (_("un indicateur au moins"), indicators)]
    return [words for words, there in parts if not there]


@blueprint.get("/propositions/<int:number>/pacte")
@guard(Action.PROPOSAL_READ)
def pact(number: int) -> str:
    session, given = db.session(), around(number)
    there, indicators = read.pact(session, number), read.indicators(session, number)
    return render_template("experiments/pact.html", **given, pact=there, indicators=indicators,
                           missing=_missing(there, indicators))


def _address(number: int, anchor: str = "") -> str:
    return url_for(".pact", number=number) + anchor


def _back(number: int, anchor: str = "") -> Response:
    return redirect(_address(number, anchor), 303)


@blueprint.get("/propositions/<int:number>/pacte/modifier")
@guard(Action.EXPERIMENT_EDIT)
def edit(number: int) -> Answer:
    there = read.pact(db.session(), number)
    kept = {name: getattr(there, name) for name in PARTS} | {"number": there.number} if there else {"number": 0}
    form = PactForm(data=kept)
    return render_template("experiments/pact_edit.html", **around(number), form=form, newer=None)


def _terms(form: PactForm) -> write.Terms:
    texts = {name: form[name].data or "" for name in PARTS if not name.endswith("_on")}
    return write.Terms(**texts, starts_on=form.starts_on.data, ends_on=form.ends_on.data)


@blueprint.post("/propositions/<int:number>/pacte/modifier")
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number: _address(number))
def save(number: int) -> Answer:
    """A newer text by somebody else is shown beside what was typed; sending again is then a choice."""
    form, newer = PactForm(), None
    if form.validate():
        try:
            do(write.save, number, _terms(form), form.number.data or 0)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
            if refused.code == refusals.CHANGED_MEANWHILE and (newer := read.pact(db.session(), number)):
                form.number.process(MultiDict({"number": str(newer.number)}))
        else:
            flash(_("Le pacte est enregistré."), "done")
            return _back(number)
    return render_template("experiments/pact_edit.html", **around(number), form=form, newer=newer), 422


@blueprint.route("/propositions/<int:number>/indicateurs/nouveau", methods=["GET", "POST"])
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number: _address(number, "#indicateurs"))
def add_indicator(number: int) -> Answer:
    form = IndicatorForm()
    if form.validate_on_submit():
        gauge = write.Gauge(name=form.name.data or "", unit=form.unit.data or "", baseline=form.baseline.data,
                            target=form.target.data or Decimal())
        try:
            do(write.add_indicator, number, gauge)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("L’indicateur est ajouté."), "done")
            return _back(number, "#indicateurs")
    page = render_template("experiments/indicator.html", **around(number), form=form)
    return page, 422 if request.method == "POST" else 200


@blueprint.post("/propositions/<int:number>/indicateurs/<int:indicator_id>/retirer")
@guard(Action.EXPERIMENT_EDIT)
@keyed(lambda _made, number, indicator_id: _address(number, "#indicateurs"))
def drop_indicator(number: int, indicator_id: int) -> Response:
    return act(
        lambda: do(write.drop_indicator, number, indicator_id), to=_back(number, "#indicateurs"),
        said=_("L’indicateur est retiré."))
