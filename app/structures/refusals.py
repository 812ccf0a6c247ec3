"""Why an act on a structure is refused."""

from app.core.refusals import N_, Refusal

MANDATE_IS_SETTLED = Refusal("mandate_is_settled", N_("Cette demande a déjà reçu sa réponse."))
MANDATE_IS_THERE = Refusal("mandate_is_there", N_(
    "Vous avez déjà un mandat, ou une demande en attente, pour cette structure."))
NOT_YOUR_OWN_REQUEST = Refusal("not_your_own_request", N_(
    "Vous ne pouvez pas répondre à votre propre demande\u00a0: une autre personne doit la confirmer."))
NOT_YOUR_STRUCTURE = Refusal("not_your_structure", N_(
    "Seules les personnes qui parlent pour cette structure, ou le comité, peuvent faire cela."))
STRUCTURE_EXISTS = Refusal("structure_exists", N_("Cette structure est déjà là, sous le nom «\u00a0%(name)s\u00a0»."))
TOO_MANY_STRUCTURES = Refusal("too_many_structures", N_(
    "Vous avez déjà inscrit %(most)s structures aujourd’hui. Revenez demain."))
UNKNOWN_COLLEGE = Refusal("unknown_college", N_("Choisissez un des collèges de la charte."))
