"""Refusals about new versions, small corrections, supports to confirm, and suggested changes."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "nothing_changed": _("Rien n’a changé\u00a0: le texte est le même que dans la version actuelle."),
    "not_minor_words": _("C’est plus qu’une petite correction\u00a0: %(changed)s mots changent depuis le texte que l’on soutient, au plus %(most)s sont permis. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."),
    "not_minor_figures": _("Un chiffre ou un nombre change\u00a0: ce n’est pas une petite correction. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."),
    "not_minor_meaning": _("Un mot qui nie, exclut ou limite change («\u00a0pas\u00a0», «\u00a0sans\u00a0», «\u00a0plus\u00a0»…)\u00a0: le sens peut changer avec lui. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."),
    "not_minor_about": _("Les communes ou le thème changent\u00a0: ce n’est pas une petite correction. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."),
    "not_supporting": _("Vous ne soutenez pas cette proposition\u00a0: il n’y a rien à confirmer."),
    "no_amendment_at_this_stage": _("À cette étape, on ne suggère plus de modifications du texte."),
    "no_such_field": _("Cette partie du texte ne se modifie pas par paragraphes."),
    "too_many_amendments": _("Vous avez déjà fait %(most)s suggestions en un jour. Revenez demain."),
    "paragraph_changed": _("Ce paragraphe a changé entre-temps. Copiez votre texte, relisez la version actuelle, puis suggérez à nouveau."),
    "amendment_changes_nothing": _("Votre texte est le même que le paragraphe actuel."),
    "amendment_is_settled": _("Cette suggestion a déjà sa réponse, ou a été retirée."),
    "amendment_conflicts": _("Le paragraphe a changé depuis cette suggestion. Regardez les deux textes et écrivez le résultat à la main."),
    "not_your_amendment": _("Cette suggestion n’est pas la vôtre."),
    "amendment_became_proposal": _("Cette suggestion est déjà devenue une proposition."),
}
