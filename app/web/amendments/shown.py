"""Suggestions beside the paragraphs they are about, as templates read them."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.rules import amending
from app.rules.charter import Charter
from app.rules.charter.answers import in_order
from app.rules.easy_read import KEY as EASY
from app.rules.kinds_talk import AmendmentStatus
from app.web.diffs import between
from app.web.locale import localised

Shown = dict[str, Any]
STATUSES = {
    AmendmentStatus.OPEN: (_("Attend une réponse"), "warning", "clock"),
    AmendmentStatus.INTEGRATED: (_("Intégrée"), "good", "check"),
    AmendmentStatus.DECLINED: (_("Refusée"), "", "cross"),
    AmendmentStatus.WITHDRAWN: (_("Retirée"), "", "cross"),
}


def fields_of(charter: Charter, track: str) -> Mapping[str, Any]:
    return {field.key: field for stage in charter.tracks[track].stages.values() for field in stage.fields}


def names_of(charter: Charter, track: str) -> dict[str, Any]:
    return {key: field.names for key, field in fields_of(charter, track).items()}


def texts_of(row: Any, charter: Charter) -> dict[str, str]:
    """What may be changed by paragraphs: the texts, in the order of the charter's forms."""
    known = fields_of(charter, row.track)
    return {key: text for key, text in in_order(known, row.fields).items()
            if text and key != EASY and (key not in known or known[key].is_text)}


def label_of(charter: Charter, track: str, key: str) -> str:
    known = fields_of(charter, track)
    return localised(known[key].names) if key in known else str(_("Texte"))


def drawn(row: Any) -> Shown:
    """One suggestion, with its paragraph and what it changes in it."""
    label, tone, icon = STATUSES[row.status]
    return {"id": row.id, "row": row, "blocks": between(row.base, row.text), "label": label, "tone": tone, "icon": icon}


def by_paragraph(row: Any, charter: Charter, suggestions: Iterable[Any]) -> list[Shown]:
    """Each field with its paragraphs, each with its suggestions; `lost` are those whose paragraph reads otherwise."""
    rest = [(one, drawn(one)) for one in suggestions]
    found: list[Shown] = []
    for key, text in texts_of(row, charter).items():
        mine = [(amending.locate(text, one.paragraph, one.base), told) for one, told in rest if one.field == key]
        found.append({
            "key": key, "label": label_of(charter, row.track, key),
            "paragraphs": [{"number": paragraph.number, "text": paragraph.text,
                            "suggestions": [told for there, told in mine if there and there.start == paragraph.start]}
                           for paragraph in amending.paragraphs(text)],
            "lost": [told for there, told in mine if there is None]})
    return found
