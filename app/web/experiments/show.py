"""The trial's page: the pact in short, its milestones, its measures drawn, its check-ins."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request

from app.extensions import db
from app.queries import experiments as read
from app.rules.calendar import civil_day
from app.rules.permissions import Action
from app.web.doors import guard, now
from app.web.experiments.blueprint import blueprint
from app.web.experiments.drawing import drawing
from app.web.experiments.pact import around
from app.web.experiments.words import OUTCOMES
from app.web.paging import whole


def today(row: Any) -> date:
    return civil_day(now(), ZoneInfo(row.timezone))


def _before() -> int | None:
    return whole(request.args.get("avant"))


@blueprint.get("/propositions/<int:number>/experimentation")
@guard(Action.PROPOSAL_READ)
def show(number: int) -> str:
    session, given = db.session(), around(number)
    indicators, measures = read.indicators(session, number), read.measures(session, number)
    made = read.check_ins(session, number, _before())
    return render_template(
        "experiments/show.html", **given, pact=read.pact(session, number), today=today(given["row"]), OUTCOMES=OUTCOMES,
        charts=[(one, drawing(one, measures.get(one.id, []))) for one in indicators],
        milestones=read.milestones(session, number), check_ins=made[:read.CHECK_INS],
        earlier=made[read.CHECK_INS - 1].id if len(made) > read.CHECK_INS else None,
        outcomes=read.outcomes(session, number))
