"""The journal to take away: whole, as a feed; and the program that checks what is published."""

from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, send_file, stream_with_context, url_for
from flask_babel import gettext as _

from app.exports.feeds import Entry, atom
from app.exports.journal import lines
from app.extensions import db
from app.queries import anchors
from app.queries import journal as read
from app.rules.chain import canonical
from app.rules.kinds import Visibility
from app.rules.permissions import Action
from app.web.costs import FEED, WHOLE, costs
from app.web.doors import guard
from app.web.happenings import line
from app.web.journal.views import blueprint
from app.web.locale import chosen, localised
from app.web.reference import reference

LATEST = 50
SIGNED = 5
SCRIPT = Path("data") / "verify.py"


def _head() -> Any:
    """That of the territory's journal."""
    space = reference().territory or abort(404)
    return next(head for head in read.heads(db.session()) if head.id == space.id)


@blueprint.get("/journal.jsonl", endpoint="export")
@costs(WHOLE)
@guard(Action.JOURNAL_READ)
def export() -> Response:
    """Streamed: a journal of a million lines takes no more memory than one of a hundred."""
    head = _head()
    rows = read.published(db.session(), head.id, head.journal_seq)
    answer = Response(stream_with_context(lines(rows)), mimetype="application/x-ndjson")
    answer.headers["Content-Disposition"] = "attachment; filename=journal.jsonl"
    return answer


@blueprint.get("/journal.atom", endpoint="feed")
@costs(FEED)
@guard(Action.JOURNAL_READ)
def feed() -> Response:
    head, base = _head(), current_app.config["CORDEE"].origin
    rows = [
        row for row in read.page(db.session(), space_id=head.id, limit=LATEST) if row.visibility is Visibility.PUBLIC
    ]
    entries = [
        Entry(
            f"{base}{url_for('journal.index')}?avant={row.id + 1}",
            line(row.kind, row.data),
            row.at,
            _("Ligne %(seq)s, empreinte %(digest)s", seq=row.seq, digest=row.digest),
        )
        for row in rows
    ]
    entries = sorted([*entries, *_signed(head.id, base)], key=lambda entry: entry.at, reverse=True)
    told = _(
        "Journal public, entrée %(number)s, empreinte %(digest)s", number=head.journal_seq, digest=head.journal_head
    )
    return Response(
        atom(
            localised(head.name),
            told,
            f"{base}{url_for('journal.feed')}",
            f"{base}{url_for('journal.index')}",
            chosen(),
            entries,
        ),
        mimetype="application/atom+xml",
    )


def _signed(space_id: int, base: str) -> list[Entry]:
    """The newest signed heads, among what happened: a reader that keeps its entries keeps them too."""
    return [
        Entry(
            f"{base}{url_for('journal.signed')}#tete-{row.id}",
            _("Empreinte signée de la ligne %(seq)s", seq=row.seq),
            row.at,
            canonical(anchors.line_of_head(row)),
        )
        for row in anchors.latest(db.session(), space_id, SIGNED)
    ]


@blueprint.get("/verify.py", endpoint="verify_script")
@guard(Action.JOURNAL_READ)
def verify_script() -> Response:
    script = Path(current_app.root_path) / SCRIPT
    return send_file(script, mimetype="text/x-python", as_attachment=True, download_name="verify.py")
