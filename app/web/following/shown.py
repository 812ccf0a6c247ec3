"""The news, grouped by what they are about, as their page shows them."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.queries.following import Thing
from app.queries.journal import Names
from app.rules.kinds import Subject
from app.web.filters import iso, moment
from app.web.happenings import told
from app.web.locale import localised

WHY = {
    "person": lazy_gettext("cela vous concerne"), "author": lazy_gettext("vous l’avez écrit"),
    "parent": lazy_gettext("on vous a répondu"),
    "mentioned": lazy_gettext("on vous nomme"), "carrier": lazy_gettext("vous portez cette proposition"),
    "member": lazy_gettext("vous êtes dans le groupe"), "reporter": lazy_gettext("vous l’avez signalé"),
    "moderator": lazy_gettext("vous modérez"), "steering": lazy_gettext("vous êtes au comité"),
    "operator": lazy_gettext("vous êtes dans l’équipe technique"),
    "representative": lazy_gettext("vous parlez pour cette structure"), "follower": lazy_gettext("vous suivez"),
    "supporter": lazy_gettext("vous soutenez, et le texte a changé"),
    "structure_follower": lazy_gettext("vous suivez la structure"),
    "space_follower": lazy_gettext("vous suivez cet espace"),
    "voter": lazy_gettext("vous êtes sur la liste de cette décision"),
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
