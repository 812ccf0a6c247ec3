"""What each role lets one do, in one sentence; the whole list is « Qui peut quoi »."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.rules.kinds import Role
from app.rules.together import Result

LETS = {
    Role.STEERING: _("répondre aux projets prêts, ouvrir les décisions, préparer de nouvelles règles"),
    Role.MODERATOR: _("lire les signalements, masquer ou rétablir un contenu avec un motif"),
    Role.OPERATOR: _("régler le site et ses courriels, donner et retirer les rôles"),
    Role.RELAY: _("saisir ce que d’autres ont écrit sur papier, imprimer les fiches"),
    Role.FACILITATOR: _("animer les groupes de travail\u00a0: réunions, décisions, pacte et bilan"),
    Role.MEMBER: _("être parmi les membres que la charte consulte, saisir ce qui est écrit sur papier"),
}

_ANNOUNCED = _(" Les autres personnes de l’équipe technique sont prévenues\u00a0: elles peuvent revenir dessus pendant"
               " deux jours.")
_WAITS = _("C’est demandé\u00a0: une autre personne de l’équipe technique doit confirmer. Elle est prévenue.")
GIVEN = {Result.DONE: _("%(name)s a maintenant le rôle «\u00a0%(role)s\u00a0»."), Result.WAITS: _WAITS}
TAKEN = {Result.DONE: _("%(name)s n’a plus le rôle «\u00a0%(role)s\u00a0»."), Result.WAITS: _WAITS,
         Result.NOTHING: _("%(name)s n’a plus le rôle «\u00a0%(role)s\u00a0».")}


def said(result: Result, words: Mapping[Result, object], **given: str) -> str:
    """What became of it, in a sentence; with what the others may do, where they were told."""
    key = Result.DONE if result is Result.ANNOUNCED else result
    return str(words[key]) % given + (str(_ANNOUNCED) if result is Result.ANNOUNCED else "")
