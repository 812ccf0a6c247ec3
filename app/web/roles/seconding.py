"""« À plusieurs »: what a colleague asked and needs a second, what one did alone and may be taken back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, staff_acts
from app.queries import together as read
from app.rules.permissions import Action
from app.web.doors import do, grave, guard, now
from app.web.idempotency import keyed
from app.web.people.settings import own_id
from app.web.reasons import sentence
from app.web.roles.blueprint import blueprint
from app.web.roles.forms import WhyNotForm
from app.web.roles.shown import act_title

Answer = str | tuple[str, int] | Response


@blueprint.get("/a-plusieurs")
@guard(Action.STAFF_SECOND)
def acts() -> str:
    rows = read.acts_of(db.session(), own_id(), now())
    return render_template("together/acts.html", rows=rows, title_of=act_title)


def _page(number: int, form: WhyNotForm) -> Answer:
    row = read.act(db.session(), number, own_id())
    holders = read.holders(db.session(), [number]).get(number, [])
    mine = next(one for one in holders if one.person_id == own_id())
    return render_template("together/act.html", row=row, holders=holders, mine=mine, form=form, title=act_title(row),
                           open=row.until > now()), 422 if request.method == "POST" else 200


@blueprint.get("/a-plusieurs/<int:number>")
@guard(Action.STAFF_SECOND)
def act(number: int) -> Answer:
    return _page(number, WhyNotForm())


@blueprint.post("/a-plusieurs/<int:number>/accord")
@grave
@guard(Action.STAFF_SECOND)
@keyed(lambda _made, number: url_for(".acts"))
def second(number: int) -> Response:
    try:
        done = do(staff_acts.agree, number)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return redirect(url_for(".act", number=number), 303)
    flash(_("Merci. C’est fait.") if done else _("Merci. Il manque encore l’accord d’une autre personne."), "done")
    return redirect(url_for(".acts"), 303)


def _against(number: int, operation: Callable[..., Any], said: str) -> Answer:
    form = WhyNotForm()
    if not form.validate():
        return _page(number, form)
    try:
        do(operation, number, form.reason.data or "")
    except Refused as refused:
        form.refuse(refused.field or "reason", sentence(refused.code, refused.params))
        return _page(number, form)
    flash(said, "done")
    return redirect(url_for(".acts"), 303)


@blueprint.post("/a-plusieurs/<int:number>/refus")
@guard(Action.STAFF_SECOND)
@keyed(lambda _made, number: url_for(".acts"))
def refuse(number: int) -> Answer:
    return _against(number, staff_acts.refuse, _("C’est refusé. Les personnes concernées le sauront."))


@blueprint.post("/a-plusieurs/<int:number>/retour")
@grave
@guard(Action.STAFF_SECOND)
@keyed(lambda _made, number: url_for(".acts"))
def reverse(number: int) -> Answer:
    return _against(number, staff_acts.reverse, _("C’est défait\u00a0: tout est comme avant."))
