"""What each role lets one do, in one sentence; the whole list is « Qui peut quoi »."""

from flask_babel import lazy_gettext as _

from app.rules.kinds import Role

LETS = {
    Role.STEERING: _("répondre aux projets prêts, ouvrir les décisions, préparer de nouvelles règles"),
    Role.MODERATOR: _("lire les signalements, masquer ou rétablir un contenu avec un motif"),
    Role.OPERATOR: _("régler le site et ses courriels, donner et retirer les rôles"),
    Role.RELAY: _("saisir ce que d’autres ont écrit sur papier, imprimer les fiches"),
    Role.FACILITATOR: _("animer les groupes de travail\u00a0: réunions, décisions, pacte et bilan"),
    Role.MEMBER: _("être parmi les membres que la charte consulte, saisir ce qui est écrit sur papier"),
}
