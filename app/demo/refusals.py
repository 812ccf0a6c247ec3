"""Why samples are refused."""

from app.core.refusals import N_, Refusal

NO_SAMPLES = Refusal("no_samples", N_("Il n’y a pas d’exemple sur ce site."))
ONLY_ON_THIS_MACHINE = Refusal("only_on_this_machine", N_(
    "Cette démonstration montre ses courriels\u00a0: elle ne répond qu’à la machine où elle tourne. Pour l’ouvrir à "
        "d’autres, derrière une phrase\u00a0: flask serve --demo --demo-open. Pour un vrai site, ôtez mode = \"demo\" de "
        "settings.toml."))
SAMPLES_ARE_HELD = Refusal("samples_are_held", N_(
    "Des personnes ont écrit sous chacun des exemples (%(kept)s)\u00a0: ils restent, avec leur étiquette."))
SAMPLES_ARE_HERE = Refusal("samples_are_here", N_("Les exemples sont déjà là. Retirez-les avant d’en mettre d’autres."))
