"""Why an act on likenesses is refused."""

from app.core.refusals import N_, Refusal

NOT_ALIKE = Refusal("not_alike", N_("Ces deux propositions ne sont pas notées comme semblables."))
