"""Refusals that any page can meet."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "sign_in_first": _("Pour faire cela, connectez-vous d’abord. Ce que vous avez écrit est gardé."),
    "suspended": _("Votre compte est suspendu\u00a0: vous pouvez lire, mais pas écrire. Écrivez à l’équipe pour en parler."),
    "not_your_role": _("Votre rôle ne permet pas cela. La page «\u00a0Qui peut quoi\u00a0» dit qui peut le faire."),
    "not_open": _("Cette proposition n’est plus ouverte\u00a0: elle a été retirée, réunie à une autre ou achevée."),
    "is_hidden": _("Ce contenu est masqué par la modération\u00a0: on ne peut plus y agir pour le moment."),
    "changed_meanwhile": _("Quelqu’un d’autre a agi entre-temps. Relisez la page, puis recommencez si besoin."),
    "too_many": _("Vous avez atteint le nombre permis. Attendez un peu avant de recommencer."),
    "only_on_this_machine": _(
        "Cette démonstration montre ses courriels\u00a0: elle ne répond qu’à la machine où elle tourne. Pour l’ouvrir à "
        "d’autres, derrière une phrase\u00a0: flask serve --demo --demo-open. Pour un vrai site, ôtez mode = \"demo\" de "
        "settings.toml."),
    "no_places": _("Ce fichier ne contient aucune commune."),
    "no_territory_yet": _("Il n’y a pas encore de territoire : ouvrez d’abord l’espace."),
    "too_long": _("Ce texte est trop long\u00a0: %(most)s signes au plus."),
    "too_short": _("Ce texte est trop court\u00a0: %(least)s signes au moins."),
    "not_acceptable_text": _("Ce texte contient des signes invisibles qui ne sont pas acceptés. Retapez-le, sans copier-coller."),
}
