"""Answering in one POST, and the receipt."""

import logging
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.core.kinds import DecisionState
from app.core.permissions import Action
from app.core.unit_of_work import Refused
from app.core.web.authentication import me
from app.core.web.doors import do, guard
from app.core.web.languages import localised, reference, sentence
from app.core.web.paging import whole
from app.core.web.sent_forms import keyed
from app.decisions import refusals
from app.decisions.queries import decisions
from app.decisions.queries.rolls import delegations_of, hats, person_named
from app.decisions.service import ballots
from app.decisions.views.blueprint import GRADES as GRADE_WORDS, STANDS, VOTES, blueprint
from app.decisions.views.forms import AnswerForm, DelegationForm, ballot_form
from app.decisions.views.show import context
from app.extensions import db
from app.governance.charter.model import Delegating, Method
from app.governance.decision_rules import ABSTAIN, GRADES

LOG = logging.getLogger("cordee.decisions")
Answer = str | tuple[str, int] | Response
NONE = "none"


@blueprint.route("/decisions/<int:number>/repondre", methods=["GET", "POST"])
@guard(Action.DECISION_ANSWER)
def answer(number: int) -> Answer:
    row = decisions.page(db.session(), number)
    if row.state is not DecisionState.OPEN:
        flash(_("Cette décision est close."), "info")
        return redirect(url_for(".show", number=number), 303)
    form, status = ballot_form(_free(number), row.options), 200
    if request.method == "POST":
        form.voice.data, status = request.form.get("voice", ""), 422
        if form.validate_on_submit():
            try:
                return _sent(row, form)
            except Refused as refused:
                form.refuse(refused.field, sentence(refused.code, refused.params))
                status = 503 if refused.code.status == 503 else 422
                if status == 503:
                    LOG.error("decision %s takes no answer: %s; `flask site check` says more", number, refused.code)
    given = context(row)  # the whole page is read only where it is shown
    typed = request.form if request.method == "POST" else _present(row, given["mine"])
    form.voice.data = typed.get("voice", "")
    return render_template(
        "decisions/answer.html",
        form=form,
        typed=typed,
        VOTES=VOTES,
        STANDS=STANDS,
        GRADES=GRADE_WORDS,
        ranked=_ranks(row, typed),
        **given,
    ), status


def _free(number: int) -> list[Any]:
    """The voices this person may use, as the page and the form need them."""
    person = me()
    found = hats(db.session(), number, person.id) if person else ()
    return [hat for hat in found if not hat.recused]


def _sent(row: Any, form: AnswerForm) -> str | Response:
    choice = said(row, request.form)
    if choice == "objection":
        from app.decisions.views.rounds import begun_objection  # a room beside, which reads this one

        return begun_objection(row, form.voice.data or "", form.reason.data or "")
    if _says_two_things(row, request.form):
        raise Refused(refusals.ANSWER_SAYS_TWO_THINGS, field="choice")
    do(ballots.answer, row.id, choice, form.voice.data or None, form.reason.data or "")
    return redirect(url_for(".receipt", number=row.id), 303)


def _says_two_things(row: Any, typed: MultiDict[str, str]) -> bool:
    """Boxes that do not go together. Radios cannot be unticked, so there to abstain is enough; the page says so."""
    if row.method is not Method.APPROVAL:
        return False
    ticked = any(typed.get(f"option-{option['key']}") for option in row.options)
    return len(typed.getlist("choice")) + ticked > 1


def said(row: Any, typed: MultiDict[str, str]) -> Any:
    """What was ticked, as a ballot says it; what is wrong in it is the operation's to refuse."""
    keys = [option["key"] for option in row.options]
    if typed.get("choice") == ABSTAIN or row.method in (Method.MAJORITY, Method.CONSENT):
        return typed.get("choice")
    if row.method is Method.MAJORITY_JUDGMENT:
        given = {key: typed.get(f"option-{key}", "") for key in keys}
        read = {key: whole(grade, len(GRADES) - 1) for key, grade in given.items()}
        return {key: grade for key, grade in read.items() if grade is not None}
    if row.method is Method.APPROVAL:
        ticked = [key for key in keys if typed.get(f"option-{key}")]
        return ticked if ticked or typed.get("choice") == NONE else None
    return _groups(keys, typed)


