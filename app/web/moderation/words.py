"""Grounds, rules and verdicts in words."""

from flask_babel import lazy_gettext as _

from app.queries.moderation import Filter
from app.rules.kinds import Ground, Verdict

LABELS = {
    Ground.ILLEGAL: _("C’est contraire à la loi"),
    Ground.HATE: _("C’est haineux ou discriminatoire"),
    Ground.HARASSMENT: _("Cela attaque ou menace une personne"),
    Ground.PERSONAL_DATA: _("Cela dévoile une donnée personnelle"),
    Ground.ADVERTISING: _("C’est de la publicité"),
    Ground.OFF_TOPIC: _("C’est hors sujet"),
    Ground.FALSE: _("C’est faux ou trompeur"),
    Ground.OTHER: _("Autre chose"),
}
RULES = {
    Ground.ILLEGAL: _("On ne publie rien que la loi interdit."),
    Ground.HATE: _("On ne rabaisse personne pour son origine, sa religion, son genre, sa santé ou ses idées."),
    Ground.HARASSMENT: _("On discute des idées, jamais contre des personnes."),
    Ground.PERSONAL_DATA: _("On ne publie pas l’adresse, le téléphone, la santé ou la vie privée d’autrui."),
    Ground.ADVERTISING: _("On présente ce qui sert à tous, pas ce qui se vend."),
    Ground.OFF_TOPIC: _("On reste sur la proposition dont la page parle."),
    Ground.FALSE: _("On ne trompe pas sur les faits\u00a0; on dit d’où vient ce qu’on avance."),
    Ground.OTHER: _("On participe dans le respect de la charte de participation."),
}
VERDICTS = {
    Verdict.DISMISS: _("Laisser visible"),
    Verdict.HIDE: _("Masquer"),
    Verdict.RESTORE: _("Rétablir"),
}
KEEP_HIDDEN = _("Maintenir masqué")
GIVEN = {
    Verdict.DISMISS: _("Laissé visible"),
    Verdict.HIDE: _("Masqué"),
    Verdict.RESTORE: _("Rétabli"),
}
FILTERS = {
    Filter.ALL: _("Tous"),
    Filter.LATE: _("En retard"),
    Filter.SECOND: _("À regarder à nouveau"),
}
