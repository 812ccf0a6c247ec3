"""Why an act in a work group is refused."""

from app.core.refusals import N_, Refusal

BEFORE_THE_GROUP = Refusal("before_the_group", N_("Le groupe n’existait pas encore ce jour-là."))
COMMITMENT_IS_SETTLED = Refusal("commitment_is_settled", N_("Il a déjà été répondu à cet engagement."))
ENDS_BEFORE_IT_STARTS = Refusal("ends_before_it_starts", N_("La fin doit venir après le début."))
LAST_LEAD = Refusal("last_lead", N_(
    "Un groupe ne reste pas sans pilote\u00a0: confiez d’abord ce rôle à quelqu’un d’autre."))
LEAD_GIVES_LEAD = Refusal("lead_gives_lead", N_(
    "Ce groupe a déjà un pilote\u00a0: c’est à cette personne de passer le relais."))
MEETING_IS_OVER = Refusal("meeting_is_over", N_("Cette réunion est passée. Le compte rendu dira qui était là."))
MEETING_NOT_PLANNED = Refusal("meeting_not_planned", N_(
    "Cette réunion n’est plus à venir\u00a0: elle a été tenue ou annulée."))
MEETING_NOT_STARTED = Refusal("meeting_not_started", N_("Le compte rendu s’écrit une fois la réunion commencée."))
NOBODY_PRESENT = Refusal("nobody_present", N_("Cochez au moins une personne présente."))
NOT_A_MEMBER = Refusal("not_a_member", N_("Cette personne n’est pas dans le groupe. Il faut d’abord le rejoindre."))
NOT_YOUR_COMMITMENT = Refusal("not_your_commitment", N_(
    "Cet engagement est celui de quelqu’un d’autre\u00a0: cette personne seule peut y répondre."))
TIME_SKIPPED = Refusal("time_skipped", N_(
    "Cette heure n’existe pas ce jour-là\u00a0: les horloges passent à l’heure d’été. Choisissez-en une autre."))
TIME_TWICE = Refusal("time_twice", N_(
    "Cette heure existe deux fois ce jour-là\u00a0: les horloges passent à l’heure d’hiver. Choisissez-en une autre."))
