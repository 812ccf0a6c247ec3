"""Acts on an open decision: its end, its roll, one's interest, ending it; and what follows once it is closed."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as werkzeug_Response

from app.core.kinds import DecisionState, Role
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.act import Form
from app.core.web.authentication import me
from app.core.web.doors import actor, do, grave, guard
from app.core.web.filters import day, with_query
from app.core.web.languages import sentence
from app.core.web.paging import number_asked
from app.core.web.requests import FILE, costs
from app.core.web.sent_forms import keyed
from app.decisions import refusals
from app.decisions.queries import decisions
from app.decisions.queries.rolls import hats, person_named
from app.decisions.service import decisions as service_decisions, rounds
from app.decisions.views.blueprint import GROUNDS, blueprint
from app.decisions.views.forms import AddForm, ConclusionForm, DeadlineForm, ReasonForm
from app.decisions.views.results import answer_in_words
from app.decisions.views.show import college_names, context
from app.extensions import db
from app.governance.charter.model import Method
from app.governance.rolls import Result

Answer = str | tuple[str, int] | werkzeug_Response


def _page(number: int, kind: str, form: Form, act: Callable[[], Any], done: str | dict[Any, str], *,
          closed: bool = False) -> Answer:
    """One page for all of them: what is at stake, what the act does, its form."""
    row = decisions.page(db.session(), number)
    if (row.state is DecisionState.OPEN) == closed:
        abort(404)
    if form.validate_on_submit():
        try:
            result = act()
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, _readable(refused)))
        else:
            flash(done if isinstance(done, str) else done[result], "done")
            return redirect(url_for(".show", number=number), 303)
    return render_template("decisions/act.html", form=form, kind=kind, **context(row)), (
        422 if request.method == "POST" else 200
    )


def _readable(refused: Refused) -> dict[str, Any]:
    """A day is kept as the journal writes it."""
    if refused.code != refusals.UNDER_THE_MINIMUM:
        return refused.params
    return {**refused.params, "least": day(str(refused.params["least"]))}


@blueprint.route("/decisions/<int:number>/echeance", methods=["GET", "POST"])
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def deadline(number: int) -> Answer:
    form = DeadlineForm()
    return _page(
        number,
        "deadline",
        form,
        lambda: do(service_decisions.move_deadline, number, form.until.data, form.reason.data or ""),
        _("Le dernier jour est déplacé\u00a0; toutes les personnes de la liste sont prévenues."),
    )


@blueprint.route("/decisions/<int:number>/ajouter", methods=["GET", "POST"])
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def add(number: int) -> Answer:
    form = AddForm()

    def act() -> None:
        found = person_named(db.session(), form.person.data or "")
        if len(found) != 1:
            raise Refused(refusals.SEVERAL_OF_THAT_NAME if found else refusals.NOBODY_OF_THAT_NAME, field="person")
        do(service_decisions.add_to_roll, number, found[0], form.reason.data or "")

    return _page(number, "add", form, act, _("La personne est sur la liste."))


@blueprint.route("/decisions/<int:number>/interet", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
@keyed(lambda _made, number: url_for(".show", number=number))
def interest(number: int) -> Answer:
    form = ReasonForm()
    return _page(
        number,
        "interest",
        form,
        lambda: do(service_decisions.declare_interest, number, form.reason.data or ""),
        _("Vous ne prenez plus part à cette décision."),
    )


@blueprint.route("/decisions/<int:number>/annuler", methods=["GET", "POST"])
@grave
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def annul(number: int) -> Answer:
    form, done = ReasonForm(), {
        Result.WAITS: _("L’annulation est demandée\u00a0: une autre personne doit la confirmer."),
        Result.DELAYED: _("L’annulation est annoncée. Elle prend effet dans deux jours, sauf si on revient dessus.")}
    return _page(number, "annul", form, lambda: do(service_decisions.annul, number, form.reason.data or ""), done)


@blueprint.route("/decisions/<int:number>/conclusion", methods=["GET", "POST"])
@guard(Action.DECISION_RUN)
@keyed(lambda _made, number: url_for(".show", number=number))
def conclude(number: int) -> Answer:
    form = ConclusionForm()
    if request.method == "GET":
        form.text.data = decisions.page(db.session(), number).conclusion
    return _page(
        number,
        "conclude",
        form,
        lambda: do(service_decisions.conclude, number, form.text.data or ""),
        _("La suite est publiée."),
        closed=True,
    )


@blueprint.post("/decisions/<int:number>/depouiller")
@guard(Action.DECISION_ANSWER)
def close(number: int) -> werkzeug_Response:
    """Anybody signed in, once it is over: the same ballots, the same answer. A consent round moves on by its days."""
    consent = decisions.page(db.session(), number).method is Method.CONSENT
    if not do(rounds.step_if_due if consent else service_decisions.close_if_due, number):
        flash(_("Il n’y a rien à dépouiller maintenant."), "info")
    return redirect(url_for(".show", number=number), 303)


# What is published of a closed decision: the file as it was written, the receipts; and the roll.

MANY = 200
KEEPERS = frozenset({Role.STEERING, Role.MODERATOR})


def _text(number: int) -> tuple[Any, str]:
    """404 before the end, and where nothing was counted."""
    row = decisions.page(db.session(), number)
    return row, decisions.file(db.session(), number) or abort(404)


@blueprint.get("/decisions/<int:number>/decision-<int:same>.json")
@costs(FILE)
@guard(Action.DECISION_READ)
def file(number: int, same: int) -> Response:
    row, text = _text(number)
    if same != number:
        abort(404)
    answer = Response(text, mimetype="application/json")
    answer.set_etag(row.file_digest)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Disposition"] = f"attachment; filename=decision-{number}.json"
    return answer.make_conditional(request)  # type: ignore[return-value]


@blueprint.get("/decisions/<int:number>/recus")
@guard(Action.DECISION_READ)
def receipts(number: int) -> str:
    """In the order of the codes. A code is never asked for: a server in front keeps the addresses asked of it beside
    those who ask, and a receipt of a secret vote would stand there beside its person."""
    row, text = _text(number)
    page, told = min(number_asked("page") or 1, 10_000), json.loads(text)
    lines = [
        {
            "receipt": line.get("receipt"),
            "words": answer_in_words(row, line["choice"]),
            "college": line.get("college", ""),
            "delegated": line.get("delegated", False),
        }
        for line in told["profile"].get("ballots", ())
    ]
    withheld = (told.get("withheld") or {}).get("receipts", ())
    return render_template(
        "decisions/receipts.html",
        lines=lines[(page - 1) * MANY:page * MANY],
        page=page,
        pages=_pages([line["receipt"] for line in lines]),
        before=with_query(page=str(page - 1)) if page > 1 else None,
        after=with_query(page=str(page + 1)) if page * MANY < len(lines) else None,
        by_college=any(line["college"] for line in lines),
        total=len(lines),
        withheld=withheld,
        colleges_shown=college_names(context(row)["charter"]),
        row=row,
    )


def _pages(codes: list[str | None]) -> list[tuple[int, str, str]]:
    """(number, first code, last code) of each page; voices by delegation have none and come last."""
    whole = [code for code in codes if code]
    return [(at // MANY + 1, whole[at], whole[min(at + MANY, len(whole)) - 1]) for at in range(0, len(whole), MANY)]


@blueprint.get("/decisions/<int:number>/liste")
@guard(Action.DECISION_READ)
def roll(number: int) -> str:
    """Name by name for those who are on it, the committee and the moderators; the numbers for everybody."""
    row = decisions.page(db.session(), number)
    given, person = context(row), me()
    inside = person is not None and (bool(actor().roles & KEEPERS) or bool(hats(db.session(), number, person.id)))
    return render_template(
        "decisions/roll.html",
        names=decisions.roll(db.session(), number) if inside else None,
        inside=inside,
        GROUNDS=GROUNDS,
        college_words=college_names(given["charter"]),
        **given,
    )
