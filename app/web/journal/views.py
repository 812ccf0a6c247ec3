"""The journal by pages, by kind of happening, by space."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext as _

from app.extensions import db
from app.queries import following
from app.queries import journal as read
from app.rules.happenings import KINDS
from app.rules.kinds import Subject, Visibility
from app.rules.permissions import Action
from app.web.doors import guard, may
from app.web.filters import iso, moment
from app.web.following.shown import address
from app.web.happenings import told
from app.web.journal.words import NAMES
from app.web.locale import localised
from app.web.paging import number_asked

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
        "journal/index.html", entries=_entries(shown), heads=[_head(head) for head in heads], next_url=next_url,
        first_url=url_for(".index", **asked) if before else None, kinds=_kinds(), kind=kind,
        spaces=[("", _("Tous les espaces")), *((head.slug, localised(head.name)) for head in heads)],
        space=space.slug if space else "")


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
    found = [(kind, str(name)) for kind, name in NAMES.items()
             if everything or KINDS[kind].visibility is Visibility.PUBLIC]
    return [("", _("Tout ce qui s’est passé")), *sorted(found, key=lambda pair: pair[1])]


def _head(row: Any) -> dict[str, Any]:
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
        about = names.proposals.get(row.subject_id) or _("Contenu masqué")
    else:
        about = localised(thing.title) if thing and isinstance(thing.title, dict) else (thing.title if thing else None)
    url = address(row.subject_kind, row.subject_id, thing) if about else None
    return given | {"text": told(row, names), "about": about, "url": url}


