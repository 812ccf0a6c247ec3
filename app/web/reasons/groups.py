"""Refusals about work groups, their meetings and what people undertake there."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "not_a_member": _("Cette personne n’est pas dans le groupe. Il faut d’abord le rejoindre."),
    "last_lead": _("Un groupe ne reste pas sans pilote\u00a0: confiez d’abord ce rôle à quelqu’un d’autre."),
    "lead_gives_lead": _("Ce groupe a déjà un pilote\u00a0: c’est à cette personne de passer le relais."),
    "not_at_this_stage": _("Cela ne se fait pas à cette étape. La page de la proposition dit où elle en est."),
    "before_the_group": _("Le groupe n’existait pas encore ce jour-là."),
    "ends_before_it_starts": _("La fin doit venir après le début."),
    "time_skipped": _("Cette heure n’existe pas ce jour-là\u00a0: les horloges passent à l’heure d’été. Choisissez-en une autre."),
    "time_twice": _("Cette heure existe deux fois ce jour-là\u00a0: les horloges passent à l’heure d’hiver. Choisissez-en une autre."),
    "not_a_likely_day": _("Cette date semble être une erreur de frappe. Vérifiez l’année."),
    "meeting_not_planned": _("Cette réunion n’est plus à venir\u00a0: elle a été tenue ou annulée."),
    "meeting_is_over": _("Cette réunion est passée. Le compte rendu dira qui était là."),
    "meeting_not_started": _("Le compte rendu s’écrit une fois la réunion commencée."),
    "nobody_present": _("Cochez au moins une personne présente."),
    "not_your_commitment": _("Cet engagement est celui de quelqu’un d’autre\u00a0: cette personne seule peut y répondre."),
    "commitment_is_settled": _("Il a déjà été répondu à cet engagement."),
}
