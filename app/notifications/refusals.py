"""Why an act on news is refused."""

from app.core.refusals import N_, Refusal

NOT_FOLLOWABLE = Refusal("not_followable", N_("On suit une proposition, un groupe, une structure ou un espace."))
