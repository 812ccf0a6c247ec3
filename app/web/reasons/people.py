"""Refusals about signing in, one's account, and roles."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "code_is_wrong": _("Ce code n’est pas le bon. Relisez le dernier courriel reçu."),
    "code_is_over": _("Ce code n’est plus valable\u00a0: il a plus de quinze minutes, il a déjà servi, ou un autre a été demandé depuis. Demandez-en un nouveau."),
    "too_many_codes": _("Aucun courriel n’est parti\u00a0: vous avez demandé plus de %(most)s codes aujourd’hui. Revenez demain."),
    "code_is_worn_out": _("Trop d’essais avec ce code. Demandez-en un nouveau."),
    "link_is_over": _("Ce lien ne sert qu’une fois, pendant une heure\u00a0: il a déjà servi, ou l’heure est passée. Demandez un code par courriel, ou un autre lien à la personne qui tient le serveur."),
    "welcome_is_over": _("Trop de temps a passé depuis votre code. Demandez-en un nouveau\u00a0: ce sera rapide."),
    "already_here": _("Un compte existe déjà avec cette adresse. Demandez un code pour y entrer."),
    "wrong_password": _("Cette adresse et ce mot de passe ne vont pas ensemble. Vous pouvez toujours entrer avec un code reçu par courriel."),
    "wrong_current_password": _("Ce n’est pas votre mot de passe actuel."),
    "password_is_short": _("Ce mot de passe est trop court\u00a0: %(least)s signes au moins. Quelques mots à la suite font très bien l’affaire."),
    "password_is_common": _("Ce mot de passe est trop facile à deviner. Choisissez quelques mots sans rapport entre eux."),
    "pseudonym_is_needed": _("Écrivez votre pseudonyme, ou choisissez une autre présentation."),
    "last_name_is_needed": _("Écrivez votre nom, ou choisissez une autre présentation."),
    "address_is_taken": _("Un autre compte utilise déjà cette adresse."),
    "already_has_an_account": _("Cette adresse a déjà un compte\u00a0: reprenez, le rôle se donne directement."),
    "already_invited": _("Cette adresse a déjà une invitation pour ce rôle, valable %(days)s jours. Annulez-la plus bas pour en envoyer une autre."),
    "last_of_the_committee": _("C’est la dernière personne du comité de pilotage\u00a0: sans elle, ce qui est prêt n’aurait plus de réponse. Donnez d’abord ce rôle à quelqu’un d’autre."),
    "last_operator": _("C’est la dernière personne de l’équipe technique\u00a0: sans elle, plus personne ne règle le site ni ne donne les rôles. Donnez d’abord ce rôle à quelqu’un d’autre."),
    "too_many_invitations": _("%(most)s invitations attendent déjà une réponse. Annulez celles qui ne servent plus, puis recommencez."),
    "role_is_not_given": _("Ce rôle ne se donne pas\u00a0: il vient de ce que la personne fait."),
}
