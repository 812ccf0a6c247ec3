"""Why what came on paper is refused."""

from app.core.refusals import N_, Refusal

CONSENT_IS_NEEDED = Refusal("consent_is_needed", N_(
    "Sans l’accord coché sur le papier, rien n’est publié. Redemandez-le à la personne."))
NOT_YOUR_PAPER = Refusal("not_your_paper", N_(
    "Ce papier a été saisi par quelqu’un d’autre\u00a0: demandez-le à cette personne, ou au comité."))
ONLY_A_FIRST_NAME = Refusal("only_a_first_name", N_(
    "Un prénom seulement\u00a0: ni adresse, ni numéro. Ce qui est écrit ici sera public."))
SLIP_CAME_BACK = Refusal("slip_came_back", N_(
    "Cette fiche a déjà été saisie. Cherchez son code pour voir la page\u00a0; si c’est un autre papier, laissez la case vide."))
TOO_MANY_PAPERS = Refusal("too_many_papers", N_(
    "Vous avez déjà saisi %(most)s papiers depuis hier. Gardez les autres pour demain, ou partagez-les avec une autre personne."))
TOO_MANY_SLIPS = Refusal("too_many_slips", N_("De 1 à %(most)s fiches à la fois."))
UNKNOWN_SLIP = Refusal("unknown_slip", N_(
    "Ce code n’est pas celui d’une fiche imprimée ici. Vérifiez la dernière lettre, ou laissez la case vide."))
