"""A comment's row as its templates read it. The same for every visitor; a person also sees what they may do."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.queries import discussion as read
from app.queries.charters import charter_by_id
from app.rules import limits
from app.rules.calendar import days_between, due_day, end_of
from app.rules.kinds import ContentState, Stance
from app.web.discussion.forms import STANCES
from app.web.doors import me, now
from app.web.filters import day, iso, moment, rich
from app.web.happenings import ground_word
from app.web.reference import reference

Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clock:
    """How long the charter gives for an answer to a question, and where its days begin. None: it does not say."""

    days: int | None = None
    zone: tzinfo = UTC


def clock_of(row: Any) -> Clock:
    """Of a proposal's row."""
    return Clock(charter_by_id(db.session(), row.charter_id).limits.question_days, ZoneInfo(row.timezone))


def said_with(row: Any, replies: Iterable[Any], proposal: Any) -> Said:
    """One comment with these replies, on a page of its own."""
    rows, person = list(replies), me()
    mine = read.marked(db.session(), person.id, [row.id, *(one.id for one in rows)]) if person else set()
    clock = clock_of(proposal)
    told = said(row, [said(one, [], clock, mine) for one in rows], clock, mine)
    return told | {"more": 0}


def said(row: Any, replies: list[Said], clock: Clock, marked: Collection[int]) -> Said:
    """`marked`: the ids that whoever is there found useful."""
    person = me()
    mine = person is not None and row.author_id == person.id
    return {
        "id": row.id, "parent": row.parent_id or row.id, "author": row.author or _("Une personne partie depuis"),
        "author_url": url_for("people.person", number=row.author_id) if row.author_id and row.author else None,
        "url": url_for("discussion.comment", number=row.id), "when": moment(row.created_at),
        "iso": iso(row.created_at), "note": _note(row), "clock": _clock(row, clock), "side": row.stance.value,
        "side_label": None if row.parent_id else STANCES[row.stance], "lang": row.lang, "html": rich(row.html),
        "edited": row.edited_at, "versions": url_for("discussion.versions", number=row.id), "hidden": _hidden(row),
        "replies": replies, "count": row.replies, "more": row.replies - len(replies), "mine": mine,
        "marks": row.marks, "marked": row.id in marked, "may_edit": mine and _is_fresh(row),
        "answer_url": url_for("moderation.answer", number=row.verdict_id) if mine and row.verdict_id else None,
    }


def _note(row: Any) -> str | None:
    """For whom they spoke, where the text comes from."""
    notes = []
    if row.structure:
        notes.append(_("au nom de %(structure)s", structure=row.structure))
    if row.amendment_id:
        notes.append(_("à propos d’une suggestion"))
    if row.source:
        is_sample = row.proposal_id in reference().samples
        notes.append(_("exemple") if is_sample else _("repris d’une autre plateforme"))
    return " · ".join(notes) or None


def _clock(row: Any, clock: Clock) -> dict[str, Any] | None:
    """A question that waits: since when, until when the charter wants its answer, and whether it is late."""
    if not row.needs_answer or row.stance is not Stance.QUESTION:
        return None
    told, late = _since(days_between(row.created_at, now(), clock.zone)), False
    if clock.days is not None:
        last = due_day(row.created_at, clock.days, clock.zone)
        late = now() >= end_of(last, clock.zone)
        told = _("%(asked)s, réponse attendue au plus tard le %(day)s", asked=told, day=day(last))
    return {"text": told, "late": late}


def _since(days: int) -> str:
    if days <= 0:
        return str(_("Question posée aujourd’hui"))
    return str(ngettext("Question posée hier", "Question posée il y a %(num)d jours", days))


def _hidden(row: Any) -> dict[str, str] | None:
    if row.state is ContentState.VISIBLE:
        return None
    return {"ground": ground_word(row.hidden_ground), "when": moment(row.hidden_at)}


def _is_fresh(row: Any) -> bool:
    """The operation asks again; here only to show the link or not."""
    return not row.replies and now() - row.created_at <= timedelta(hours=limits.EDIT_HOURS)
