"""The journal by pages, by kind of event, by space; its files, and its signed heads."""

from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    stream_with_context,
    url_for,
)
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.wrappers import Response as Answer

from app.core.events import KINDS
from app.core.kinds import Subject, Visibility
from app.core.permissions import Action
from app.core.web.authentication import me
from app.core.web.doors import do, guard, may
from app.core.web.filters import iso, line, moment, told
from app.core.web.languages import chosen, localised, reference
from app.core.web.paging import number_asked
from app.core.web.requests import FEED, WHOLE, costs
from app.extensions import db
from app.journal import queries as read, service as operations
from app.journal.queries import FeedEntry, anchors, atom, lines
from app.journal.rules import canonical
from app.notifications import queries as following
from app.notifications.views import address

blueprint = Blueprint("journal", __name__)
SHOWN = 50


@blueprint.get("/journal")
@guard(Action.JOURNAL_READ)
def index() -> str:
    heads = read.heads(db.session())
    kind, space = _asked(heads)
    before = number_asked("avant")
    rows = read.page(db.session(), before=before, kind=kind, space_id=space.id if space else None,
                     staff=may(Action.JOURNAL_READ_ALL), limit=SHOWN)
    shown = rows[:SHOWN]
    asked: dict[str, Any] = {"genre": kind or None, "espace": space.slug if space else None}
    next_url = url_for(".index", avant=shown[-1].id, **asked) if len(rows) > SHOWN else None
    return render_template(
        "journal/index.html",
        entries=_entries(shown),
        heads=[_head_of_space(head) for head in heads],
        next_url=next_url,
        first_url=url_for(".index", **asked) if before else None,
        kinds=_kinds(),
        kind=kind,
        spaces=[("", _("Tous les espaces")), *((head.slug, localised(head.name)) for head in heads)],
        space=space.slug if space else "",
    )


def _asked(heads: Any) -> tuple[str, Any]:
    """What the address filters by; what is none of ours is 400."""
    kind, slug = request.args.get("genre", ""), request.args.get("espace", "")
    space = next((head for head in heads if head.slug == slug), None)
    if (kind and kind not in KINDS) or (slug and space is None):
        abort(400)
    return kind, space


def _kinds() -> list[tuple[str, str]]:
    """Those the reader may find, by their names in alphabetical order."""
    everything = may(Action.JOURNAL_READ_ALL)
    found = [(kind, _(known.label)) for kind, known in KINDS.items()
             if everything or known.visibility is Visibility.PUBLIC]
    return [("", _("Tout ce qui s’est passé")), *sorted(found, key=lambda pair: pair[1])]


def _head_of_space(row: Any) -> dict[str, Any]:
    return {"space": localised(row.name), "seq": row.journal_seq, "digest": row.journal_head}


def _entries(rows: Any) -> list[dict[str, Any]]:
    """A line for staff only keeps its place and its fingerprint, so that the chain is seen whole."""
    open_ones = [row for row in rows if not _is_sealed(row)]
    names = read.names(db.session(), open_ones)
    others = [(row.subject_kind, row.subject_id) for row in open_ones if row.subject_kind is not Subject.PROPOSAL]
    things = following.things(db.session(), others)
    return [_entry(row, names, things) for row in rows]


def _is_sealed(row: Any) -> bool:
    return row.visibility is not Visibility.PUBLIC and not may(Action.JOURNAL_READ_ALL)


def _entry(row: Any, names: read.Names, things: Any) -> dict[str, Any]:
    given = {"seq": row.seq, "when": moment(row.at, "medium"), "iso": iso(row.at), "digest": row.digest[:16]}
    if _is_sealed(row):
        return given | {"text": _("Ligne réservée à l’équipe"), "about": None, "url": None}
    thing = things.get((row.subject_kind, row.subject_id))
    if row.subject_kind is Subject.PROPOSAL:
        about: str | None = names.proposals.get(row.subject_id) or _("Contenu masqué")
    else:
        about = localised(thing.title) if thing and isinstance(thing.title, dict) else (thing.title if thing else None)
    url = address(row.subject_kind, row.subject_id, thing) if about else None
    return given | {"text": told(row, names), "about": about, "url": url}


