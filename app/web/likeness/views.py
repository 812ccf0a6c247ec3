"""The pairs that wait for a look; « ce n’est pas la même chose » from the queue or from a proposal's page."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import db
from app.operations import Refused, likeness
from app.queries import likeness as read
from app.rules.permissions import Action
from app.web.doors import do, guard
from app.web.paging import mark, moment_of, numbers_asked
from app.web.reasons import sentence

blueprint = Blueprint("likeness", __name__)
SHOWN = 15


@blueprint.get("/ressemblances")
@guard(Action.LIKENESS_READ)
def queue() -> str:
    session, asked = db.session(), numbers_asked("apres", 3)
    after = (moment_of(asked[0]), asked[1], asked[2]) if asked else None
    rows = read.queue(session, after, SHOWN + 1)
    last = rows[SHOWN - 1] if len(rows) > SHOWN else None
    next_url = url_for(".queue", apres=f"{mark(last.found_at)}-{last.one_id}-{last.other_id}") if last else None
    return render_template("likeness/queue.html", rows=rows[:SHOWN], waiting=read.waiting(session), next_url=next_url,
                           first=after is None, counted=read.COUNTED)


@blueprint.post("/propositions/<int:number>/distincte/<int:other>")
@guard(Action.LIKENESS_DISMISS)
def dismiss(number: int, other: int) -> Response:
    try:
        do(likeness.dismiss, number, other)
    except Refused as refused:
        flash(sentence(refused.code, refused.params), "error")
    else:
        flash(_("C’est noté\u00a0: ces deux-là ne vous seront plus montrées ensemble."), "done")
    back = url_for(".queue") if "queue" in request.form else url_for("proposals.show", number=number)
    return redirect(back, 303)
