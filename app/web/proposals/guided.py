"""Writing one question at a time, for a first need: the same form, which ends in the same draft. Nothing is kept before
the last answer, so that it is open to visitors: what was answered travels in the page."""

from typing import Any

from flask import render_template, request, url_for

from app.extensions import db
from app.outside.tokens import uid
from app.queries import places
from app.rules.permissions import Action
from app.web.doors import guard
from app.web.paging import whole
from app.web.proposals.blueprint import blueprint
from app.web.proposals.forms import ProposalForm
from app.web.proposals.writing import alike, asked_space, prepare

LAST = ("places", "whole_territory", "theme", "structure", "space")


@blueprint.get("/propositions/nouvelle/<track>/pas-a-pas")
@guard(Action.SITE_READ)
def guided(track: str) -> tuple[str, int]:
    form, _space = prepare(track, asked_space(), formdata=None, data={
        "key": uid(), "answers": request.args.get("repond", "")[:60], "title": request.args.get("titre", "")[:160]})
    return _ask(form, track, 0)


@blueprint.post("/propositions/nouvelle/<track>/pas-a-pas")
@guard(Action.SITE_READ)
def answer_one(track: str) -> tuple[str, int]:
    """The next question, the one before, or the same with what is wrong beside it."""
    form, _space = prepare(track, asked_space())
    at = _asked_now(form)
    if request.form.get("act") == "back":
        return _ask(form, track, max(at - 1, 0))
    return _ask(form, track, at + 1) if _is_answered(form, at) else _ask(form, track, at, 422)


def _steps(form: ProposalForm) -> list[str]:
    return ["title", *(field.key for field in form.asked), "places"]


def _asked_now(form: ProposalForm) -> int:
    """From the page; the last one sends to the draft, and is here only for a step back."""
    return min(whole(request.form.get("question")) or 0, len(_steps(form)) - 1)


def _is_answered(form: ProposalForm, at: int) -> bool:
    """Only this question is judged: the others have not been asked yet."""
    name = _steps(form)[at]
    form.validate()
    for other in form:
        if other.name != name:
            other.errors = ()
    return not form[name].errors


def _ask(form: ProposalForm, track: str, at: int, code: int = 200) -> tuple[str, int]:
    names = _steps(form)
    at = min(at, len(names) - 1)
    is_last = at == len(names) - 1
    return render_template(
        "proposals/guided.html", form=form, track=track, at=at, number_of=len(names), is_last=is_last,
        field=form[names[at]], behind=_behind(form, LAST if is_last else (names[at],)),
        found=alike(form, track) if at == 1 else (), communes=places.names(db.session()) if is_last else (),
        own_url=url_for(".guided", track=track)), code


def _behind(form: ProposalForm, shown: tuple[str, ...]) -> list[tuple[str, Any]]:
    """What was answered before, or comes from the address, as hidden fields."""
    told = [(name, value) for name, value in form.kept().items() if name not in shown]
    return [(name, "y" if one is True else one) for name, value in told
            for one in (value if isinstance(value, list) else [value])]
