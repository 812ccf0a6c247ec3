"""The journal's lines about one proposal, as its page tells them."""

from typing import Any

from flask_babel import gettext as _

from app.extensions import db
from app.queries import proposals as read
from app.rules.charter import Charter
from app.rules.conditions import Report, item_sentence
from app.web import happenings
from app.web.filters import iso, moment
from app.web.locale import chosen, localised

ICONS = {
    "proposal": "edit",
    "amendment": "edit",
    "carrier": "people",
    "link": "link",
    "gate": "clock",
    "passage": "check",
    "comment": "comment",
    "group": "group",
    "meeting": "calendar",
    "minutes": "calendar",
    "commitment": "people",
    "pact": "experiment",
    "indicator": "chart",
    "measure": "chart",
    "milestone": "flag",
    "check_in": "clock",
    "outcome": "outcome",
    "content": "flag",
    "debate": "comment",
    "synthesis": "edit",
}


NOT_BY_ITS_ACTOR = ("proposal.completed",)  # it came with a passage; others wrote it before


def told_timeline(row: Any, charter: Charter, passages: list[Any]) -> list[dict[str, Any]]:
    """Newest first; a passage is a big knot, with the stage it led to and the figures it rested on."""
    by_number = {passage.number: passage for passage in passages}
    return [
        _entry(event, by_number.get(event.data.get("passage")), row, charter)
        for event in read.timeline(db.session(), row.id)
    ]


def _entry(event: Any, passage: Any, row: Any, charter: Charter) -> dict[str, Any]:
    told = {
        "icon": ICONS.get(event.kind.split(".")[0], "clock"),
        "title": happenings.line(event.kind, event.data),
        "when": moment(event.at),
        "iso": iso(event.at),
        "actor": None if event.kind in NOT_BY_ITS_ACTOR else event.actor,
        "big": passage is not None,
    }
    if passage is not None:
        stage = charter.tracks[row.track].stages.get(passage.to_stage)
        told["title"] = _(
            "Nouvelle étape\u00a0: %(stage)s", stage=localised(stage.names) if stage else passage.to_stage
        )
        told["text"] = _because(passage)
        told["actor"] = passage.decided_by and _("réponse du comité, %(name)s", name=passage.decided_by)
    return told


def _because(passage: Any) -> str:
    """The report as it stood, in the reader's language."""
    report = Report.from_json(passage.report)
    return " · ".join(item_sentence(item, chosen()) for item in report.items)
