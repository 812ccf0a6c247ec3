"""Refusals about the site itself: its set-up, its appearance, its mail, its examples."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "another_key_is_in_force": _("La clé de cette machine n’est pas celle qui signe les empreintes du journal."),
    "already_open": _("Ce site est déjà en service\u00a0: sa mise en service ne se refait pas."),
    "colour_is_faint": _("Cette couleur ne se lit pas assez\u00a0: contraste %(ratio)s, il faut %(needed)s au moins. La plus proche qui convient\u00a0: %(better)s."),
    "logo_is_heavy": _("Ce logo est trop lourd\u00a0: %(most)s ko au plus, une fois refait."),
    "no_key_yet": _("Aucune clé ne signe encore les empreintes du journal."),
    "no_samples": _("Il n’y a pas d’exemple sur ce site."),
    "not_a_colour": _("Cette couleur n’est pas comprise. Écrivez-la comme #34407c\u00a0: un dièse et six signes, de 0 à 9 et de a à f."),
    "not_a_logo": _("Ce fichier n’est ni un dessin SVG lisible, ni une image PNG, JPEG, WebP ou GIF."),
    "not_a_mail_server": _("Ce nom de serveur n’est pas compris. Exemple\u00a0: smtp.exemple.org"),
    "not_an_address": _("Cette adresse n’a pas la forme d’une adresse de courriel. Exemple\u00a0: prenom@exemple.fr"),
    "samples_are_held": _("Des personnes ont écrit sous chacun des exemples (%(kept)s)\u00a0: ils restent, avec leur étiquette."),
    "samples_are_here": _("Les exemples sont déjà là. Retirez-les avant d’en mettre d’autres."),
    "unknown_language": _("Choisissez une langue que le site connaît."),
}
