"""The carriers' answers: put in with one click, by hand where the text has changed, or declined with a reason."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.operations import Refused, amendments
from app.rules import amending
from app.rules.permissions import Action, refusal
from app.web.amendments.blueprint import blueprint
from app.web.amendments.forms import ByHandForm
from app.web.amendments.making import shown_after, to
from app.web.amendments.reading import amendment_of, charter_of
from app.web.amendments.shown import drawn, label_of
from app.web.diffs import between
from app.web.doors import actor_on, do, guard
from app.web.idempotency import keyed
from app.web.proposals.forms import ReasonForm
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def _not_for_me(number: int, amendment: int) -> Response | None:
    """The page of an act that is not one's own leads back, with why."""
    if (reason := refusal(Action.AMENDMENT_ANSWER, actor_on(number))) is None:
        return None
    flash(sentence(reason.code, reason.params), "error")
    return to(number, amendment)


def _seen(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/integrer")
@guard(Action.AMENDMENT_ANSWER)
@keyed(shown_after)
def integrate(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    try:
        made = do(amendments.integrate, amendment, _seen(request.form.get("version", "")),
                  minor="minor" in request.form)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        if refused.code == "amendment_conflicts":
            return redirect(url_for(".by_hand", number=number, amendment=amendment), 303)
    else:
        flash(_("C’est intégré\u00a0: version %(number)s. La personne qui l’a suggéré est citée et prévenue.",
                number=made), "done")
    return to(number, amendment)


@blueprint.route("/propositions/<int:number>/amendements/<int:amendment>/a-la-main", methods=["GET", "POST"])
@guard(Action.AMENDMENT_ANSWER)
@keyed(shown_after)
def by_hand(number: int, amendment: int) -> Answer:
    """The three texts side by side, and a box; a version that came meanwhile is shown before anything is written."""
    row = readable(number)
    one = amendment_of(row, amendment)
    if (away := _not_for_me(number, amendment)) is not None:
        return away
    now = _present(row, one)
    as_it_was = now is not None and now.text == one.base
    kept = now.text if now and not as_it_was else one.text  # in conflict, one begins with what is there
    form = ByHandForm(data={"text": kept, "version": row.version})
    if form.validate_on_submit():
        try:
            made = do(amendments.integrate, amendment, form.version.data or 0, by_hand=form.text.data or "")
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
            form.version.data = row.version  # the page shows it now
        else:
            flash(_("C’est intégré\u00a0: version %(number)s. La personne qui l’a suggéré est citée et prévenue.",
                    number=made), "done")
            return to(number, amendment)
    page = render_template(
        "amendments/by_hand.html", row=row, one=one, form=form, label=label_of(charter_of(row), row.track, one.field),
        now=now, as_it_was=as_it_was, since=between(one.base, now.text) if now else None, told=drawn(one))
    return page, 422 if form.is_submitted() else 200


def _present(row: Any, one: Any) -> amending.Paragraph | None:
    text = row.fields.get(one.field) or ""
    return (amending.locate(text, one.paragraph, one.base) or amending.nearest(text, one.paragraph, one.base))


@blueprint.route("/propositions/<int:number>/amendements/<int:amendment>/refuser", methods=["GET", "POST"])
@guard(Action.AMENDMENT_ANSWER)
@keyed(shown_after)
def decline(number: int, amendment: int) -> Answer:
    row = readable(number)
    one = amendment_of(row, amendment)
    if (away := _not_for_me(number, amendment)) is not None:
        return away
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            do(amendments.decline, amendment, form.reason.data)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre réponse est publique. La personne qui a suggéré est prévenue."), "done")
            return to(number, amendment)
    page = render_template("amendments/decline.html", row=row, one=one, form=form, told=drawn(one))
    return page, 422 if form.is_submitted() else 200
