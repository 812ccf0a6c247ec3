"""Why the committee's acts and new rules are refused."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "meeting_answer_waits": _("Une réponse donnée en réunion attend déjà\u00a0: elle vaudra si aucune personne présente ne la conteste dans les trois jours. Attendez ce moment, ou contestez-la si vous y étiez."),
    "meeting_answer_is_settled": _("Cette réponse a déjà pris effet, ou a été contestée."),
    "too_late_to_contest": _("Les trois jours pour contester sont passés. Si la réponse est fausse, demandez au comité de rouvrir la question, ou faites appel."),
    "you_were_not_said_there": _("Vous n’êtes pas parmi les personnes notées comme présentes à cette réunion."),
    "say_who_was_there": _("Cochez les personnes qui ont levé la main\u00a0: il en faut %(hands)s, parmi celles qui peuvent voter. Elles seront prévenues."),
    "act_waits_already": _("C’est déjà demandé\u00a0: une autre personne doit le confirmer."),
    "act_is_settled": _("C’est déjà fait, refusé, ou le temps est passé."),
    "a_second_is_somebody_else": _("C’est vous qui l’avez demandé\u00a0: l’accord doit venir d’une autre personne."),
    "not_one_of_the_holders": _("Seules les personnes qui ont ce rôle peuvent répondre."),
    "hands_are_wrong": _("Les mains levées ne peuvent pas être comptées\u00a0: il en faut au moins une, et pas plus que de membres du comité qui peuvent voter sur cette proposition (celles et ceux qui la portent ne votent pas)."),
    "hands_say_otherwise": _("Ce que vous annoncez n’est pas ce que donne le vote\u00a0: comptées selon la charte, ces mains levées disent l’autre réponse. Vérifiez les nombres, ou la réponse."),
    "nothing_to_postpone": _("Il n’y a pas de réponse à reporter\u00a0: aucune n’est attendue, ou la charte ne permet pas de report."),
    "postponed_enough": _("La charte permet de reporter %(times)s fois\u00a0: c’est fait. Il faut maintenant répondre."),
    "nothing_to_appeal": _("Il n’y a pas de refus à contester à cette étape, ou la charte ne prévoit pas de recours."),
    "appeal_is_late": _("Le délai pour contester, %(days)s jours, est passé. Changez ce que le refus demandait\u00a0: la proposition reviendra devant le comité."),
    "appealed_once": _("Ce refus a déjà été contesté\u00a0: le recours se fait une fois."),
    "draft_is_proposed": _("Cette version est déjà soumise à une décision\u00a0: elle ne change plus."),
    "rules_changed_meanwhile": _("Les règles en vigueur ont changé depuis que cette version est en préparation. Comparez, reprenez ce qui doit l’être, puis proposez de nouveau."),
    "no_fallback": _("La charte ne prévoit pas de vote après ce consentement."),
}
