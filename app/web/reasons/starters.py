"""Refusals about debates and the lines under a need."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "debate_on_needs_only": _("Un débat s’ouvre sur un besoin."),
    "debate_is_open": _("Un débat est déjà ouvert sur ce besoin\u00a0: sa conclusion doit d’abord être écrite."),
    "debate_is_over": _("Ce débat est déjà conclu. Il peut être rouvert, avec une explication."),
    "debate_is_old": _("Un débat plus récent a eu lieu ici\u00a0: c’est celui-là qui peut être rouvert."),
    "debate_day": _("Choisissez un jour à venir, dans %(most)s jours au plus."),
    "lines_on_needs_only": _("Ces listes sont sous les besoins."),
    "line_is_there": _("Cette ligne est déjà dans la liste."),
    "too_many_lines": _("Vous avez déjà écrit %(most)s lignes dans cette liste. Laissez un peu de place aux autres."),
    "lines_are_full": _("Cette liste a déjà %(most)s lignes. Écrivez plutôt dans la discussion."),
    "not_your_line": _("Cette ligne n’est pas la vôtre\u00a0: vous pouvez la signaler."),
}
