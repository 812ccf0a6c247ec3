"""Why a file is refused."""

from app.core.refusals import N_, Refusal

DOCUMENT_TOO_HEAVY = Refusal("document_too_heavy", N_(
    "Ce fichier dépasse %(most)s mégaoctets. Allégez-le, ou joignez-en une partie."))
FILE_IS_NEEDED = Refusal("file_is_needed", N_("Choisissez un fichier."))
FILE_TOO_HARD = Refusal("file_too_hard", N_(
    "Ce fichier demande trop de temps ou de mémoire pour être ouvert ici. Enregistrez-le autrement (une image en JPEG et plus petite, un document en PDF), puis choisissez-le de nouveau. Le reste de ce que vous avez écrit est gardé."))
FILES_WAIT = Refusal("files_wait", N_(
    "Plusieurs fichiers s’ouvrent déjà en ce moment. Attendez une minute, choisissez de nouveau le vôtre et renvoyez : le reste de ce que vous avez écrit est gardé."))
IMAGE_TOO_LARGE = Refusal("image_too_large", N_(
    "Une image PNG, GIF ou WebP de plus de %(most)s millions de points demande trop de mémoire ici. Enregistrez-la en JPEG, ou réduisez-la d’abord."))
LOGO_IS_HEAVY = Refusal("logo_is_heavy", N_("Ce logo est trop lourd\u00a0: %(most)s ko au plus, une fois refait."))
NOT_A_DOCUMENT = Refusal("not_a_document", N_(
    "Ce fichier n’est pas un document accepté\u00a0: PDF, ODT, ODS, DOCX ou XLSX, sans macros. C’est son contenu qui compte, pas son nom."))
NOT_A_LOGO = Refusal("not_a_logo", N_(
    "Ce fichier n’est ni un dessin SVG lisible, ni une image PNG, JPEG, WebP ou GIF."))
NOT_AN_ATTACHMENT = Refusal("not_an_attachment", N_(
    "Ce fichier n’est ni une image (JPEG, PNG, WebP, GIF) ni un document (PDF, ODT, ODS, DOCX, XLSX sans macros) que l’on puisse ouvrir. C’est son contenu qui compte, pas son nom."))
PICTURE_TOO_LARGE = Refusal("picture_too_large", N_(
    "Cette image dépasse %(most)s millions de points. Réduisez-la d’abord\u00a0: les téléphones savent l’envoyer en «\u00a0taille moyenne\u00a0»."))
TOO_MANY_ATTACHMENTS = Refusal("too_many_attachments", N_("Il y a déjà %(most)s pièces ici. Retirez-en une d’abord."))
TOO_MANY_ATTACHMENTS_TODAY = Refusal("too_many_attachments_today", N_(
    "Vous avez déjà joint %(most)s pièces aujourd’hui. Revenez demain."))