# The journal to take away: whole, as a feed; and the program that checks what is published.

LATEST = 50
SIGNED = 5
VERIFY = Path("data") / "verify.py"


def _territory_head() -> Any:
    """That of the territory's journal."""
    space = reference().territory or abort(404)
    return next(head for head in read.heads(db.session()) if head.id == space.id)


@blueprint.get("/journal.jsonl", endpoint="export")
@costs(WHOLE)
@guard(Action.JOURNAL_READ)
def export() -> Response:
    """Streamed: a journal of a million lines takes no more memory than one of a hundred."""
    head = _territory_head()
    rows = read.published(db.session(), head.id, head.journal_seq)
    answer = Response(stream_with_context(lines(rows)), mimetype="application/x-ndjson")
    answer.headers["Content-Disposition"] = "attachment; filename=journal.jsonl"
    return answer


@blueprint.get("/journal.atom", endpoint="feed")
@costs(FEED)
@guard(Action.JOURNAL_READ)
def feed() -> Response:
    head, base = _territory_head(), current_app.config["CORDEE"].origin
    rows = [
        row for row in read.page(db.session(), space_id=head.id, limit=LATEST) if row.visibility is Visibility.PUBLIC
    ]
    entries = [
        FeedEntry(
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


def _signed(space_id: int, base: str) -> list[FeedEntry]:
    """The newest signed heads, among what happened: a reader that keeps its entries keeps them too."""
    return [
        FeedEntry(
            f"{base}{url_for('journal.signed')}#tete-{row.id}",
            _("Empreinte signée de la ligne %(seq)s", seq=row.seq),
            row.at,
            canonical(read.line_of_head(row)),
        )
        for row in read.latest(db.session(), space_id, SIGNED)
    ]


@blueprint.get("/verify.py", endpoint="verify_script")
@guard(Action.JOURNAL_READ)
def verify_script() -> Response:
    script = Path(current_app.root_path) / VERIFY
    return send_file(script, mimetype="text/x-python", as_attachment=True, download_name="verify.py")


# The signed heads of the journal: on a page, in a file to keep, by mail to who asks; with what checks them.

HEADS_SHOWN = 30
VERIFY_HEADS = Path("data") / "verify_heads.py"
WHY = {
    "first": _l("la première"),
    "renewed": _l("signée par la clé d’avant"),
    "lost": _l("sans la signature de la clé d’avant, qui était perdue"),
    "restored": _l("sans la signature de la clé d’avant, après une restauration du site"),
}


@blueprint.get("/journal/empreintes", endpoint="signed")
@guard(Action.JOURNAL_READ)
def signed() -> str:
    before = number_asked("avant")
    rows = read.heads_page(db.session(), before, HEADS_SHOWN)
    shown, person = rows[:HEADS_SHOWN], me()
    return render_template(
        "journal/heads.html", heads=[_head(row) for row in shown], keys=[_key(row) for row in read.keys(db.session())],
        first_url=url_for(".signed") if before else None,
        next_url=url_for(".signed", avant=shown[-1].id) if len(rows) > HEADS_SHOWN else None,
        subscribed=person is not None and read.is_subscribed(db.session(), person.id))


def _head(row: Any) -> dict[str, Any]:
    return {"id": row.id, "space": localised(row.name), "seq": row.seq, "digest": row.digest,
            "when": moment(row.at, "medium"), "iso": iso(row.at), "line": canonical(read.line_of_head(row))}


def _key(row: Any) -> dict[str, Any]:
    return {"fingerprint": row.fingerprint, "since": moment(row.since), "iso": iso(row.since),
            "why": WHY[row.why], "pem": operations.pem(row.public), "line": canonical(read.line_of_key(row))}


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
    return send_file(Path(current_app.root_path) / VERIFY_HEADS, mimetype="text/x-python", as_attachment=True,
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
