"""Outcomes in words, and figures as people read them."""

from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _

from app.rules.kinds import OutcomeKind

OUTCOMES: dict[OutcomeKind, Any] = {
    OutcomeKind.CONTINUED: _("Pérennisée"),
    OutcomeKind.SCALED: _("Essaimée"),
    OutcomeKind.ADAPTED: _("À adapter"),
    OutcomeKind.TEMPORARY: _("Éphémère assumée"),
    OutcomeKind.STOPPED: _("Arrêtée avec enseignements"),
}
ABOUT_OUTCOMES: dict[OutcomeKind, Any] = {
    OutcomeKind.CONTINUED: _("elle continue ici, durablement"),
    OutcomeKind.SCALED: _("elle continue, et d’autres la reprennent ailleurs"),
    OutcomeKind.ADAPTED: _("elle revient au groupe de travail, qui change ce qui doit l’être et réessaie"),
    OutcomeKind.TEMPORARY: _("elle a rendu service le temps prévu, et s’arrête comme prévu"),
    OutcomeKind.STOPPED: _("elle s’arrête, et ce qu’elle a appris est un résultat"),
}
GIVEN = {
    "volunteer_hours": _("Heures bénévoles"),
    "seconded_staff": _("Temps de salarié mis à disposition"),
    "premises": _("Local"),
    "equipment": _("Matériel"),
    "skill": _("Savoir-faire"),
    "travel": _("Trajets"),
    "money": _("Argent"),
}


def said(value: Decimal | None, unit: str = "") -> str:
    """« 1 250,5 kg » in the reader's language; every digit that was typed."""
    if value is None:
        return ""
    figure = format_decimal(value, "#,##0.####")
    return f"{figure}\u00a0{unit}" if unit else str(figure)
