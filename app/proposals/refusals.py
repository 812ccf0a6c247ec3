"""Why an act on a proposal is refused."""

from app.core.refusals import N_, Refusal

ALREADY_ANSWERED = Refusal("already_answered", N_("Il a déjà été répondu à cette invitation."))
AMENDMENT_BECAME_PROPOSAL = Refusal("amendment_became_proposal", N_(
    "Cette suggestion est déjà devenue une proposition."))
AMENDMENT_CHANGES_NOTHING = Refusal("amendment_changes_nothing", N_(
    "Votre texte est le même que le paragraphe actuel."))
AMENDMENT_CONFLICTS = Refusal("amendment_conflicts", N_(
    "Le paragraphe a changé depuis cette suggestion. Regardez les deux textes et écrivez le résultat à la main."))
AMENDMENT_IS_SETTLED = Refusal("amendment_is_settled", N_("Cette suggestion a déjà sa réponse, ou a été retirée."))
CARRIERS_ANSWER = Refusal("carriers_answer", N_("Les personnes qui portent vont répondre à votre offre."))
DEBATE_DAY = Refusal("debate_day", N_("Choisissez un jour à venir, dans %(most)s jours au plus."))
DEBATE_IS_OLD = Refusal("debate_is_old", N_(
    "Un débat plus récent a eu lieu ici\u00a0: c’est celui-là qui peut être rouvert."))
DEBATE_IS_OPEN = Refusal("debate_is_open", N_(
    "Un débat est déjà ouvert sur ce besoin\u00a0: sa conclusion doit d’abord être écrite."))
DEBATE_IS_OVER = Refusal("debate_is_over", N_("Ce débat est déjà conclu. Il peut être rouvert, avec une explication."))
DEBATE_ON_NEEDS_ONLY = Refusal("debate_on_needs_only", N_("Un débat s’ouvre sur un besoin."))
DRAFT_CHANGED_ELSEWHERE = Refusal("draft_changed_elsewhere", N_(
    "Ce brouillon a été modifié dans un autre onglet. Envoyez le formulaire pour choisir entre les deux textes."))
DRAFT_IS_GONE = Refusal("draft_is_gone", N_(
    "Ce brouillon n’est plus là\u00a0: il vient d’être publié ou effacé. Ce que vous avez publié est dans votre espace."))
EVERYTHING_CHOSEN = Refusal("everything_chosen", N_(
    "Laissez au moins un paragraphe à celle-ci\u00a0: pour tout changer, modifiez le texte."))
LAST_CARRIER = Refusal("last_carrier", N_(
    "Vous êtes la dernière personne à porter cette proposition. Trouvez quelqu’un d’autre, ou retirez-la avec une explication."))
LINE_IS_THERE = Refusal("line_is_there", N_("Cette ligne est déjà dans la liste."))
LINES_ARE_FULL = Refusal("lines_are_full", N_("Cette liste a déjà %(most)s lignes. Écrivez plutôt dans la discussion."))
LINES_ON_NEEDS_ONLY = Refusal("lines_on_needs_only", N_("Ces listes sont sous les besoins."))
LINKED_TO_ITSELF = Refusal("linked_to_itself", N_("C’est cette proposition elle-même. Choisissez-en une autre."))
MERGE_COUNTED = Refusal("merge_counted", N_(
    "Depuis la réunion, l’autre proposition a franchi une étape avec ces soutiens\u00a0: la réunion ne se défait plus. Écrivez-en une nouvelle, reliée à elle."))
MERGE_WENT_ON = Refusal("merge_went_on", N_(
    "L’autre proposition n’est plus ouverte\u00a0: la réunion ne se défait plus. Écrivez-en une nouvelle, reliée à elle."))
NO_AMENDMENT_AT_THIS_STAGE = Refusal("no_amendment_at_this_stage", N_(
    "À cette étape, on ne suggère plus de modifications du texte."))
NO_CARRIERS_AT_THIS_STAGE = Refusal("no_carriers_at_this_stage", N_("À cette étape, on n’invite plus à porter."))
NO_SUCH_FIELD = Refusal("no_such_field", N_("Cette partie du texte ne se modifie pas par paragraphes."))
NO_SUPPORT_AT_THIS_STAGE = Refusal("no_support_at_this_stage", N_(
    "À cette étape, on ne soutient plus\u00a0: on suit, ou on rejoint le groupe."))
NOT_A_NEED = Refusal("not_a_need", N_("Le lien «\u00a0répond au besoin\u00a0» va d’un projet vers un besoin."))
NOT_ACCEPTABLE_TEXT = Refusal("not_acceptable_text", N_(
    "Ce texte contient des signes invisibles qui ne sont pas acceptés. Retapez-le, sans copier-coller."))
NOT_AT_THIS_STAGE = Refusal("not_at_this_stage", N_(
    "Cela ne se fait pas à cette étape. La page de la proposition dit où elle en est."))
NOT_LINKABLE = Refusal("not_linkable", N_(
    "Cette proposition n’a pas été trouvée. Cherchez-la par quelques mots, ou par son code."))
NOT_MERGEABLE = Refusal("not_mergeable", N_("On réunit deux besoins, ou deux projets, différents et encore ouverts."))
NOT_MINOR_ABOUT = Refusal("not_minor_about", N_(
    "Les communes ou le thème changent\u00a0: ce n’est pas une petite correction. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."))
