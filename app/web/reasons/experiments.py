"""Refusals about pacts, measures, milestones and bilans."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "not_a_figure": _("Écrivez un nombre, avec une virgule ou un point\u00a0: 12,5. Quatre chiffres au plus après la virgule."),
    "too_many_indicators": _("Un pacte a au plus %(most)s indicateurs\u00a0: gardez ceux que vous mesurerez vraiment."),
    "indicator_has_measures": _("Cet indicateur a déjà des mesures publiées\u00a0: il reste."),
    "day_in_the_future": _("Une mesure se note le jour même ou après, pas à l’avance."),
    "before_the_start": _("L’expérimentation n’avait pas commencé ce jour-là. Le chiffre de départ s’écrit dans l’indicateur."),
    "too_many_milestones": _("Une expérimentation a au plus %(most)s jalons."),
}
