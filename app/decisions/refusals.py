"""Why an act on a decision or on a charter is refused."""

from app.core.refusals import N_, Refusal

ANSWER_SAYS_TWO_THINGS = Refusal("answer_says_two_things", N_(
    "Ces cases ne vont pas ensemble\u00a0: cochez des options, ou «\u00a0aucune\u00a0», ou l’abstention."))
APPEAL_IS_LATE = Refusal("appeal_is_late", N_(
    "Le délai pour contester, %(days)s jours, est passé. Changez ce que le refus demandait\u00a0: la proposition reviendra devant le comité."))
APPEALED_ONCE = Refusal("appealed_once", N_("Ce refus a déjà été contesté\u00a0: le recours se fait une fois."))
CHARTER_INVALID = Refusal("charter_invalid", N_(
    "Cette charte a %(faults)s défauts\u00a0: elle ne peut pas être mise en vigueur."))
CHOOSE_A_HAT = Refusal("choose_a_hat", N_("Vous pouvez répondre sous plusieurs casquettes\u00a0: choisissez-en une."))
CONDITIONS_NOT_MET = Refusal("conditions_not_met", N_(
    "Toutes les conditions ne sont pas remplies. La liste ci-dessous dit ce qui manque."))
CONTESTED_ONCE = Refusal("contested_once", N_(
    "Cette objection a déjà été contestée\u00a0: le second examen est le dernier."))
DECISION_IS_CLOSED = Refusal("decision_is_closed", N_("Cette décision est close\u00a0: plus rien n’y change."))
DECISION_IS_OPEN = Refusal("decision_is_open", N_(
    "Attendez la fin\u00a0: la suite s’écrit une fois le résultat publié."))
DECISION_IS_OPEN_ALREADY = Refusal("decision_is_open_already", N_(
    "Une décision est déjà ouverte là-dessus. Attendez sa fin, ou annulez-la."))
DECISION_IS_OVER = Refusal("decision_is_over", N_(
    "Le dernier jour est passé\u00a0: le vote est terminé, même si le dépouillement n’est pas encore publié."))
DRAFT_IS_PROPOSED = Refusal("draft_is_proposed", N_(
    "Cette version est déjà soumise à une décision\u00a0: elle ne change plus."))
FACILITATOR_CARRIES_IT = Refusal("facilitator_carries_it", N_(
    "La personne qui facilite ne peut pas porter ce qui est en question. Choisissez-en une autre."))
GATE_NOT_OPEN = Refusal("gate_not_open", N_("Cette étape n’attend pas de réponse du comité."))
GOES_ROUND = Refusal("goes_round", N_(
    "Cette voix reviendrait à vous\u00a0: la personne choisie vous a confié la sienne, directement ou non."))
HANDS_ARE_WRONG = Refusal("hands_are_wrong", N_(
    "Les mains levées ne peuvent pas être comptées\u00a0: il en faut au moins une, et pas plus que de membres du comité qui peuvent voter sur cette proposition (celles et ceux qui la portent ne votent pas)."))
HANDS_SAY_OTHERWISE = Refusal("hands_say_otherwise", N_(
    "Ce que vous annoncez n’est pas ce que donne le vote\u00a0: comptées selon la charte, ces mains levées disent l’autre réponse. Vérifiez les nombres, ou la réponse."))
HOW_MANY_OPTIONS = Refusal("how_many_options", N_("Donnez au moins une option, et %(most)s au plus."))
MEETING_ANSWER_IS_SETTLED = Refusal("meeting_answer_is_settled", N_(
    "Cette réponse a déjà pris effet, ou a été contestée."))
MEETING_ANSWER_WAITS = Refusal("meeting_answer_waits", N_(
    "Une réponse donnée en réunion attend déjà\u00a0: elle vaudra si aucune personne présente ne la conteste dans les trois jours. Attendez ce moment, ou contestez-la si vous y étiez."))
NO_DELEGATION_HERE = Refusal("no_delegation_here", N_("La charte ne permet pas de confier sa voix."))
NO_FALLBACK = Refusal("no_fallback", N_("La charte ne prévoit pas de vote après ce consentement."))
NOBODY_MAY_ANSWER = Refusal("nobody_may_answer", N_("Personne ne pourrait répondre\u00a0: la liste serait vide."))
NOBODY_OF_THAT_NAME = Refusal("nobody_of_that_name", N_(
    "Personne ne montre ce nom. Écrivez-le comme il s’affiche sur le site."))
NOBODY_THERE = Refusal("nobody_there", N_("Cette personne ne participe plus."))
NOT_A_CONSENT = Refusal("not_a_consent", N_("Cette décision n’est pas un tour de consentement."))
NOT_AT_THIS_STEP = Refusal("not_at_this_step", N_(
    "Ce n’est pas le moment dans le tour\u00a0: voyez à quelle étape il en est."))
NOT_HELD_YET = Refusal("not_held_yet", N_(
    "Ce jour est à venir\u00a0: inscrivez le résultat une fois l’élection tenue."))
NOT_ON_THE_ROLL = Refusal("not_on_the_roll", N_(
    "Vous n’êtes pas sur la liste de cette décision, arrêtée à son ouverture. Un ajout est possible\u00a0: écrivez à la personne qui l’a ouverte."))
NOT_TO_YOURSELF = Refusal("not_to_yourself", N_("On ne se confie pas sa voix à soi-même."))
NOT_YOUR_OBJECTION = Refusal("not_your_objection", N_("Seule la personne qui l’a posée peut le faire."))
NOTHING_TO_ACCEPT = Refusal("nothing_to_accept", N_("Le texte n’a pas encore changé pour lever cette objection."))
NOTHING_TO_APPEAL = Refusal("nothing_to_appeal", N_(
    "Il n’y a pas de refus à contester à cette étape, ou la charte ne prévoit pas de recours."))