NOT_MINOR_ANSWER = Refusal("not_minor_answer", N_(
    "Une réponse change (une date, un montant, un choix)\u00a0: ce n’est pas une petite correction. Décochez la case et dites ce qui change."))
NOT_MINOR_FIGURES = Refusal("not_minor_figures", N_(
    "Un chiffre ou un nombre change\u00a0: ce n’est pas une petite correction. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."))
NOT_MINOR_MEANING = Refusal("not_minor_meaning", N_(
    "Un mot qui nie, exclut ou limite change («\u00a0pas\u00a0», «\u00a0sans\u00a0», «\u00a0plus\u00a0»…)\u00a0: le sens peut changer avec lui. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."))
NOT_MINOR_WORDS = Refusal("not_minor_words", N_(
    "C’est plus qu’une petite correction\u00a0: %(changed)s mots changent depuis le texte que l’on soutient, au plus %(most)s sont permis. Décochez la case et dites ce qui change\u00a0: les personnes qui soutiennent seront consultées."))
NOT_ON_EARTH = Refusal("not_on_earth", N_("Une latitude va de -90 à 90 degrés, une longitude de -180 à 180."))
NOT_SUPPORTING = Refusal("not_supporting", N_(
    "Vous ne soutenez pas cette proposition\u00a0: il n’y a rien à confirmer."))
NOT_YOUR_AMENDMENT = Refusal("not_your_amendment", N_("Cette suggestion n’est pas la vôtre."))
NOT_YOUR_INVITATION = Refusal("not_your_invitation", N_("Cette invitation ne vous est pas adressée."))
NOT_YOUR_LINE = Refusal("not_your_line", N_("Cette ligne n’est pas la vôtre\u00a0: vous pouvez la signaler."))
NOTE_IS_NEEDED = Refusal("note_is_needed", N_(
    "Dites ce qui change, et pourquoi\u00a0: les personnes qui soutiennent le liront."))
NOTHING_CHANGED = Refusal("nothing_changed", N_("Rien n’a changé. Modifiez d’abord le texte."))
NOTHING_CHOSEN = Refusal("nothing_chosen", N_("Cochez au moins un paragraphe."))
NOTHING_TO_PREPARE = Refusal("nothing_to_prepare", N_(
    "L’étape suivante ne demande rien de plus\u00a0: il n’y a rien à préparer."))
OTHER_WAS_MERGED = Refusal("other_was_merged", N_(
    "Cette proposition continue dans une autre\u00a0: reliez plutôt celle-là."))
OUT_OF_TERRITORY = Refusal("out_of_territory", N_(
    "Ce point est loin du territoire. Vérifiez la latitude et la longitude, et leur ordre."))
PARAGRAPH_CHANGED = Refusal("paragraph_changed", N_(
    "Ce paragraphe a changé entre-temps. Copiez votre texte, relisez la version actuelle, puis suggérez à nouveau."))
PLACE_IS_NEEDED = Refusal("place_is_needed", N_("Dites où\u00a0: une commune au moins, ou tout le territoire."))
PREPARED_MEANWHILE = Refusal("prepared_meanwhile", N_(
    "Quelqu’un d’autre qui porte cette proposition a écrit entre-temps. Son texte est au-dessus du vôtre\u00a0: choisissez, puis gardez."))
SPACE_IS_CLOSED = Refusal("space_is_closed", N_(
    "On ne peut plus rien déposer ici\u00a0: la période est terminée, ou pas encore ouverte."))
THEME_IS_NEEDED = Refusal("theme_is_needed", N_("Choisissez un thème."))
TOO_LATE_TO_UNDO_MERGE = Refusal("too_late_to_undo_merge", N_("Une réunion ne se défait que pendant %(days)s jours."))
TOO_MANY_AMENDMENTS = Refusal("too_many_amendments", N_(
    "Vous avez déjà fait %(most)s suggestions en un jour. Revenez demain."))
TOO_MANY_CARRIERS = Refusal("too_many_carriers", N_(
    "Une proposition a au plus %(most)s personnes qui portent ou sont invitées."))
TOO_MANY_DRAFTS = Refusal("too_many_drafts", N_(
    "Vous avez déjà %(most)s brouillons. Publiez-en ou effacez-en un d’abord."))
TOO_MANY_LINES = Refusal("too_many_lines", N_(
    "Vous avez déjà écrit %(most)s lignes dans cette liste. Laissez un peu de place aux autres."))
TOO_MANY_LINKS = Refusal("too_many_links", N_("Cette proposition a déjà %(most)s liens. Défaites-en un d’abord."))
TOO_MANY_OPEN = Refusal("too_many_open", N_(
    "Vous avez déjà %(most)s propositions ouvertes, la limite de la charte. Achevez-en ou retirez-en une d’abord."))
TOO_MANY_PROPOSALS = Refusal("too_many_proposals", N_(
    "Vous avez déjà publié %(most)s propositions aujourd’hui. Gardez celle-ci en brouillon et revenez demain."))
TOO_SHORT = Refusal("too_short", N_("Ce texte est trop court\u00a0: %(least)s signes au moins."))
UNKNOWN_THEME = Refusal("unknown_theme", N_("Ce thème n’existe pas."))
UNKNOWN_TRACK = Refusal("unknown_track", N_("Ce type de proposition n’existe pas ici."))
