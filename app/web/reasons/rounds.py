"""Why an act of a consent round is refused."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "not_a_consent": _("Cette décision n’est pas un tour de consentement."),
    "too_early": _("L’appel aux objections dure au moins %(days)s jours, pour que chacun ait le temps de répondre."),
    "one_objection_at_a_time": _("Vous avez déjà une objection en cours. Levez-la ou retirez-la avant d’en poser une autre."),
    "objection_is_settled": _("Cette objection est déjà réglée."),
    "your_own_objection": _("On n’examine pas sa propre objection\u00a0: le cercle le fait sans vous."),
    "nothing_to_contest": _("Seule une objection jugée non valable se conteste."),
    "contested_once": _("Cette objection a déjà été contestée\u00a0: le second examen est le dernier."),
    "not_your_objection": _("Seule la personne qui l’a posée peut le faire."),
    "proposers_amend": _("Seules les personnes qui proposent changent le texte."),
    "proposers_withdraw": _("Seules les personnes qui ont posé la question peuvent la retirer."),
    "nothing_changed": _("Rien n’a changé. Modifiez d’abord le texte."),
    "nothing_to_accept": _("Le texte n’a pas encore changé pour lever cette objection."),
}