NOTHING_TO_CONTEST = Refusal("nothing_to_contest", N_("Seule une objection jugée non valable se conteste."))
NOTHING_TO_POSTPONE = Refusal("nothing_to_postpone", N_(
    "Il n’y a pas de réponse à reporter\u00a0: aucune n’est attendue, ou la charte ne permet pas de report."))
OBJECTION_IS_SETTLED = Refusal("objection_is_settled", N_("Cette objection est déjà réglée."))
OBJECTION_NEEDS_ITS_REASONS = Refusal("objection_needs_its_reasons", N_(
    "Une objection se pose avec le tort, les faits, et ce qui la lèverait."))
ON_THE_ROLL_ALREADY = Refusal("on_the_roll_already", N_("Cette personne est déjà sur la liste."))
ONE_OBJECTION_AT_A_TIME = Refusal("one_objection_at_a_time", N_(
    "Vous avez déjà une objection en cours. Levez-la ou retirez-la avant d’en poser une autre."))
OPTIONS_DIFFER = Refusal("options_differ", N_("Deux options sont identiques."))
OWN_PROPOSAL = Refusal("own_proposal", N_(
    "Vous portez cette proposition\u00a0: une autre personne du comité doit répondre."))
POSTPONED_ENOUGH = Refusal("postponed_enough", N_(
    "La charte permet de reporter %(times)s fois\u00a0: c’est fait. Il faut maintenant répondre."))
PROPOSERS_AMEND = Refusal("proposers_amend", N_("Seules les personnes qui proposent changent le texte."))
PROPOSERS_WITHDRAW = Refusal("proposers_withdraw", N_(
    "Seules les personnes qui ont posé la question peuvent la retirer."))
RULE_IS_WRONG = Refusal("rule_is_wrong", N_(
    "Ces réglages ne vont pas ensemble. Vérifiez la méthode, la durée et la participation."))
RULES_CHANGED_MEANWHILE = Refusal("rules_changed_meanwhile", N_(
    "Les règles en vigueur ont changé depuis que cette version est en préparation. Comparez, reprenez ce qui doit l’être, puis proposez de nouveau."))
SAME_DAY = Refusal("same_day", N_("C’est déjà le dernier jour."))
SAY_WHO_WAS_THERE = Refusal("say_who_was_there", N_(
    "Cochez les personnes qui ont levé la main\u00a0: il en faut %(hands)s, parmi celles qui peuvent voter. Elles seront prévenues."))
SEVERAL_OF_THAT_NAME = Refusal("several_of_that_name", N_(
    "Plusieurs personnes montrent ce nom. Demandez à la bonne de changer un instant son nom affiché."))
TOO_EARLY = Refusal("too_early", N_(
    "L’appel aux objections dure au moins %(days)s jours, pour que chacun ait le temps de répondre."))
TOO_FAR = Refusal("too_far", N_("Pas plus de %(most)s jours à partir d’aujourd’hui."))
TOO_FEW_FOR_SECRET = Refusal("too_few_for_secret", N_(
    "Un vote secret demande au moins %(least)s voix sur la liste\u00a0: en dessous, le résultat dirait qui a répondu quoi."))
TOO_LATE_TO_CONTEST = Refusal("too_late_to_contest", N_(
    "Les trois jours pour contester sont passés. Si la réponse est fausse, demandez au comité de rouvrir la question, ou faites appel."))
TOO_SHORT_A_TIME = Refusal("too_short_a_time", N_(
    "Une question reste ouverte au moins %(least)s jours, d’après la charte."))
UNDER_THE_MINIMUM = Refusal("under_the_minimum", N_(
    "Pas avant le %(least)s\u00a0: la charte fixe une durée minimale, et une fin ne se place pas dans le passé."))
VOTE_KEY_MISSING = Refusal("vote_key_missing", N_(
    "La clé de ce vote n’est pas sur la machine\u00a0: aucune réponse ne peut être gardée ni comptée pour l’instant, et rien n’a été écrit. L’équipe technique le voit dans ses contrôles\u00a0; revenez plus tard."), status=503)
VOTE_KEYS_NOT_WRITTEN = Refusal("vote_keys_not_written", N_(
    "Le dossier des clés de vote ne peut pas être écrit en ce moment, et rien n’a été enregistré. L’équipe technique le voit dans ses contrôles\u00a0; recommencez plus tard."), status=503)
VOTE_WAS_SET_BACK = Refusal("vote_was_set_back", N_(
    "Le site a été remis à une copie plus ancienne que les réponses de ce vote\u00a0: il ne prend plus de réponse et ne peut pas être compté. L’équipe technique doit l’annuler ou remettre la bonne copie."), status=503)
WHOSE_GROUP = Refusal("whose_group", N_("Dites de quel groupe il s’agit\u00a0: ouvrez la question depuis sa page."))
YOU_ARE_RECUSED = Refusal("you_are_recused", N_(
    "Vous ne prenez pas part à cette décision\u00a0: vous portez ce qui est en question, ou vous avez déclaré un intérêt."))
YOU_WERE_NOT_SAID_THERE = Refusal("you_were_not_said_there", N_(
    "Vous n’êtes pas parmi les personnes notées comme présentes à cette réunion."))
YOUR_OWN_OBJECTION = Refusal("your_own_objection", N_(
    "On n’examine pas sa propre objection\u00a0: le cercle le fait sans vous."))
