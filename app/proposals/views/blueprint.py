"""The blueprint of proposals, and which of them somebody may read."""

from typing import Any

from flask import Blueprint, abort, url_for
from flask_babel import gettext as _

from app.core.kinds import ContentState, Role
from app.core.web.authentication import me
from app.core.web.doors import actor
from app.extensions import db
from app.proposals.queries import proposals

blueprint = Blueprint("proposals", __name__)


# Where a condition's next act is done: the link beside each line of a gate's report.

Act = tuple[str, str]


def act_links(row: Any) -> dict[str, Act]:
    """From the report's act to an address and the words of its button."""
    here = url_for("proposals.show", number=row.id)
    pact = url_for("experiments.pact", number=row.id)
    group = url_for("groups.of_proposal", number=row.id)
    return {
        "support": (f"{here}#soutenir", _("Soutenir")),
        "invite_carrier": (url_for("proposals.carrying", number=row.id), _("Porter à plusieurs")),
        "fill_fields": (url_for("proposals.complete", number=row.id), _("Compléter")),
        "join_group": (group, _("Voir le groupe")),
        "give_role": (group, _("Voir le groupe")),
        "hold_meeting": (group, _("Voir les réunions")),
        "publish_minutes": (group, _("Voir les réunions")),
        "add_indicator": (f"{pact}#indicateurs", _("Voir le pacte")),
        "add_measure": (url_for("experiments.show", number=row.id), _("Voir les mesures")),
        "share_risk": (url_for("experiments.sharing", number=row.id) + "#risques", _("Voir les risques")),
        "pledge": (url_for("experiments.sharing", number=row.id) + "#contributions", _("Promettre une contribution")),
        "attach_document": (url_for("experiments.sharing", number=row.id) + "#documents", _("Voir les documents")),
        "lift_objection": (here, _("Voir les décisions")),
        "answer_question": (f"{here}#discussion", _("Voir les questions")),
    }


# A proposal that whoever is there may read, or nothing.

def may_see(row: Any) -> bool:
    """Its author and the moderators read what was hidden; nobody else."""
    person = me()
    return person is not None and (person.id == row.author_id or Role.MODERATOR in actor().roles)


def readable(number: int) -> Any:
    """For the pages beside its own: a hidden one is not there at all."""
    row = proposals.page(db.session(), number)
    if row.state is ContentState.HIDDEN and not may_see(row):
        abort(404)
    return row
