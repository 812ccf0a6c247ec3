"""Refusals about structures and who speaks for them."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "structure_exists": _("Cette structure est déjà là, sous le nom «\u00a0%(name)s\u00a0»."),
    "too_many_structures": _("Vous avez déjà inscrit %(most)s structures aujourd’hui. Revenez demain."),
    "unknown_college": _("Choisissez un des collèges de la charte."),
    "not_an_address": _("Une adresse de site commence par http:// ou https://"),
    "mandate_is_there": _("Vous avez déjà un mandat, ou une demande en attente, pour cette structure."),
    "mandate_is_settled": _("Cette demande a déjà reçu sa réponse."),
    "not_your_structure": _("Seules les personnes qui parlent pour cette structure, ou le comité, peuvent faire cela."),
    "not_your_own_request": _("Vous ne pouvez pas répondre à votre propre demande\u00a0: une autre personne doit la confirmer."),
}
