"""Suggesting a change, supporting one, taking one's own back, talking about one."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, amendments, discussion
from app.queries import proposals
from app.rules import amending
from app.rules.kinds import Stance
from app.rules.permissions import Action
from app.web.amendments.blueprint import blueprint
from app.web.amendments.forms import AmendmentForm
from app.web.amendments.reading import amendment_of, charter_of, is_open
from app.web.amendments.shown import drawn, label_of, texts_of
from app.web.discussion.forms import CommentForm
from app.web.doors import do, guard, me
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def shown_after(_made: object, number: int, amendment: int) -> str:
    return url_for("amendments.show", number=number, amendment=amendment)


def to(number: int, amendment: int) -> Response:
    return redirect(shown_after(None, number, amendment), 303)


def act(number: int, amendment: int, done: str, run: Callable[..., Any], *args: Any, **given: Any) -> Response:
    """One click, and back to the suggestion."""
    try:
        do(run, amendment, *args, **given)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(done, "done")
    return to(number, amendment)


@blueprint.get("/propositions/<int:number>/amendements/nouveau")
@guard(Action.PROPOSAL_READ)
def new(number: int) -> Answer:
    """Anybody may begin to write: who is not signed in is asked at sending, and nothing is lost."""
    row = readable(number)
    key, place = request.args.get("champ", ""), request.args.get("paragraphe", "0")
    there = _paragraph(row, key, int(place) if place.isdecimal() and len(place) < 6 else -1) or abort(404)
    form = AmendmentForm(formdata=None, data={"text": there.text, "field": key, "paragraph": there.number,
                                              "version": row.version})
    return _page(row, form)


def _paragraph(row: Any, key: str, place: int) -> amending.Paragraph | None:
    found = amending.paragraphs(texts_of(row, charter_of(row)).get(key, ""))
    return found[place] if 0 <= place < len(found) else None


def _page(row: Any, form: AmendmentForm, code: int = 200) -> Answer:
    charter, key = charter_of(row), form.field.data or ""
    there = _paragraph(row, key, form.paragraph.data if isinstance(form.paragraph.data, int) else -1)
    return render_template("amendments/new.html", row=row, form=form, label=label_of(charter, row.track, key),
                           there=there, is_open=is_open(row, charter)), code


@blueprint.post("/propositions/<int:number>/amendements/nouveau")
@guard(Action.AMENDMENT_MAKE)
@keyed(lambda made, number: url_for("amendments.show", number=number, amendment=made))
def make(number: int) -> Answer:
    row, form = readable(number), AmendmentForm()
    if form.validate():
        try:
            made = do(amendments.make, number, (form.field.data or "")[:40], form.paragraph.data or 0,
                      form.version.data or 0, form.text.data or "", form.rationale.data, chosen())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre suggestion est publique. Les personnes qui portent la proposition vont vous répondre."),
                  "done")
            return to(number, made)
    return _page(row, form, 422)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/soutenir")
@guard(Action.AMENDMENT_SUPPORT)
def support(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    return act(number, amendment, _("C’est compté, merci."), amendments.support)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/ne-plus-soutenir")
@guard(Action.AMENDMENT_SUPPORT)
def unsupport(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    return act(number, amendment, _("Votre soutien est retiré."), amendments.unsupport)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/retirer")
@guard(Action.AMENDMENT_MAKE)
@keyed(shown_after)
def withdraw(number: int, amendment: int) -> Response:
    amendment_of(readable(number), amendment)
    return act(number, amendment, _("Votre suggestion est retirée."), amendments.withdraw)


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/en-faire-une-proposition")
@guard(Action.DRAFT_WRITE)
@keyed(lambda made, **_given: url_for("proposals.draft", number=made))
def become(number: int, amendment: int) -> Response:
    """A draft to complete; the link to this proposal is made when it is published."""
    amendment_of(readable(number), amendment)
    try:
        draft = do(amendments.begin_proposal, amendment)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
        return to(number, amendment)
    flash(_("Votre brouillon est prêt\u00a0: complétez-le. Il dira de quelle proposition il s’inspire."), "done")
    return redirect(url_for("proposals.draft", number=draft), 303)


@blueprint.get("/propositions/<int:number>/amendements/<int:amendment>/commenter")
@guard(Action.PROPOSAL_READ)
def talk(number: int, amendment: int) -> Answer:
    return _talk_page(number, amendment, CommentForm(structures=_mandates(), data={"stance": Stance.NEUTRAL.value}))


def _mandates() -> list[Any]:
    person = me()
    return proposals.mandates(db.session(), person.id) if person else []


def _talk_page(number: int, amendment: int, form: CommentForm, code: int = 200) -> Answer:
    row = readable(number)
    one = amendment_of(row, amendment)
    return render_template("amendments/comment.html", row=row, one=one, told=drawn(one), form=form), code


@blueprint.post("/propositions/<int:number>/amendements/<int:amendment>/commenter")
@guard(Action.COMMENT_POST)
@keyed(shown_after)
def comment(number: int, amendment: int) -> Answer:
    amendment_of(readable(number), amendment)
    form = CommentForm(structures=_mandates())
    if form.validate():
        try:
            do(discussion.post, number, Stance(form.stance.data), form.body.data, chosen(),
               structure_id=form.speaks_for, amendment_id=amendment)
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Votre message est publié. Vous recevrez les nouvelles de cette proposition."), "done")
            return to(number, amendment)
    return _talk_page(number, amendment, form, 422)
