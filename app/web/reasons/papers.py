"""Refusals about needs written on paper."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "consent_is_needed": _("Sans l’accord coché sur le papier, rien n’est publié. Redemandez-le à la personne."),
    "only_a_first_name": _("Un prénom seulement\u00a0: ni adresse, ni numéro. Ce qui est écrit ici sera public."),
    "unknown_slip": _("Ce code n’est pas celui d’une fiche imprimée ici. Vérifiez la dernière lettre, ou laissez la case vide."),
    "slip_came_back": _("Cette fiche a déjà été saisie. Cherchez son code pour voir la page\u00a0; si c’est un autre papier, laissez la case vide."),
    "too_many_papers": _("Vous avez déjà saisi %(most)s papiers depuis hier. Gardez les autres pour demain, ou partagez-les avec une autre personne."),
    "too_many_slips": _("De 1 à %(most)s fiches à la fois."),
    "not_your_paper": _("Ce papier a été saisi par quelqu’un d’autre\u00a0: demandez-le à cette personne, ou au comité."),
}
