"""Why an act of moderation is refused."""

from app.core.refusals import N_, Refusal

CASE_CLOSED = Refusal("case_closed", N_("Ce signalement est déjà traité."))
EXPLAIN_MORE = Refusal("explain_more", N_(
    "Expliquez en %(least)s signes au moins\u00a0: la personne qui a écrit doit comprendre."))
GROUND_IS_NEEDED = Refusal("ground_is_needed", N_("Choisissez le motif\u00a0: il sera public."))
HIDING_ALREADY_ANSWERED = Refusal("hiding_already_answered", N_(
    "Vous avez déjà répondu. Une autre personne de la modération va regarder."))
JUDGE_OWN_CONTENT = Refusal("judge_own_content", N_(
    "Vous avez écrit ce contenu\u00a0: une autre personne de la modération doit le regarder."))
JUDGE_OWN_PROPOSAL = Refusal("judge_own_proposal", N_(
    "Vous portez la proposition concernée\u00a0: une autre personne de la modération doit regarder ce contenu."))
JUDGE_OWN_REPORT = Refusal("judge_own_report", N_(
    "Vous avez signalé ce contenu\u00a0: une autre personne de la modération doit le regarder."))
JUDGE_TWICE = Refusal("judge_twice", N_(
    "Vous avez rendu la première décision\u00a0: c’est à quelqu’un d’autre de regarder à nouveau."))
NOT_REPORTABLE = Refusal("not_reportable", N_(
    "On signale une proposition ou un message. Pour autre chose, écrivez à l’équipe."))
NOT_YOUR_CONTENT = Refusal("not_your_content", N_("Seule la personne qui a écrit ce contenu peut répondre."))
NOTHING_TO_ANSWER = Refusal("nothing_to_answer", N_(
    "Il n’y a rien à contester\u00a0: le contenu est visible, ou une décision plus récente existe."))
REPORT_OWN_CONTENT = Refusal("report_own_content", N_(
    "C’est vous qui avez écrit cela\u00a0: modifiez-le ou retirez-le plutôt."))
SECOND_LOOK_IS_FINAL = Refusal("second_look_is_final", N_(
    "Deux personnes de la modération ont regardé ce contenu. La seconde décision est définitive ici\u00a0; l’aide dit vers qui se tourner."))
VERDICT_NOT_POSSIBLE = Refusal("verdict_not_possible", N_(
    "Cette décision n’est pas possible\u00a0: le contenu a changé d’état entre-temps. Relisez la page."))
