"""Why a risk, a contribution or a document is refused."""

from flask_babel import lazy_gettext as _

SENTENCES = {
    "too_many_risks": _("Le tableau a déjà %(most)s risques. Retirez-en un d’abord."),
    "not_your_risk": _("Seule la personne à qui l’on demande de porter ce risque peut répondre."),
    "how_many_hours": _("Donnez un nombre d’heures, de 1 à %(most)s."),
    "how_many_euros": _("Donnez une somme en euros, jusqu’à %(most)s."),
    "somebody_else_confirms": _("Une autre personne que celle qui donne confirme que c’est arrivé."),
    "not_your_pledge": _("Seule la personne qui l’a promise peut la reprendre."),
    "document_too_heavy": _("Ce fichier dépasse %(most)s mégaoctets. Allégez-le, ou joignez-en une partie."),
    "not_a_document": _("Ce fichier n’est pas un document accepté\u00a0: PDF, ODT, ODS, DOCX ou XLSX, sans macros. C’est son contenu qui compte, pas son nom."),
    "file_is_needed": _("Choisissez un fichier."),
    "not_an_attachment": _("Ce fichier n’est ni une image (JPEG, PNG, WebP, GIF) ni un document (PDF, ODT, ODS, DOCX, XLSX sans macros) que l’on puisse ouvrir. C’est son contenu qui compte, pas son nom."),
    "picture_too_large": _("Cette image dépasse %(most)s millions de points. Réduisez-la d’abord\u00a0: les téléphones savent l’envoyer en «\u00a0taille moyenne\u00a0»."),
    "image_too_large": _("Une image PNG, GIF ou WebP de plus de %(most)s millions de points demande trop de mémoire ici. Enregistrez-la en JPEG, ou réduisez-la d’abord."),
    "file_too_hard": _("Ce fichier demande trop de temps ou de mémoire pour être ouvert ici. Enregistrez-le autrement (une image en JPEG et plus petite, un document en PDF), puis choisissez-le de nouveau. Le reste de ce que vous avez écrit est gardé."),
    "files_wait": _("Plusieurs fichiers s’ouvrent déjà en ce moment. Attendez une minute, choisissez de nouveau le vôtre et renvoyez : le reste de ce que vous avez écrit est gardé."),
    "too_many_attachments": _("Il y a déjà %(most)s pièces ici. Retirez-en une d’abord."),
    "too_many_attachments_today": _("Vous avez déjà joint %(most)s pièces aujourd’hui. Revenez demain."),
    "too_many_documents": _("Il y a déjà %(most)s documents. Retirez-en un d’abord."),
}
