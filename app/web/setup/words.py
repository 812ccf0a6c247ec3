"""Faults of a pasted list of communes, in words."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.rules.territory import Fault, LineFault

FAULTS: dict[Fault, Any] = {
    Fault.NO_ROWS: _("La liste ne contient aucune commune."),
    Fault.MISSING_COLUMN: _("Il manque la colonne %(column)s."),
    Fault.COLUMN_TWICE: _("La colonne %(column)s est là deux fois."),
    Fault.UNREADABLE: _("Des guillemets sont mal fermés\u00a0: la lecture s’arrête ici."),
    Fault.TOO_MANY_ROWS: _("La liste a plus de %(value)s lignes\u00a0: la lecture s’arrête ici."),
    Fault.TOO_WIDE: _("Cette ligne a %(value)s colonnes\u00a0: c’est trop. La lecture s’arrête ici."),
    Fault.WRONG_CELLS: _("Le nombre de cases n’est pas celui des autres lignes."),
    Fault.BAD_CODE: _("Ce code de commune ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.DUPLICATE_CODE: _("Le code %(value)s est déjà à la ligne %(first)s."),
    Fault.EMPTY_NAME: _("La commune n’a pas de nom."),
    Fault.BAD_NAME: _("Ce nom est trop long ou ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_POPULATION: _("Ce nombre d’habitants ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_GROUP_CODE: _("Ce code d’intercommunalité ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_GROUP_NAME: _("Ce nom d’intercommunalité est trop long ou ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.GROUP_INCOMPLETE: _("Une intercommunalité demande un code et un nom."),
    Fault.GROUP_TWO_NAMES: _("Ce groupe a un autre nom à la ligne %(first)s\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_LATITUDE: _("Cette latitude ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.BAD_LONGITUDE: _("Cette longitude ne se lit pas\u00a0: «\u00a0%(value)s\u00a0»."),
    Fault.HALF_CENTRE: _("Un point demande une latitude et une longitude."),
}


def fault_sentence(fault: LineFault) -> str:
    said = str(FAULTS[fault.code]) % {"column": fault.column, "value": fault.value, "first": fault.first_line}
    return str(gettext("Ligne %(line)s\u00a0: %(said)s", line=fault.line, said=said))
