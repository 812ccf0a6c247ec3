"""The news, grouped by what they are about, as their page shows them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from werkzeug.wrappers import Response

from app.core.kinds import Subject
from app.core.permissions import Action
from app.core.web.act import act
from app.core.web.doors import actor, do, guard
from app.core.web.filters import iso, moment, told
from app.core.web.languages import localised
from app.core.web.paging import mark, moment_of, numbers_asked, whole
from app.extensions import db
from app.journal.queries import Names, names
from app.notifications import queries as read, service as following
from app.notifications.queries import Thing
from app.proposals.views.acts import readable

WHY = {
    "person": _l("cela vous concerne"), "author": _l("vous l’avez écrit"),
    "parent": _l("on vous a répondu"),
    "mentioned": _l("on vous nomme"), "carrier": _l("vous portez cette proposition"),
    "member": _l("vous êtes dans le groupe"), "reporter": _l("vous l’avez signalé"),
    "moderator": _l("vous modérez"), "steering": _l("vous êtes au comité"),
    "operator": _l("vous êtes dans l’équipe technique"),
    "representative": _l("vous parlez pour cette structure"), "follower": _l("vous suivez"),
    "supporter": _l("vous soutenez, et le texte a changé"),
    "structure_follower": _l("vous suivez la structure"),
    "space_follower": _l("vous suivez cet espace"),
    "voter": _l("vous êtes sur la liste de cette décision"),
}
STAFF_PAGES = {"content.reported", "author.answered"}
VERDICTS = {"content.hidden", "content.restored"}


def titled(kind: Subject, subject_id: int, thing: Thing | None) -> dict[str, Any]:
    """A title and an address, whatever it is; a hidden one keeps its address, where the placeholder says why."""
    title = localised(thing.title) if thing and isinstance(thing.title, dict) else (thing.title if thing else "")
    return {"title": title or _untitled(kind), "lang": thing.lang if thing and title else "",
            "url": address(kind, subject_id, thing)}


def _untitled(kind: Subject) -> str:
    if kind is Subject.PERSON:
        return str(_("Votre compte"))
    return str(_("Contenu masqué") if kind is Subject.PROPOSAL else _("Ce qui n’est plus là"))


def address(kind: Subject, subject_id: int, thing: Thing | None) -> str | None:
    """None where there is no page for it."""
    match kind:
        case Subject.PROPOSAL:
            return url_for("proposals.show", number=subject_id)
        case Subject.GROUP:
            return url_for("groups.show", number=subject_id)
        case Subject.DECISION:
            return url_for("decisions.show", number=subject_id)
        case Subject.PERSON:
            return url_for("people.own_space")
        case Subject.STRUCTURE if thing is not None:
            return url_for("structures.show", slug=thing.slug)
    return url_for("spaces.territory") if kind is Subject.SPACE else None


def group(row: Any, thing: Thing | None, lines: list[Any], names: Names) -> dict[str, Any]:
    """One object with its newest lines; `count` is the sentence above them."""
    count = (ngettext("%(num)d nouvelle", "%(num)d nouvelles", row.unread) if row.unread
             else ngettext("%(num)d nouvelle déjà lue", "%(num)d nouvelles déjà lues", row.lines))
    return {"kind": row.subject_kind.value, "id": row.subject_id, "unread": row.unread, "count": count,
            "more": row.lines - len(lines), "lines": [_line(line, names) for line in lines],
            **titled(row.subject_kind, row.subject_id, thing)}


def _line(row: Any, names: Names) -> Mapping[str, Any]:
    return {"text": told(row, names), "when": moment(row.at, "medium"), "iso": iso(row.at), "new": row.read_at is None,
            "why": WHY.get(row.why, ""), "url": _where(row)}


def _where(row: Any) -> str | None:
    """Straight to what it is about, where that is smaller than the object's page."""
    if row.kind in STAFF_PAGES:
        return url_for("moderation.case", number=row.data["case_id"])
    if row.why == "author" and row.kind in VERDICTS:
        return url_for("moderation.own_case", number=row.data["case_id"])
    if row.kind in ("proposal.revised", "proposal.completed") and row.why == "supporter":
        return url_for("proposals.confirm", number=row.subject_id)
    if row.kind == "proposal.split":
        return url_for("proposals.show", number=row.data["other_id"])
    if row.kind.startswith("amendment."):
        return url_for("amendments.show", number=row.subject_id, amendment=row.data["amendment_id"])
    if row.kind in ("comment.posted", "comment.edited"):
        return url_for("discussion.comment", number=row.data["comment_id"])
    return None


# The news page, what one follows, and the buttons that change it.

