"""Why a message is refused."""

from app.core.refusals import N_, Refusal

MARK_OWN_COMMENT = Refusal("mark_own_comment", N_(
    "Ce message est le vôtre\u00a0: les autres diront s’il leur est utile."))
NO_COMMENT_AT_THIS_STAGE = Refusal("no_comment_at_this_stage", N_(
    "À cette étape, la discussion se lit mais ne reçoit plus de messages."))
NOT_YOUR_COMMENT = Refusal("not_your_comment", N_(
    "Ce message n’est pas le vôtre\u00a0: vous pouvez y répondre, ou le signaler."))
SYNTHESIS_COVERS_NOTHING = Refusal("synthesis_covers_nothing", N_(
    "Dites quels messages cette synthèse couvre\u00a0: cochez-en au moins un, ou «\u00a0Tout jusqu’ici\u00a0»."))
TOO_LATE_TO_EDIT = Refusal("too_late_to_edit", N_(
    "Ce message ne se modifie plus\u00a0: quelqu’un y a répondu, ou il a plus de %(hours)s heures. Ajoutez plutôt une réponse."))
TOO_MANY_COMMENTS = Refusal("too_many_comments", N_(
    "Vous avez écrit %(most)s messages en une heure. Laissez un peu de place aux autres, et revenez plus tard."))
