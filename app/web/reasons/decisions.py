"""Why a decision is not opened, answered, moved or counted."""

from flask_babel import lazy_gettext as _

UNAVAILABLE = frozenset({"vote_key_missing", "vote_keys_not_written", "vote_was_set_back"})
"""Not the person's doing: answered as a 503."""
SENTENCES = {
    "nobody_may_answer": _("Personne ne pourrait répondre\u00a0: la liste serait vide."),
    "too_few_for_secret": _("Un vote secret demande au moins %(least)s voix sur la liste\u00a0: en dessous, le résultat dirait qui a répondu quoi."),
    "how_many_options": _("Donnez au moins une option, et %(most)s au plus."),
    "options_differ": _("Deux options sont identiques."),
    "decision_is_closed": _("Cette décision est close\u00a0: plus rien n’y change."),
    "decision_is_over": _("Le dernier jour est passé\u00a0: le vote est terminé, même si le dépouillement n’est pas encore publié."),
    "decision_is_open": _("Attendez la fin\u00a0: la suite s’écrit une fois le résultat publié."),
    "decision_is_open_already": _("Une décision est déjà ouverte là-dessus. Attendez sa fin, ou annulez-la."),
    "vote_key_missing": _("La clé de ce vote n’est pas sur la machine\u00a0: aucune réponse ne peut être gardée ni comptée pour l’instant, et rien n’a été écrit. L’équipe technique le voit dans ses contrôles\u00a0; revenez plus tard."),
    "vote_keys_not_written": _("Le dossier des clés de vote ne peut pas être écrit en ce moment, et rien n’a été enregistré. L’équipe technique le voit dans ses contrôles\u00a0; recommencez plus tard."),
    "vote_was_set_back": _("Le site a été remis à une copie plus ancienne que les réponses de ce vote\u00a0: il ne prend plus de réponse et ne peut pas être compté. L’équipe technique doit l’annuler ou remettre la bonne copie."),
    "not_on_the_roll": _("Vous n’êtes pas sur la liste de cette décision, arrêtée à son ouverture. Un ajout est possible\u00a0: écrivez à la personne qui l’a ouverte."),
    "you_are_recused": _("Vous ne prenez pas part à cette décision\u00a0: vous portez ce qui est en question, ou vous avez déclaré un intérêt."),
    "choose_a_hat": _("Vous pouvez répondre sous plusieurs casquettes\u00a0: choisissez-en une."),
    "choose_an_answer": _("Choisissez une réponse."),
    "answer_says_two_things": _("Ces cases ne vont pas ensemble\u00a0: cochez des options, ou «\u00a0aucune\u00a0», ou l’abstention."),
    "grade_every_option": _("Donnez une mention à chaque option, ou abstenez-vous."),
    "rank_one_at_least": _("Donnez un rang à une option au moins, ou abstenez-vous."),
    "objection_needs_its_reasons": _("Une objection se pose avec le tort, les faits, et ce qui la lèverait."),
    "not_at_this_step": _("Ce n’est pas le moment dans le tour\u00a0: voyez à quelle étape il en est."),
    "facilitator_carries_it": _("La personne qui facilite ne peut pas porter ce qui est en question. Choisissez-en une autre."),
    "whose_group": _("Dites de quel groupe il s’agit\u00a0: ouvrez la question depuis sa page."),
    "too_short_a_time": _("Une question reste ouverte au moins %(least)s jours, d’après la charte."),
    "not_an_address": _("L’adresse commence par https://"),
    "not_held_yet": _("Ce jour est à venir\u00a0: inscrivez le résultat une fois l’élection tenue."),
    "under_the_minimum": _("Pas avant le %(least)s\u00a0: la charte fixe une durée minimale, et une fin ne se place pas dans le passé."),
    "same_day": _("C’est déjà le dernier jour."),
    "too_far": _("Pas plus de %(most)s jours à partir d’aujourd’hui."),
    "on_the_roll_already": _("Cette personne est déjà sur la liste."),
    "several_of_that_name": _("Plusieurs personnes montrent ce nom. Demandez à la bonne de changer un instant son nom affiché."),
    "nobody_of_that_name": _("Personne ne montre ce nom. Écrivez-le comme il s’affiche sur le site."),
    "rule_is_wrong": _("Ces réglages ne vont pas ensemble. Vérifiez la méthode, la durée et la participation."),
    "no_delegation_here": _("La charte ne permet pas de confier sa voix."),
    "nobody_there": _("Cette personne ne participe plus."),
    "not_to_yourself": _("On ne se confie pas sa voix à soi-même."),
    "goes_round": _("Cette voix reviendrait à vous\u00a0: la personne choisie vous a confié la sienne, directement ou non."),
}