blueprint = Blueprint("following", __name__)
KINDS = "any(proposal, group, structure, space)"
GROUPED = "any(proposal, group, structure, space, person, decision)"
FOLLOWED = 50


def _me() -> int:
    """The guard lets nobody else through; the type does not know it."""
    return actor().person_id or 0


@blueprint.get("/nouvelles")
@guard(Action.NOTIFICATION_READ)
def notifications() -> str:
    asked = numbers_asked("apres", 2)
    after = read.Cursor(bool(asked[0]), asked[1]) if asked else None
    session, roles = db.session(), actor().roles
    rows, further = read.groups(session, _me(), roles, after)
    lines = read.lines(session, _me(), roles, rows)
    known = names(session, [line for some in lines.values() for line in some], subjects=False)
    things = read.things(session, list(lines))
    groups = [group(row, things.get(key), lines.get(key, []), known)
              for row in rows if (key := (row.subject_kind, row.subject_id))]
    newest = max((row.last for row in rows), default=0)
    following_page = url_for(".notifications", apres=f"{int(further.unread)}-{further.last}") if further else None
    return render_template("following/notifications.html", groups=groups, newest=newest, next_url=following_page,
                           first=after is None, any_unread=any(g["unread"] for g in groups))


@blueprint.post("/nouvelles/lues")
@guard(Action.NOTIFICATION_READ)
def mark_all() -> Response:
    """Up to what the page showed: what came in since stays unread."""
    do(following.mark_all_read, whole(request.form.get("newest")) or 0)
    flash(_("Tout est marqué comme lu."), "done")
    return redirect(url_for(".notifications"), 303)


@blueprint.post(f"/nouvelles/<{GROUPED}:kind>/<int:number>/lues")
@guard(Action.NOTIFICATION_READ)
def mark_group(kind: str, number: int) -> Response:
    do(following.mark_read, Subject(kind), number)
    return redirect(url_for(".notifications"), 303)


@blueprint.get("/nouvelles/suivi")
@guard(Action.NOTIFICATION_READ)
def followed() -> str:
    """Everything one follows, each with its button to stop."""
    asked = numbers_asked("apres", 2)
    rows = read.followed(db.session(), _me(), (moment_of(asked[0]), asked[1]) if asked else None, FOLLOWED)
    shown = rows[:FOLLOWED]
    things = read.things(db.session(), [(row.subject_kind, row.subject_id) for row in shown])
    items = [{"kind": row.subject_kind.value, "id": row.subject_id, "since": row.since,
              **titled(row.subject_kind, row.subject_id, things.get((row.subject_kind, row.subject_id)))}
             for row in shown]
    more = len(rows) > FOLLOWED
    next_url = url_for(".followed", apres=f"{mark(shown[-1].since)}-{shown[-1].subject_id}") if more else None
    return render_template("following/followed.html", items=items, next_url=next_url)


@blueprint.get("/propositions/<int:number>/suivre")
@guard(Action.FOLLOW)
def ask(number: int) -> str:
    """For who comes from the sign-in page."""
    return render_template("following/ask.html", row=readable(number))


@blueprint.post("/propositions/<int:number>/suivre")
@guard(Action.FOLLOW)
def follow(number: int) -> Response:
    return _follow(Subject.PROPOSAL, number)


@blueprint.post("/propositions/<int:number>/ne-plus-suivre")
@guard(Action.FOLLOW)
def unfollow(number: int) -> Response:
    return _unfollow(Subject.PROPOSAL, number)


@blueprint.post(f"/suivre/<{KINDS}:kind>/<int:number>")
@guard(Action.FOLLOW)
def follow_thing(kind: str, number: int) -> Response:
    return _follow(Subject(kind), number)


@blueprint.post(f"/ne-plus-suivre/<{KINDS}:kind>/<int:number>")
@guard(Action.FOLLOW)
def unfollow_thing(kind: str, number: int) -> Response:
    return _unfollow(Subject(kind), number)


def _follow(kind: Subject, number: int) -> Response:
    return act(
        lambda: do(following.follow, kind, number), to=_back(kind, number),
        said=_("Vous suivez\u00a0: les nouvelles arriveront ici, sur votre page «\u00a0Nouvelles\u00a0»."))


def _unfollow(kind: Subject, number: int) -> Response:
    do(following.unfollow, kind, number)
    flash(_("Vous ne suivez plus."), "done")
    return _back(kind, number)


def _back(kind: Subject, number: int) -> Response:
    """To the thing itself, or to the list of what one follows where the click came from there."""
    if request.form.get("from") == "list":
        return redirect(url_for(".followed"), 303)
    thing = read.things(db.session(), [(kind, number)]).get((kind, number))
    return redirect(titled(kind, number, thing)["url"] or url_for(".followed"), 303)
