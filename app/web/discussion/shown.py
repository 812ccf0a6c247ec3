"""A discussion's rows as its templates read them. The same for every visitor; a person also sees what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.extensions import db
from app.queries import discussion as read
from app.rules import limits
from app.rules.kinds import ContentState, Stance
from app.web.discussion.forms import STANCES
from app.web.doors import me, now
from app.web.filters import iso, moment, rich
from app.web.happenings import ground_word

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """`older` is the address of the next page, if there is one."""

    comments: list[Said]
    older: str | None


def thread_of(proposal_id: int, before: int | None = None, amendment_id: int | None = None) -> Shown:
    """For `discussion/_thread.html`: two statements, whatever the number of comments."""
    found = read.thread(db.session(), proposal_id, before=before, amendment_id=amendment_id)
    older = None
    if found.next and amendment_id:
        older = url_for("amendments.show", number=proposal_id, amendment=amendment_id, avant=found.next)
    elif found.next:
        older = url_for("discussion.index", number=proposal_id, avant=found.next)
    return Shown([_said(row, found.replies.get(row.id, [])) for row in found.comments], older)


def said_with(row: Any, replies: Iterable[Any]) -> Said:
    """One comment on its own page."""
    return _said(row, list(replies), whole=True)


def _said(row: Any, replies: list[Any], *, whole: bool = False) -> Said:
    person = me()
    mine = person is not None and row.author_id == person.id
    return {
        "id": row.id, "parent": row.parent_id or row.id, "author": row.author or _("Une personne partie depuis"),
        "author_url": url_for("people.person", number=row.author_id) if row.author_id and row.author else None,
        "note": _note(row), "when": moment(row.created_at), "iso": iso(row.created_at), "side": row.stance.value,
        "side_label": None if row.parent_id else STANCES[row.stance], "lang": row.lang, "html": rich(row.html),
        "edited": row.edited_at, "hidden": _hidden(row), "replies": [_said(reply, []) for reply in replies],
        "more": 0 if whole else row.replies - len(replies), "mine": mine, "may_edit": mine and _is_fresh(row),
        "answer_url": url_for("moderation.answer", number=row.verdict_id) if mine and row.verdict_id else None,
    }


def _note(row: Any) -> str | None:
    """For whom they spoke, where the text comes from, and whether a question still waits."""
    notes = []
    if row.structure:
        notes.append(_("au nom de %(structure)s", structure=row.structure))
    if row.amendment_id:
        notes.append(_("à propos d’une suggestion"))
    if row.source:
        notes.append(_("repris d’une autre plateforme"))
    if row.needs_answer and row.stance is Stance.QUESTION:
        notes.append(_("attend une réponse"))
    return " · ".join(notes) or None


def _hidden(row: Any) -> dict[str, str] | None:
    if row.state is ContentState.VISIBLE:
        return None
    return {"ground": ground_word(row.hidden_ground), "when": moment(row.hidden_at)}


def _is_fresh(row: Any) -> bool:
    """The operation asks again; here only to show the link or not."""
    return not row.replies and now() - row.created_at <= timedelta(hours=limits.EDIT_HOURS)
