"""Why an act on the site itself is refused."""

from app.core.refusals import N_, Refusal

ALREADY_OPEN = Refusal("already_open", N_("Ce site est déjà en service\u00a0: sa mise en service ne se refait pas."))
COLOUR_IS_FAINT = Refusal("colour_is_faint", N_(
    "Cette couleur ne se lit pas assez\u00a0: contraste %(ratio)s, il faut %(needed)s au moins. La plus proche qui convient\u00a0: %(better)s."))
NOT_A_COLOUR = Refusal("not_a_colour", N_(
    "Cette couleur n’est pas comprise. Écrivez-la comme #34407c\u00a0: un dièse et six signes, de 0 à 9 et de a à f."))
NOT_A_MAIL_SERVER = Refusal("not_a_mail_server", N_(
    "Ce nom de serveur n’est pas compris. Exemple\u00a0: smtp.exemple.org"))
UNKNOWN_LANGUAGE = Refusal("unknown_language", N_("Choisissez une langue que le site connaît."))
