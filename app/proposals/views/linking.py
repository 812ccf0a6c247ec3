"""Tying a proposal to another: searched by words or by its code, shown on both pages, undone from either."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired

from app.core import refusals
from app.core.kinds import ContentState, LinkKind, Subject
from app.core.permissions import Action, refusal
from app.core.unit_of_work import Refused
from app.core.web.act import Form, act
from app.core.web.doors import actor_on, do, guard
from app.core.web.languages import chosen, localised, sentence
from app.core.web.paging import number_asked, whole
from app.core.web.requests import SEARCH, costs
from app.core.web.sent_forms import keyed
from app.extensions import db
from app.governance.charter.editing import in_order
from app.proposals import rules as amending
from app.proposals.queries import proposals
from app.proposals.queries.lists import is_drawn, leads_to
from app.proposals.rules import KEY as EASY, offered, read
from app.proposals.service import merging
from app.proposals.views.acts import back, blueprint as views_blueprint, readable
from app.proposals.views.lists import short_cards
from app.territory.queries import charters

Answer = str | tuple[str, int] | Response
WORDS = {
    LinkKind.ANSWERS_NEED: _l("répond à ce besoin"),
    LinkKind.CONTINUES: _l("fait suite à"),
    LinkKind.INSPIRED_BY: _l("s’inspire de"),
    LinkKind.DEPENDS_ON: _l("dépend de"),
    LinkKind.DUPLICATES: _l("dit la même chose que"),
}


class LinkForm(Form):
    other = IntegerField(_l("Laquelle"), [InputRequired(_l("Choisissez l’autre proposition."))])
    kind = RadioField(_l("Le lien\u00a0: celle-ci…"),
                      [InputRequired(_l("Dites ce qui les relie."))])


@views_blueprint.route("/propositions/<int:number>/relier", methods=["GET", "POST"])
@costs(SEARCH, only_with="q")
@guard(Action.LINK_MAKE)
def link(number: int) -> Answer:
    row = readable(number)
    if (no := _refused(row)) is not None:
        return no
    form = LinkForm()
    form.kind.choices = [(kind.value, WORDS[kind]) for kind in offered(row.track)]
    if form.validate_on_submit():
        try:
            made = do(merging.tie, number, form.other.data or 0, LinkKind(form.kind.data))
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            flash(_("Le lien est fait\u00a0: il se voit sur les deux pages, et se défait de l’une ou de l’autre.")
                  if made else _("Ces deux propositions étaient déjà reliées ainsi."), "done" if made else "info")
            return redirect(url_for(".show", number=number, _anchor="liens"), 303)
    return _page(row, form), 422 if request.method == "POST" else 200


def _refused(row: Any) -> Response | None:
    """Said before anybody searches in vain."""
    reason = refusal(Action.LINK_MAKE, actor_on(row.id))
    code = reason.code if reason else refusals.IS_HIDDEN if row.state is ContentState.HIDDEN else None
    if code is None:
        return None
    flash(sentence(code, reason.params if reason else {}), "error")
    return redirect(url_for(".show", number=row.id), 303)


def _page(row: Any, form: LinkForm) -> str:
    session, typed = db.session(), request.args.get("q", "").strip()[:200]
    there = {link.other_id for link in proposals.links(session, row.id)}
    with_one = number_asked("avec")
    if with_one is not None:
        found = proposals.Found(proposals.others(session, [with_one], row.id), exact=True)
    elif typed:
        found = proposals.asked(session, row, typed, chosen())
    else:
        found = proposals.Found([one for one in proposals.near(session, row) if one.id not in there])
    cards = [card | {"id": one.id, "reference": one.reference, "tied": one.id in there}
             for card, one in zip(short_cards(found.rows), found.rows, strict=True)]
    picked = form.other.data or (cards[0]["id"] if found.exact and len(cards) == 1 else None)
    return render_template("proposals/link.html", row=row, form=form, cards=cards, typed=typed, found=found,
                           picked=picked, searched=bool(typed) or with_one is not None)


@views_blueprint.post("/propositions/<int:number>/delier/<int:link_id>")
@guard(Action.LINK_MAKE)
@keyed(lambda _made, number, link_id: url_for(".show", number=number, _anchor="liens"))
def unlink(number: int, link_id: int) -> Response:
    return act(
        lambda: do(merging.untie, number, link_id), to=url_for(".show", number=number, _anchor="liens"),
        said=_("Le lien est défait, sur les deux pages."))


# A part of a proposal goes on as another one.

def _fields(row: Any) -> list[tuple[str, list[dict[str, str]]]]:
    """(label, paragraphs) of each field that says something, with the value its box sends."""
    stages = charters.charter_by_id(db.session(), row.charter_id).tracks[row.track].stages
    known = {field.key: field for stage in stages.values() for field in stage.fields}
    answers = {key for key, field in known.items() if not field.is_text} | {EASY}
    return [(localised(known[key].names) if key in known else key, [{"value": f"{key}:{one.number}", "text": one.text}
                                   for one in amending.paragraphs(text)])
            for key, text in in_order(known, row.fields).items() if text and key not in answers]


def _chosen() -> list[tuple[str, int]]:
    parts = [value.rpartition(":") for value in request.form.getlist("chosen")]
    return [(key, number) for key, _colon, typed in parts if (number := whole(typed)) is not None]


@views_blueprint.route("/propositions/<int:number>/scinder", methods=["GET", "POST"])
@guard(Action.PROPOSAL_EDIT)
@keyed(lambda made, number: url_for(".draft", number=made))
def split(number: int) -> Answer:
    row, form = readable(number), Form()
    if (reason := refusal(Action.PROPOSAL_EDIT, actor_on(number))) is not None:
        flash(sentence(reason.code, reason.params), "error")
        return back(number)
    if form.validate_on_submit():
        seen = whole(request.form.get("seen")) or 0
        try:
            draft = do(merging.begin, number, _chosen(), seen)
        except Refused as refused:
            form.refuse(None, sentence(refused.code, refused.params))
        else:
            flash(_("Le brouillon est commencé\u00a0: complétez-le, puis publiez-le."), "done")
            return redirect(url_for(".draft", number=draft), 303)
    return render_template("proposals/split.html", row=row, form=form, fields=_fields(row),
                           ticked=request.form.getlist("chosen")), 422 if request.method == "POST" else 200


# /r/HA-P-2026-0042-A: what is printed under a square code, said on the phone, typed in the search box.

blueprint = Blueprint("references", __name__)
PAGES = {Subject.PROPOSAL: "proposals.show", Subject.DECISION: "decisions.show", Subject.GROUP: "groups.show"}


@blueprint.get("/r/<code>")
@guard(Action.SITE_READ)
def go(code: str) -> Response | tuple[str, int]:
    """To the page of what bears it; else what to check."""
    found = leads_to(db.session(), code)
    if found is not None:
        return redirect(url_for(PAGES[found[0]], number=found[1]))
    typed = read(code)
    return render_template("references/unknown.html", code=code[:40], typed=typed,
                           slip=is_drawn(db.session(), code)), 404


def straight_to(text: str) -> Response | None:
    """For the search box: where to go when what was typed is a reference, right or nearly; None for anything else."""
    if read(text) is None:
        return None
    plain = "-".join("".join(sign if sign.isalnum() else " " for sign in text).split())
    found = leads_to(db.session(), text)
    return redirect(url_for(PAGES[found[0]], number=found[1]) if found else url_for("references.go", code=plain))