def _groups(keys: list[str], typed: MultiDict[str, str]) -> list[list[str]]:
    """Ranks to groups: 1 first; the same rank is a tie; no rank is left out."""
    ranks = {key: typed.get(f"option-{key}", "") for key in keys}
    found = sorted({rank for typed in ranks.values() if (rank := whole(typed, 99)) is not None})
    return [[key for key in keys if ranks[key] == str(rank)] for rank in found]


def _present(row: Any, mine: Any) -> MultiDict[str, str]:
    """The answer one gave, put back in the form."""
    if mine is None:
        return MultiDict()
    choice, typed = mine["choice"], {"reason": mine["reason"], "voice": mine["voice"]}
    if isinstance(choice, str):
        return MultiDict(typed | {"choice": choice})
    if isinstance(choice, dict):
        return MultiDict(typed | {f"option-{key}": str(grade) for key, grade in choice.items()})
    if row.method is Method.APPROVAL:
        return MultiDict(typed | ({f"option-{key}": "1" for key in choice} or {"choice": NONE}))
    return MultiDict(typed | {f"option-{key}": str(n) for n, group in enumerate(choice, 1) for key in group})


def _ranks(row: Any, typed: MultiDict[str, str]) -> dict[str, str]:
    return {option["key"]: typed.get(f"option-{option['key']}", "") for option in row.options}


@blueprint.get("/decisions/<int:number>/recu")
@guard(Action.DECISION_ANSWER)
def receipt(number: int) -> str | Response:
    """One's own, as long as the decision is open: afterwards nobody can find it again but with its code."""
    row = decisions.page(db.session(), number)
    given = context(row)
    if given["stopped"]:
        return redirect(url_for(".show", number=number), 303)
    if given["mine"] is None and row.state is DecisionState.OPEN:
        abort(404)
    return render_template("decisions/receipt.html", **given)


# Giving one's voice for a theme, where the charter lets it.

@blueprint.route("/mon-espace/delegations", methods=["GET", "POST"])
@guard(Action.DELEGATION_GIVE)
@keyed(lambda _made: url_for(".delegations"))
def delegations() -> Answer:
    known, person = reference(), me() or abort(403)
    space = known.territory or abort(404)
    form = DelegationForm()
    form.theme.choices = [SelectChoice(theme.id, localised(theme.name)) for theme in known.themes]
    if form.validate_on_submit() and _given(form, space.id):
        return redirect(url_for(".delegations"), 303)
    rows = delegations_of(db.session(), space.id, person.id)
    kind = known.charters[space.charter_id or 0].delegation
    return render_template(
        "decisions/delegations.html",
        form=form,
        rows=rows,
        kind=kind.value,
        mine=person.id,
        open=kind is not Delegating.NONE,
    ), 422 if request.method == "POST" else 200


def _given(form: DelegationForm, space_id: int) -> bool:
    try:
        found = person_named(db.session(), form.to.data or "")
        if len(found) != 1:
            raise Refused(refusals.SEVERAL_OF_THAT_NAME if found else refusals.NOBODY_OF_THAT_NAME, field="to")
        do(ballots.give, space_id, form.theme.data, found[0])
    except Refused as refused:
        form.refuse(refused.field, sentence(refused.code, refused.params))
        return False
    flash(_("Votre voix est confiée. La personne est prévenue."), "done")
    return True


@blueprint.post("/mon-espace/delegations/<int:theme>/reprendre")
@guard(Action.DELEGATION_GIVE)
def take_back(theme: int) -> Response:
    space = reference().territory or abort(404)
    if do(ballots.end, space.id, theme):
        flash(_("Vous avez repris votre voix."), "done")
    return redirect(url_for(".delegations"), 303)
