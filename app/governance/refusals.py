"""Why an answer of the charter editor is refused."""

from app.core.refusals import N_, Refusal

ABOVE_MOST = Refusal("above_most", N_("Écrivez %(most)s ou moins."))
BELOW_LEAST = Refusal("below_least", N_("Écrivez %(least)s ou plus."))
CHOOSE_AN_ANSWER = Refusal("choose_an_answer", N_("Choisissez une réponse."))
GRADE_EVERY_OPTION = Refusal("grade_every_option", N_("Donnez une mention à chaque option, ou abstenez-vous."))
NOT_A_DAY = Refusal("not_a_day", N_("Écrivez une date qui existe, par exemple 01/03/2027."))
NOT_A_LIKELY_DAY = Refusal("not_a_likely_day", N_("Cette date semble être une erreur de frappe. Vérifiez l’année."))
NOT_A_WHOLE_NUMBER = Refusal("not_a_whole_number", N_("Écrivez un nombre entier, en chiffres, par exemple 120."))
NOT_AN_AMOUNT = Refusal("not_an_amount", N_("Écrivez un montant en euros, par exemple 12500 ou 12500,50."))
RANK_ONE_AT_LEAST = Refusal("rank_one_at_least", N_("Donnez un rang à une option au moins, ou abstenez-vous."))
UNKNOWN_CHOICE = Refusal("unknown_choice", N_("Choisissez parmi les réponses proposées."))
