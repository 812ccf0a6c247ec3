"""What each role lets one do, in one sentence; the whole list is « Qui peut quoi »."""

from flask_babel import lazy_gettext as _

from app.rules.kinds import Role

LETS = {
    Role.STEERING: _("répond aux projets prêts, ouvre les décisions, prépare de nouvelles règles"),
    Role.MODERATOR: _("lit les signalements, masque ou rétablit un contenu avec un motif"),
    Role.OPERATOR: _("règle le site et ses courriels, donne et retire les rôles"),
    Role.RELAY: _("saisit ce que d’autres ont écrit sur papier, imprime les fiches"),
    Role.FACILITATOR: _("anime les groupes de travail\u00a0: réunions, décisions, pacte et bilan"),
    Role.MEMBER: _("compte parmi les membres quand la charte les consulte, saisit le papier"),
}
