"""Refusals about passkeys."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "passkey_is_no_answer": _("La réponse de votre appareil n’a pas pu être vérifiée. Recommencez, ou choisissez un autre moyen."),
    "passkey_is_over": _("Plus de cinq minutes ont passé, ou cette réponse a déjà servi. Recommencez, depuis cette page."),
    "passkey_of_another_site": _("Cette clé d’accès a répondu pour un autre site que celui-ci. Ouvrez le site par son adresse habituelle, vérifiez-la en haut du navigateur, puis recommencez."),
    "passkey_of_another_kind": _("Cet appareil fait une sorte de clé que ce site ne sait pas vérifier. Choisissez un autre appareil, ou un autre moyen."),
    "passkey_is_copied": _("Cette clé d’accès n’a pas été acceptée\u00a0: son compteur est revenu en arrière, comme celui d’une copie. Un courriel vous en prévient. Choisissez un autre moyen, puis retirez-la."),
    "passkey_is_unknown": _("Cette clé d’accès n’est pas de votre compte, ou elle en a été retirée. Choisissez-en une autre, ou un autre moyen."),
    "passkey_is_there": _("Cette clé d’accès est déjà enregistrée."),
    "too_many_passkeys": _("Vous avez déjà %(most)s clés d’accès. Retirez-en une qui ne sert plus, puis recommencez."),
    "passkey_was_not_given": _("Votre navigateur n’a pas donné de clé d’accès. Il faut qu’il soit à jour, et que JavaScript y soit permis. Les autres moyens s’en passent."),
    "passkeys_need_a_name": _("Les navigateurs ne font de clés d’accès que pour un site qui a un nom et une adresse en https://. Celui-ci n’en a pas encore\u00a0: choisissez un autre moyen."),
}
