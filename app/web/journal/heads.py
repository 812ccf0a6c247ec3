"""The signed heads of the journal: on a page, in a file to keep, by mail to who asks; with what checks them."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, send_file, stream_with_context, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as Answer

from app.exports.journal import anchors
from app.extensions import db
from app.operations import anchors as operations
from app.outside import signing
from app.queries import anchors as read
from app.rules.chain import canonical
from app.rules.permissions import Action
from app.web.costs import WHOLE, costs
from app.web.doors import do, guard, me
from app.web.filters import iso, moment
from app.web.journal.views import blueprint
from app.web.locale import localised
from app.web.paging import number_asked

SHOWN = 30
SCRIPT = Path("data") / "verify_heads.py"
WHY = {
    "first": lazy_gettext("la première"),
    "renewed": lazy_gettext("signée par la clé d’avant"),
    "lost": lazy_gettext("sans la signature de la clé d’avant, qui était perdue"),
    "restored": lazy_gettext("sans la signature de la clé d’avant, après une restauration du site"),
}


@blueprint.get("/journal/empreintes", endpoint="signed")
@guard(Action.JOURNAL_READ)
def signed() -> str:
    before = number_asked("avant")
    rows = read.page(db.session(), before, SHOWN)
    shown, person = rows[:SHOWN], me()
    return render_template(
        "journal/heads.html", heads=[_head(row) for row in shown], keys=[_key(row) for row in read.keys(db.session())],
        first_url=url_for(".signed") if before else None,
        next_url=url_for(".signed", avant=shown[-1].id) if len(rows) > SHOWN else None,
        subscribed=person is not None and read.is_subscribed(db.session(), person.id))


def _head(row: Any) -> dict[str, Any]:
    return {"id": row.id, "space": localised(row.name), "seq": row.seq, "digest": row.digest,
            "when": moment(row.at, "medium"), "iso": iso(row.at), "line": canonical(read.line_of_head(row))}


def _key(row: Any) -> dict[str, Any]:
    return {"fingerprint": row.fingerprint, "since": moment(row.since), "iso": iso(row.since),
            "why": WHY[row.why], "pem": signing.pem(row.public), "line": canonical(read.line_of_key(row))}


@blueprint.get("/journal/empreintes.jsonl", endpoint="signed_file")
@costs(WHOLE)
@guard(Action.JOURNAL_READ)
def signed_file() -> Response:
    """The keys, then every head."""
    session = db.session()
    answer = Response(stream_with_context(anchors(read.keys(session), read.everything(session))),
                      mimetype="application/x-ndjson")
    answer.headers["Content-Disposition"] = "attachment; filename=empreintes.jsonl"
    return answer


@blueprint.get("/verify_heads.py", endpoint="verify_heads")
@guard(Action.JOURNAL_READ)
def verify_heads() -> Response:
    return send_file(Path(current_app.root_path) / SCRIPT, mimetype="text/x-python", as_attachment=True,
                     download_name="verify_heads.py")


@blueprint.get("/journal/empreintes/courriel", endpoint="signed_mail")
@guard(Action.FOLLOW)
def signed_mail() -> Answer:
    """For who comes from the sign-in page."""
    return redirect(url_for(".signed") + "#courriel", 303)


@blueprint.post("/journal/empreintes/courriel", endpoint="subscribe")
@guard(Action.FOLLOW)
def subscribe() -> Answer:
    do(operations.subscribe)
    flash(_("C’est noté\u00a0: un courriel par semaine au plus, à partir de la prochaine empreinte signée."), "done")
    return redirect(url_for(".signed") + "#courriel", 303)


@blueprint.post("/journal/empreintes/courriel/arreter", endpoint="unsubscribe")
@guard(Action.FOLLOW)
def unsubscribe() -> Answer:
    do(operations.unsubscribe)
    flash(_("C’est arrêté\u00a0: vous ne recevrez plus ces courriels."), "done")
    return redirect(url_for(".signed") + "#courriel", 303)
