"""Why an act on an experiment is refused."""

from app.core.refusals import N_, Refusal

BEFORE_THE_START = Refusal("before_the_start", N_(
    "L’expérimentation n’avait pas commencé ce jour-là. Le chiffre de départ s’écrit dans l’indicateur."))
DAY_IN_THE_FUTURE = Refusal("day_in_the_future", N_("Une mesure se note le jour même ou après, pas à l’avance."))
HOW_MANY_EUROS = Refusal("how_many_euros", N_("Donnez une somme en euros, jusqu’à %(most)s."))
HOW_MANY_HOURS = Refusal("how_many_hours", N_("Donnez un nombre d’heures, de 1 à %(most)s."))
INDICATOR_HAS_MEASURES = Refusal("indicator_has_measures", N_(
    "Cet indicateur a déjà des mesures publiées\u00a0: il reste."))
NOT_A_FIGURE = Refusal("not_a_figure", N_(
    "Écrivez un nombre, avec une virgule ou un point\u00a0: 12,5. Quatre chiffres au plus après la virgule."))
NOT_YOUR_PLEDGE = Refusal("not_your_pledge", N_("Seule la personne qui l’a promise peut la reprendre."))
NOT_YOUR_RISK = Refusal("not_your_risk", N_("Seule la personne à qui l’on demande de porter ce risque peut répondre."))
SOMEBODY_ELSE_CONFIRMS = Refusal("somebody_else_confirms", N_(
    "Une autre personne que celle qui donne confirme que c’est arrivé."))
TOO_MANY_DOCUMENTS = Refusal("too_many_documents", N_("Il y a déjà %(most)s documents. Retirez-en un d’abord."))
TOO_MANY_INDICATORS = Refusal("too_many_indicators", N_(
    "Un pacte a au plus %(most)s indicateurs\u00a0: gardez ceux que vous mesurerez vraiment."))
TOO_MANY_MILESTONES = Refusal("too_many_milestones", N_("Une expérimentation a au plus %(most)s jalons."))
TOO_MANY_RISKS = Refusal("too_many_risks", N_("Le tableau a déjà %(most)s risques. Retirez-en un d’abord."))
