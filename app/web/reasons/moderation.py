"""Refusals about reports and verdicts."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "not_reportable": _("On signale une proposition ou un message. Pour autre chose, écrivez à l’équipe."),
    "report_own_content": _("C’est vous qui avez écrit cela\u00a0: modifiez-le ou retirez-le plutôt."),
    "judge_own_content": _("Vous avez écrit ce contenu\u00a0: une autre personne de la modération doit le regarder."),
    "judge_own_proposal": _("Vous portez la proposition concernée\u00a0: une autre personne de la modération doit regarder ce contenu."),
    "judge_own_report": _("Vous avez signalé ce contenu\u00a0: une autre personne de la modération doit le regarder."),
    "judge_twice": _("Vous avez rendu la première décision\u00a0: c’est à quelqu’un d’autre de regarder à nouveau."),
    "case_closed": _("Ce signalement est déjà traité."),
    "verdict_not_possible": _("Cette décision n’est pas possible\u00a0: le contenu a changé d’état entre-temps. Relisez la page."),
    "ground_is_needed": _("Choisissez le motif\u00a0: il sera public."),
    "explain_more": _("Expliquez en %(least)s signes au moins\u00a0: la personne qui a écrit doit comprendre."),
    "not_your_content": _("Seule la personne qui a écrit ce contenu peut répondre."),
    "nothing_to_answer": _("Il n’y a rien à contester\u00a0: le contenu est visible, ou une décision plus récente existe."),
    "second_look_is_final": _("Deux personnes de la modération ont regardé ce contenu. La seconde décision est définitive ici\u00a0; l’aide dit vers qui se tourner."),
    "hiding_already_answered": _("Vous avez déjà répondu. Une autre personne de la modération va regarder."),
}
