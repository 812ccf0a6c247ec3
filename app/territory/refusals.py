"""Why an act on the territory is refused."""

from app.core.refusals import N_, Refusal

NO_PLACES = Refusal("no_places", N_("Ce fichier ne contient aucune commune."))
NO_TERRITORY_YET = Refusal("no_territory_yet", N_("Il n’y a pas encore de territoire : ouvrez d’abord l’espace."))
NOT_A_CODE = Refusal("not_a_code", N_("Un code a deux ou trois lettres majuscules, sans I, ni O, ni U."))
