"""Refusals about needs, projects, carrying and the committee's answers."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "is_needed": _("Écrivez quelques mots ici."),
    "unknown_track": _("Ce type de proposition n’existe pas ici."),
    "space_is_closed": _("On ne peut plus rien déposer ici\u00a0: la période est terminée, ou pas encore ouverte."),
    "too_many_proposals": _("Vous avez déjà publié %(most)s propositions aujourd’hui. Gardez celle-ci en brouillon et revenez demain."),
    "too_many_open": _("Vous avez déjà %(most)s propositions ouvertes, la limite de la charte. Achevez-en ou retirez-en une d’abord."),
    "too_many_drafts": _("Vous avez déjà %(most)s brouillons. Publiez-en ou effacez-en un d’abord."),
    "draft_changed_elsewhere": _("Ce brouillon a été modifié dans un autre onglet. Envoyez le formulaire pour choisir entre les deux textes."),
    "place_is_needed": _("Dites où\u00a0: une commune au moins, ou tout le territoire."),
    "unknown_place": _("Une des communes n’est pas connue."),
    "theme_is_needed": _("Choisissez un thème."),
    "unknown_theme": _("Ce thème n’existe pas."),
    "no_mandate": _("Pour parler au nom d’une structure, il faut un mandat confirmé. Demandez-le sur la page de la structure."),
    "not_a_need": _("Le lien «\u00a0répond au besoin\u00a0» va d’un projet vers un besoin."),
    "no_support_at_this_stage": _("À cette étape, on ne soutient plus\u00a0: on suit, ou on rejoint le groupe."),
    "not_mergeable": _("On réunit deux besoins, ou deux projets, différents et encore ouverts."),
    "not_linkable": _("Cette proposition n’a pas été trouvée. Donnez son numéro ou l’adresse de sa page."),
    "unknown_person": _("Cette personne ne participe plus."),
    "too_many_carriers": _("Une proposition a au plus %(most)s personnes qui portent ou sont invitées."),
    "no_carriers_at_this_stage": _("À cette étape, on n’invite plus à porter."),
    "carriers_answer": _("Les personnes qui portent vont répondre à votre offre."),
    "not_your_invitation": _("Cette invitation ne vous est pas adressée."),
    "already_answered": _("Il a déjà été répondu à cette invitation."),
    "last_carrier": _("Vous êtes la dernière personne à porter cette proposition. Trouvez quelqu’un d’autre, ou retirez-la avec une explication."),
    "gate_not_open": _("Cette étape n’attend pas de réponse du comité."),
    "own_proposal": _("Vous portez cette proposition\u00a0: une autre personne du comité doit répondre."),
    "conditions_not_met": _("Toutes les conditions ne sont pas remplies. La liste ci-dessous dit ce qui manque."),
    "charter_invalid": _("Cette charte a %(faults)s défauts\u00a0: elle ne peut pas être mise en vigueur."),
}
