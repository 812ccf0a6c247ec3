"""The sentence of each fault, in French and in English."""

SENTENCES: dict[str, tuple[str, str]] = {
    # the file as a whole
    "cannot_open": (
        "Ce fichier ne peut pas être ouvert\u00a0: vérifiez son nom et le droit de le lire.",
        "This file cannot be opened: check its name and the right to read it."),
    "empty": ("Ce fichier est vide.", "This file is empty."),
    "no_row": (
        "Ce fichier n’a qu’une ligne d’en-tête, ou aucune fiche.",
        "This file has a header only, or no record at all."),
    "format_xls": (
        "C’est un classeur Excel (.xls)\u00a0: ouvrez-le et enregistrez-le en CSV UTF-8, puis importez le CSV.",
        "This is an Excel workbook (.xls): open it, save it as CSV UTF-8, then import the CSV."),
    "format_zip": (
        "C’est une archive ou un classeur (.zip, .xlsx, .ods)\u00a0: importez les fichiers CSV ou JSON qu’il contient, "
        "ou enregistrez-le en CSV UTF-8.",
        "This is an archive or a workbook (.zip, .xlsx, .ods): import the CSV or JSON files in it, "
        "or save it as CSV UTF-8."),
    "format_other": (
        "Ce n’est ni du CSV ni du JSON (on dirait {format}).",
        "This is neither CSV nor JSON (it looks like {format})."),
    "encoding_latin1": (
        "On dirait du Latin-1 ou du Windows-1252\u00a0: enregistrez le fichier en UTF-8, puis recommencez.",
        "This looks like Latin-1/Windows-1252; save as UTF-8, then try again."),
    "encoding_utf16": (
        "C’est de l’UTF-16 («\u00a0texte Unicode\u00a0»)\u00a0: enregistrez le fichier en UTF-8, puis recommencez.",
        "This is UTF-16 (“Unicode text”); save as UTF-8, then try again."),
    "encoding_broken": (
        "Le fichier commence en UTF-8, mais un octet de cette ligne n’en est pas\u00a0: il a été abîmé ou assemblé.",
        "The file begins as UTF-8, but a byte of this line is not: it was damaged or pieced together."),
    "cut_character": (
        "Le fichier s’arrête au milieu d’un caractère\u00a0: il a été coupé.",
        "The file stops in the middle of a character: it was cut."),
    "kind_unknown": (
        "Ni propositions ni commentaires ne se reconnaissent à ces colonnes\u00a0: {columns}.",
        "Neither proposals nor comments can be recognised by these columns: {columns}."),
    "column_missing": (
        "La colonne «\u00a0{column}\u00a0» manque\u00a0: sans elle, un second import créerait tout en double.",
        "The column “{column}” is missing: without it, a second import would create everything twice."),
    "column_twice": (
        "La colonne «\u00a0{column}\u00a0» figure deux fois dans l’en-tête.",
        "The column “{column}” stands twice in the header."),
    "quote_stray": (
        "Un guillemet droit est mal placé dans cette fiche\u00a0: la suite ne peut pas être lue avec certitude.",
        "A quotation mark is misplaced in this record: what follows cannot be read with certainty."),
    "field_huge": (
        "Un texte de plus de {most} caractères commence ici\u00a0: un guillemet n’a sans doute jamais été refermé.",
        "A text of more than {most} characters begins here: a quotation mark was probably never closed."),
    "line_huge": (
        "Cette ligne dépasse {most} caractères\u00a0: ce n’est pas un export.",
        "This line is longer than {most} characters: this is not an export."),
    "json_cut": (
        "Le JSON s’arrête avant la fin\u00a0: le fichier a été coupé.",
        "The JSON stops before its end: the file was cut."),
    "json_invalid": ("Ce n’est pas du JSON valide à cet endroit.", "This is not valid JSON here."),
    "json_shape": (
        "On attend une liste de fiches, ou un objet de fiches numérotées\u00a0; ici, c’est autre chose.",
        "A list of records is expected, or an object of numbered records; this is something else."),
    "json_huge": (
        "Une fiche de plus de {most} caractères commence ici\u00a0: ce n’est pas un export.",
        "A record of more than {most} characters begins here: this is not an export."),
    # a row that tells that the file was cut
    "cut_row": (
        "Cette ligne a {found} colonnes au lieu de {expected}\u00a0: le fichier a été coupé ou abîmé.",
        "This row has {found} columns instead of {expected}: the file was cut or damaged."),
    "cut_last": (
        "La dernière ligne ne se termine pas\u00a0: le fichier a été coupé. "
        "S’il est complet, ajoutez un retour à la ligne à la fin.",
        "The last line does not end: the file was cut. If it is complete, add an end of line."),
    "cut_quote": (
        "Le guillemet ouvert dans cette fiche n’est jamais refermé\u00a0: le fichier a été coupé.",
        "The quotation mark opened in this record is never closed: the file was cut."),
    # one row
    "row_wide": (
        "Cette ligne a {found} colonnes au lieu de {expected}\u00a0: "
        "un séparateur est sans doute resté dans un texte sans guillemets.",
        "This row has {found} columns instead of {expected}: a text holding a separator probably lacks its quotes."),
    "nul_byte": ("Cette fiche contient un octet nul.", "This record contains a NUL byte."),
    "bad_character": (
        "Cette fiche contient un demi-caractère (code de substitution isolé).",
        "This record contains half a character (a lone surrogate)."),
    "id_empty": ("L’identifiant est vide.", "The identifier is empty."),
    "id_bad": (
        "L’identifiant «\u00a0{value}\u00a0» n’en est pas un.", "The identifier “{value}” is not one."),
    "id_twice": (
        "L’identifiant {id} est déjà celui de la fiche de la ligne {first}.",
        "The identifier {id} is already that of the record at line {first}."),
    "title_empty": ("Le titre est vide.", "The title is empty."),
    "title_long": (
        "Le titre a {length} caractères, {most} au plus.", "The title has {length} characters, {most} at most."),
    "body_empty": ("Le texte est vide.", "The text is empty."),
    "body_long": (
        "Le texte a {length} caractères, {most} au plus.", "The text has {length} characters, {most} at most."),
    "answer_long": (
        "La réponse a {length} caractères, {most} au plus.", "The answer has {length} characters, {most} at most."),
    "date_bad": (
        "«\u00a0{value}\u00a0» ({column}) n’est pas une date comme 2024-05-31 14:00:00 UTC.",
        "“{value}” ({column}) is not a date such as 2024-05-31 14:00:00 UTC."),
    "number_bad": (
        "«\u00a0{value}\u00a0» ({column}) n’est pas le nombre attendu.",
        "“{value}” ({column}) is not the number expected."),
    "position_bad": (
        "La latitude et la longitude «\u00a0{value}\u00a0» ne désignent aucun lieu.",
        "The latitude and longitude “{value}” are no place."),
    "comment_elsewhere": (
        "Ce commentaire ne porte pas sur une proposition ({value}).",
        "This comment is not about a proposal ({value})."),
    # the table of states
    "states_missing": (
        "La table des états ne peut pas être ouverte.", "The table of states cannot be opened."),
    "states_syntax": (
        "La table des états n’est pas du TOML valide\u00a0: {detail}.",
        "The table of states is not valid TOML: {detail}."),
    "states_empty": (
        "La table des états doit commencer par [states] et compter au moins un état.",
        "The table of states must begin with [states] and hold at least one state."),
    "state_not_table": (
        "L’état «\u00a0{state}\u00a0» doit s’écrire = {{ track = \"…\", stage = \"…\", status = \"…\" }}.",
        "The state “{state}” must be written = {{ track = \"…\", stage = \"…\", status = \"…\" }}."),
    "state_key_missing": (
        "Il manque «\u00a0{key}\u00a0» à l’état «\u00a0{state}\u00a0».", "The state “{state}” lacks “{key}”."),
    "state_key_unknown": (
        "«\u00a0{key}\u00a0» est inconnu dans l’état «\u00a0{state}\u00a0»\u00a0; on attend track, stage et status.",
        "“{key}” is unknown in the state “{state}”; track, stage and status are expected."),
    "state_word": (
        "«\u00a0{value}\u00a0» ({key} de l’état «\u00a0{state}\u00a0») doit être un mot en minuscules, sans accent.",
        "“{value}” ({key} of the state “{state}”) must be a word in small letters, without accents."),
    "state_unknown": (
        "L’état «\u00a0{state}\u00a0» n’est pas dans la table des états\u00a0: "
        "ajoutez-le, ou une ligne \"*\" pour tous les autres.",
        "The state “{state}” is not in the table of states: add it, or a line \"*\" for all others."),
    "states_line": ("Table des états, ligne {line}\u00a0: {reason}", "Table of states, line {line}: {reason}"),
    # the table of states and the charter of the space
    "state_track_absent": (
        "La table des états envoie «\u00a0{state}\u00a0» dans le parcours «\u00a0{track}\u00a0», "
        "que la charte de l’espace n’a pas. Elle a\u00a0: {known}.",
        "The table of states sends “{state}” to the track “{track}”, which the charter of the space does not have. "
        "It has: {known}."),
    "state_stage_absent": (
        "La table des états envoie «\u00a0{state}\u00a0» à l’étape «\u00a0{stage}\u00a0», "
        "que la charte de l’espace n’a pas. Elle a\u00a0: {known}.",
        "The table of states sends “{state}” to the stage “{stage}”, which the charter of the space does not have. "
        "It has: {known}."),
    "state_stage_no_text": (
        "La table des états envoie «\u00a0{state}\u00a0» dans le parcours «\u00a0{track}\u00a0», "
        "dont aucun formulaire n’a de texte long.",
        "The table of states sends “{state}” to the track “{track}”, none of whose forms has a long text."),
    "state_stage_group": (
        "La table des états envoie «\u00a0{state}\u00a0» à l’étape «\u00a0{stage}\u00a0», qui a un groupe de "
        "travail\u00a0: on n’y entre que par la décision prévue. Choisissez une étape d’avant.",
        "The table of states sends “{state}” to the stage “{stage}”, which has a work group: one enters it only by the "
        "decision foreseen. Choose an earlier stage."),
    "state_stage_final": (
        "La table des états envoie «\u00a0{state}\u00a0» à l’étape «\u00a0{stage}\u00a0», la dernière\u00a0: "
        "son «\u00a0status\u00a0» doit être closed ou withdrawn.",
        "The table of states sends “{state}” to the stage “{stage}”, the last one: its “status” must be closed or "
        "withdrawn."),
    "state_status_absent": (
        "La table des états donne à «\u00a0{state}\u00a0» le statut «\u00a0{status}\u00a0»\u00a0; on attend {known}.",
        "The table of states gives “{state}” the status “{status}”; expected: {known}."),
    # one row among what is here already
    "proposal_missing": (
        "La proposition {id} n’est pas ici\u00a0: importez d’abord les propositions, de la même source.",
        "The proposal {id} is not here: import the proposals first, from the same source."),
    "parent_missing": (
        "Le commentaire {id}, auquel celui-ci répond, n’est ni ici ni dans le fichier.",
        "The comment {id}, which this one answers, is neither here nor in the file."),
}
