"""Reporting a content, signed in or not; and what became of it, for who kept the receipt."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db, limiter, network
from app.operations import Refused, moderation
from app.outside.tokens import keyed
from app.queries import moderation as read
from app.rules.kinds import Ground, Subject
from app.rules.permissions import Action
from app.web.doors import do, guard, me, now
from app.web.filters import place_zone
from app.web.moderation.blueprint import blueprint
from app.web.moderation.forms import ReportForm
from app.web.reasons import sentence

Answer = str | tuple[str, int] | Response


def visitor_tag() -> str:
    """The same for one network and one day, and worthless without the site's key: the address itself is not kept."""
    day = now().astimezone(place_zone()).date().isoformat()
    return keyed(current_app.config["CORDEE"].secret_key, "report", network(), day)


@blueprint.route("/signaler/<any(proposal, comment, amendment, line, attachment):kind>/<int:number>",
                 methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@guard(Action.CONTENT_REPORT)
def report(kind: str, number: int) -> Answer:
    subject = read.subject(db.session(), Subject(kind), number)
    form = ReportForm()
    if form.validate_on_submit():
        try:
            receipt = do(moderation.report, Subject(kind), number, Ground(form.ground.data), form.note.data or "",
                         visitor_tag="" if me() else visitor_tag())
        except Refused as refused:
            form.refuse(refused.field, sentence(refused.code, refused.params))
        else:
            if receipt.again:
                flash(_("Vous aviez déjà signalé ce contenu\u00a0: cela compte une fois."), "info")
            return redirect(url_for(".received", code=receipt.code), 303)
    page = render_template("moderation/report.html", form=form, kind=kind, number=number, subject=subject)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/signaler/recu/<code>")
@limiter.limit("60 per hour")
@guard(Action.CONTENT_REPORT)
def received(code: str) -> str:
    """Neither the content nor its author is shown: the receipt may lie about."""
    return render_template("moderation/received.html", row=read.by_receipt(db.session(), code), code=code, now=now())
