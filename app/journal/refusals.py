"""Why an act on the journal is refused."""

from app.core.refusals import N_, Refusal

ANOTHER_KEY_IS_IN_FORCE = Refusal("another_key_is_in_force", N_(
    "La clé de cette machine n’est pas celle qui signe les empreintes du journal."))
NO_KEY_YET = Refusal("no_key_yet", N_("Aucune clé ne signe encore les empreintes du journal."))
