"""Roles, commitments and meetings in words."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_date, format_datetime, format_time, lazy_gettext
from flask_babel import gettext as _

from app.rules.kinds import CommitmentState, GroupRole, MeetingState

ROLES: dict[GroupRole, Any] = {
    GroupRole.LEAD: lazy_gettext("Pilote"),
    GroupRole.FACILITATOR: lazy_gettext("Facilitation"),
    GroupRole.SECRETARY: lazy_gettext("Secrétariat"),
    GroupRole.TREASURER: lazy_gettext("Trésorerie"),
    GroupRole.MEMBER: lazy_gettext("Membre"),
}
ABOUT_ROLES: dict[GroupRole, Any] = {
    GroupRole.LEAD: lazy_gettext("veille à ce que le groupe avance et répond en son nom"),
    GroupRole.FACILITATOR: lazy_gettext("prépare les réunions et fait circuler la parole"),
    GroupRole.SECRETARY: lazy_gettext("écrit les comptes rendus et tient le pacte à jour"),
    GroupRole.TREASURER: lazy_gettext("suit l’argent, le matériel et le temps donnés"),
    GroupRole.MEMBER: lazy_gettext("vient, donne son avis, prend sa part"),
}
COMMITMENTS: dict[CommitmentState, tuple[Any, str]] = {
    CommitmentState.OFFERED: (lazy_gettext("À confirmer"), "warning"),
    CommitmentState.ACCEPTED: (lazy_gettext("En cours"), "group"),
    CommitmentState.DONE: (lazy_gettext("Fait"), "good"),
    CommitmentState.DROPPED: (lazy_gettext("Abandonné"), ""),
}
MEETINGS: dict[MeetingState, tuple[Any, str]] = {
    MeetingState.PLANNED: (lazy_gettext("Prévue"), "group"),
    MeetingState.HELD: (lazy_gettext("Tenue"), "good"),
    MeetingState.CANCELLED: (lazy_gettext("Annulée"), "bad"),
}


def spoken(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """« lundi 20 juillet 2026, de 18:30 à 20:00 », in the time of the meeting's place."""
    zone = ZoneInfo(timezone)
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if ends - starts >= timedelta(days=1):
        return str(_("du %(from)s au %(to)s", **{"from": format_datetime(starts, "medium", rebase=False),
                                                 "to": format_datetime(ends, "medium", rebase=False)}))
    return str(_("%(day)s, de %(starts)s à %(ends)s", day=format_date(starts.date(), "full"),
                 starts=format_time(starts, "short", rebase=False), ends=format_time(ends, "short", rebase=False)))
