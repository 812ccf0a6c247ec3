"""Where a condition's next act is done: the link beside each line of a gate's report."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

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
