"""Tying a proposal to another: searched by words or by its code, shown on both pages, undone from either."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired

from app.extensions import db
from app.operations import Refused, links
from app.queries import proposals as read
from app.queries import ties
from app.rules.kinds import ContentState, LinkKind
from app.rules.permissions import Action, refusal
from app.rules.ties import offered
from app.web.cards import short_cards
from app.web.costs import SEARCH, costs
from app.web.doors import actor_on, do, guard
from app.web.forms import Form
from app.web.idempotency import keyed
from app.web.locale import chosen
from app.web.paging import number_asked
from app.web.proposals.blueprint import blueprint
from app.web.proposals.readable import readable
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response
WORDS = {
    LinkKind.ANSWERS_NEED: lazy_gettext("répond à ce besoin"),
    LinkKind.CONTINUES: lazy_gettext("fait suite à"),
    LinkKind.INSPIRED_BY: lazy_gettext("s’inspire de"),
    LinkKind.DEPENDS_ON: lazy_gettext("dépend de"),
    LinkKind.DUPLICATES: lazy_gettext("dit la même chose que"),
}


class LinkForm(Form):
    other = IntegerField(lazy_gettext("Laquelle"), [InputRequired(lazy_gettext("Choisissez l’autre proposition."))])
    kind = RadioField(lazy_gettext("Le lien\u00a0: celle-ci…"),
                      [InputRequired(lazy_gettext("Dites ce qui les relie."))])


@blueprint.route("/propositions/<int:number>/relier", methods=["GET", "POST"])
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
            made = do(links.tie, number, form.other.data or 0, LinkKind(form.kind.data))
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
    code = reason.code if reason else "is_hidden" if row.state is ContentState.HIDDEN else ""
    if not code:
        return None
    flash(sentence(code, reason.params if reason else {}), "error")
    return redirect(url_for(".show", number=row.id), 303)


def _page(row: Any, form: LinkForm) -> str:
    session, typed = db.session(), request.args.get("q", "").strip()[:200]
    there = {link.other_id for link in read.links(session, row.id)}
    with_one = number_asked("avec")
    if with_one is not None:
        found = ties.Found(ties.others(session, [with_one], row.id), exact=True)
    elif typed:
        found = ties.asked(session, row, typed, chosen())
    else:
        found = ties.Found([one for one in ties.near(session, row) if one.id not in there])
    cards = [card | {"id": one.id, "reference": one.reference, "tied": one.id in there}
             for card, one in zip(short_cards(found.rows), found.rows, strict=True)]
    picked = form.other.data or (cards[0]["id"] if found.exact and len(cards) == 1 else None)
    return render_template("proposals/link.html", row=row, form=form, cards=cards, typed=typed, found=found,
                           picked=picked, searched=bool(typed) or with_one is not None)


@blueprint.post("/propositions/<int:number>/delier/<int:link_id>")
@guard(Action.LINK_MAKE)
@keyed(lambda _made, number, link_id: url_for(".show", number=number, _anchor="liens"))
def unlink(number: int, link_id: int) -> Response:
    try:
        do(links.untie, number, link_id)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("Le lien est défait, sur les deux pages."), "done")
    return redirect(url_for(".show", number=number, _anchor="liens"), 303)
