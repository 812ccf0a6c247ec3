"""Refusals about comments and following."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "no_comment_at_this_stage": _("À cette étape, la discussion se lit mais ne reçoit plus de messages."),
    "too_many_comments": _("Vous avez écrit %(most)s messages en une heure. Laissez un peu de place aux autres, et revenez plus tard."),
    "not_your_comment": _("Ce message n’est pas le vôtre\u00a0: vous pouvez y répondre, ou le signaler."),
    "too_late_to_edit": _("Ce message ne se modifie plus\u00a0: quelqu’un y a répondu, ou il a plus de %(hours)s heures. Ajoutez plutôt une réponse."),
    "mark_own_comment": _("Ce message est le vôtre\u00a0: les autres diront s’il leur est utile."),
    "synthesis_covers_nothing": _("Dites quels messages cette synthèse couvre\u00a0: cochez-en au moins un, ou «\u00a0Tout jusqu’ici\u00a0»."),
    "not_followable": _("On suit une proposition, un groupe, une structure ou un espace."),
}
