"""Reason codes as sentences people read: what happened, why, and what to do. A law checks that every code the rules
and operations can give has its sentence here."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

COMMON_SENTENCES = {
    "sign_in_first": _("Pour faire cela, connectez-vous d’abord. Ce que vous avez écrit est gardé."),
    "suspended": _("Votre compte est suspendu\u00a0: vous pouvez lire, mais pas écrire. Écrivez à l’équipe pour en parler."),
    "not_your_role": _("Votre rôle ne permet pas cela. La page «\u00a0Qui peut quoi\u00a0» dit qui peut le faire."),
    "not_open": _("Cette proposition n’est plus ouverte\u00a0: elle a été retirée, réunie à une autre ou achevée."),
    "is_hidden": _("Ce contenu est masqué par la modération\u00a0: on ne peut plus y agir pour le moment."),
    "changed_meanwhile": _("Quelqu’un d’autre a agi entre-temps. Relisez la page, puis recommencez si besoin."),
    "too_many": _("Vous avez atteint le nombre permis. Attendez un peu avant de recommencer."),
    "only_on_this_machine": _(
        "Cette démonstration montre ses courriels\u00a0: elle ne répond qu’à la machine où elle tourne. Pour l’ouvrir à "
        "d’autres, derrière une phrase\u00a0: flask serve --demo --demo-open. Pour un vrai site, ôtez mode = \"demo\" de "
        "settings.toml."),
    "no_places": _("Ce fichier ne contient aucune commune."),
    "no_territory_yet": _("Il n’y a pas encore de territoire : ouvrez d’abord l’espace."),
    "too_long": _("Ce texte est trop long\u00a0: %(most)s signes au plus."),
    "too_short": _("Ce texte est trop court\u00a0: %(least)s signes au moins."),
    "not_acceptable_text": _("Ce texte contient des signes invisibles qui ne sont pas acceptés. Retapez-le, sans copier-coller."),
}


# Refusals about new versions, small corrections, supports to confirm, and suggested changes.

AMENDMENTS_SENTENCES = {
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


# Why a decision is not opened, answered, moved or counted.

UNAVAILABLE = frozenset({"vote_key_missing", "vote_keys_not_written", "vote_was_set_back"})
"""Not the person's doing: answered as a 503."""
DECISIONS_SENTENCES = {
    "nobody_may_answer": _("Personne ne pourrait répondre\u00a0: la liste serait vide."),
    "too_few_for_secret": _("Un vote secret demande au moins %(least)s voix sur la liste\u00a0: en dessous, le résultat dirait qui a répondu quoi."),
    "how_many_options": _("Donnez au moins une option, et %(most)s au plus."),
    "options_differ": _("Deux options sont identiques."),
    "decision_is_closed": _("Cette décision est close\u00a0: plus rien n’y change."),
    "decision_is_over": _("Le dernier jour est passé\u00a0: le vote est terminé, même si le dépouillement n’est pas encore publié."),
    "decision_is_open": _("Attendez la fin\u00a0: la suite s’écrit une fois le résultat publié."),
    "decision_is_open_already": _("Une décision est déjà ouverte là-dessus. Attendez sa fin, ou annulez-la."),
    "vote_key_missing": _("La clé de ce vote n’est pas sur la machine\u00a0: aucune réponse ne peut être gardée ni comptée pour l’instant, et rien n’a été écrit. L’équipe technique le voit dans ses contrôles\u00a0; revenez plus tard."),
    "vote_keys_not_written": _("Le dossier des clés de vote ne peut pas être écrit en ce moment, et rien n’a été enregistré. L’équipe technique le voit dans ses contrôles\u00a0; recommencez plus tard."),
    "vote_was_set_back": _("Le site a été remis à une copie plus ancienne que les réponses de ce vote\u00a0: il ne prend plus de réponse et ne peut pas être compté. L’équipe technique doit l’annuler ou remettre la bonne copie."),
    "not_on_the_roll": _("Vous n’êtes pas sur la liste de cette décision, arrêtée à son ouverture. Un ajout est possible\u00a0: écrivez à la personne qui l’a ouverte."),
    "you_are_recused": _("Vous ne prenez pas part à cette décision\u00a0: vous portez ce qui est en question, ou vous avez déclaré un intérêt."),
    "choose_a_hat": _("Vous pouvez répondre sous plusieurs casquettes\u00a0: choisissez-en une."),
    "choose_an_answer": _("Choisissez une réponse."),
    "answer_says_two_things": _("Ces cases ne vont pas ensemble\u00a0: cochez des options, ou «\u00a0aucune\u00a0», ou l’abstention."),
    "grade_every_option": _("Donnez une mention à chaque option, ou abstenez-vous."),
    "rank_one_at_least": _("Donnez un rang à une option au moins, ou abstenez-vous."),
    "objection_needs_its_reasons": _("Une objection se pose avec le tort, les faits, et ce qui la lèverait."),
    "not_at_this_step": _("Ce n’est pas le moment dans le tour\u00a0: voyez à quelle étape il en est."),
    "facilitator_carries_it": _("La personne qui facilite ne peut pas porter ce qui est en question. Choisissez-en une autre."),
    "whose_group": _("Dites de quel groupe il s’agit\u00a0: ouvrez la question depuis sa page."),
    "too_short_a_time": _("Une question reste ouverte au moins %(least)s jours, d’après la charte."),
    "not_an_address": _("L’adresse commence par https://"),
    "not_held_yet": _("Ce jour est à venir\u00a0: inscrivez le résultat une fois l’élection tenue."),
    "under_the_minimum": _("Pas avant le %(least)s\u00a0: la charte fixe une durée minimale, et une fin ne se place pas dans le passé."),
    "same_day": _("C’est déjà le dernier jour."),
    "too_far": _("Pas plus de %(most)s jours à partir d’aujourd’hui."),
    "on_the_roll_already": _("Cette personne est déjà sur la liste."),
    "several_of_that_name": _("Plusieurs personnes montrent ce nom. Demandez à la bonne de changer un instant son nom affiché."),
    "nobody_of_that_name": _("Personne ne montre ce nom. Écrivez-le comme il s’affiche sur le site."),
    "rule_is_wrong": _("Ces réglages ne vont pas ensemble. Vérifiez la méthode, la durée et la participation."),
    "no_delegation_here": _("La charte ne permet pas de confier sa voix."),
    "nobody_there": _("Cette personne ne participe plus."),
    "not_to_yourself": _("On ne se confie pas sa voix à soi-même."),
    "goes_round": _("Cette voix reviendrait à vous\u00a0: la personne choisie vous a confié la sienne, directement ou non."),
}


# Refusals about comments and following.

DISCUSSION_SENTENCES = {
    "no_comment_at_this_stage": _("À cette étape, la discussion se lit mais ne reçoit plus de messages."),
    "too_many_comments": _("Vous avez écrit %(most)s messages en une heure. Laissez un peu de place aux autres, et revenez plus tard."),
    "not_your_comment": _("Ce message n’est pas le vôtre\u00a0: vous pouvez y répondre, ou le signaler."),
    "too_late_to_edit": _("Ce message ne se modifie plus\u00a0: quelqu’un y a répondu, ou il a plus de %(hours)s heures. Ajoutez plutôt une réponse."),
    "mark_own_comment": _("Ce message est le vôtre\u00a0: les autres diront s’il leur est utile."),
    "synthesis_covers_nothing": _("Dites quels messages cette synthèse couvre\u00a0: cochez-en au moins un, ou «\u00a0Tout jusqu’ici\u00a0»."),
    "not_followable": _("On suit une proposition, un groupe, une structure ou un espace."),
}


# Refusals about pacts, measures, milestones and bilans.

EXPERIMENTS_SENTENCES = {
    "not_a_figure": _("Écrivez un nombre, avec une virgule ou un point\u00a0: 12,5. Quatre chiffres au plus après la virgule."),
    "too_many_indicators": _("Un pacte a au plus %(most)s indicateurs\u00a0: gardez ceux que vous mesurerez vraiment."),
    "indicator_has_measures": _("Cet indicateur a déjà des mesures publiées\u00a0: il reste."),
    "day_in_the_future": _("Une mesure se note le jour même ou après, pas à l’avance."),
    "before_the_start": _("L’expérimentation n’avait pas commencé ce jour-là. Le chiffre de départ s’écrit dans l’indicateur."),
    "too_many_milestones": _("Une expérimentation a au plus %(most)s jalons."),
}


# Why the committee's acts and new rules are refused.

GOVERNANCE_SENTENCES = {
    "meeting_answer_waits": _("Une réponse donnée en réunion attend déjà\u00a0: elle vaudra si aucune personne présente ne la conteste dans les trois jours. Attendez ce moment, ou contestez-la si vous y étiez."),
    "meeting_answer_is_settled": _("Cette réponse a déjà pris effet, ou a été contestée."),
    "too_late_to_contest": _("Les trois jours pour contester sont passés. Si la réponse est fausse, demandez au comité de rouvrir la question, ou faites appel."),
    "you_were_not_said_there": _("Vous n’êtes pas parmi les personnes notées comme présentes à cette réunion."),
    "say_who_was_there": _("Cochez les personnes qui ont levé la main\u00a0: il en faut %(hands)s, parmi celles qui peuvent voter. Elles seront prévenues."),
    "act_waits_already": _("C’est déjà demandé\u00a0: une autre personne doit le confirmer."),
    "act_is_settled": _("C’est déjà fait, refusé, ou le temps est passé."),
    "a_second_is_somebody_else": _("C’est vous qui l’avez demandé\u00a0: l’accord doit venir d’une autre personne."),
    "not_one_of_the_holders": _("Seules les personnes qui ont ce rôle peuvent répondre."),
    "hands_are_wrong": _("Les mains levées ne peuvent pas être comptées\u00a0: il en faut au moins une, et pas plus que de membres du comité qui peuvent voter sur cette proposition (celles et ceux qui la portent ne votent pas)."),
    "hands_say_otherwise": _("Ce que vous annoncez n’est pas ce que donne le vote\u00a0: comptées selon la charte, ces mains levées disent l’autre réponse. Vérifiez les nombres, ou la réponse."),
    "nothing_to_postpone": _("Il n’y a pas de réponse à reporter\u00a0: aucune n’est attendue, ou la charte ne permet pas de report."),
    "postponed_enough": _("La charte permet de reporter %(times)s fois\u00a0: c’est fait. Il faut maintenant répondre."),
    "nothing_to_appeal": _("Il n’y a pas de refus à contester à cette étape, ou la charte ne prévoit pas de recours."),
    "appeal_is_late": _("Le délai pour contester, %(days)s jours, est passé. Changez ce que le refus demandait\u00a0: la proposition reviendra devant le comité."),
    "appealed_once": _("Ce refus a déjà été contesté\u00a0: le recours se fait une fois."),
    "draft_is_proposed": _("Cette version est déjà soumise à une décision\u00a0: elle ne change plus."),
    "rules_changed_meanwhile": _("Les règles en vigueur ont changé depuis que cette version est en préparation. Comparez, reprenez ce qui doit l’être, puis proposez de nouveau."),
    "no_fallback": _("La charte ne prévoit pas de vote après ce consentement."),
}


# Refusals about work groups, their meetings and what people undertake there.

GROUPS_SENTENCES = {
    "not_a_member": _("Cette personne n’est pas dans le groupe. Il faut d’abord le rejoindre."),
    "last_lead": _("Un groupe ne reste pas sans pilote\u00a0: confiez d’abord ce rôle à quelqu’un d’autre."),
    "lead_gives_lead": _("Ce groupe a déjà un pilote\u00a0: c’est à cette personne de passer le relais."),
    "not_at_this_stage": _("Cela ne se fait pas à cette étape. La page de la proposition dit où elle en est."),
    "before_the_group": _("Le groupe n’existait pas encore ce jour-là."),
    "ends_before_it_starts": _("La fin doit venir après le début."),
    "time_skipped": _("Cette heure n’existe pas ce jour-là\u00a0: les horloges passent à l’heure d’été. Choisissez-en une autre."),
    "time_twice": _("Cette heure existe deux fois ce jour-là\u00a0: les horloges passent à l’heure d’hiver. Choisissez-en une autre."),
    "not_a_likely_day": _("Cette date semble être une erreur de frappe. Vérifiez l’année."),
    "meeting_not_planned": _("Cette réunion n’est plus à venir\u00a0: elle a été tenue ou annulée."),
    "meeting_is_over": _("Cette réunion est passée. Le compte rendu dira qui était là."),
    "meeting_not_started": _("Le compte rendu s’écrit une fois la réunion commencée."),
    "nobody_present": _("Cochez au moins une personne présente."),
    "not_your_commitment": _("Cet engagement est celui de quelqu’un d’autre\u00a0: cette personne seule peut y répondre."),
    "commitment_is_settled": _("Il a déjà été répondu à cet engagement."),
}


# Refusals about reports and verdicts.

MODERATION_SENTENCES = {
    "not_reportable": _("On signale une proposition ou un message. Pour autre chose, écrivez à l’équipe."),
    "report_own_content": _("C’est vous qui avez écrit cela\u00a0: modifiez-le ou retirez-le plutôt."),
    "judge_own_content": _("Vous avez écrit ce contenu\u00a0: une autre personne de la modération doit le regarder."),
    "judge_own_proposal": _("Vous portez la proposition concernée\u00a0: une autre personne de la modération doit regarder ce contenu."),
    "judge_own_report": _("Vous avez signalé ce contenu\u00a0: une autre personne de la modération doit le regarder."),
    "judge_twice": _("Vous avez rendu la première décision\u00a0: c’est à quelqu’un d’autre de regarder à nouveau."),
    "case_closed": _("Ce signalement est déjà traité."),
    "verdict_not_possible": _("Cette décision n’est pas possible\u00a0: le contenu a changé d’état entre-temps. Relisez la page."),
    "ground_is_needed": _("Choisissez le motif\u00a0: il sera public."),
    "explain_more": _("Expliquez en %(least)s signes au moins\u00a0: la personne qui a écrit doit comprendre."),
    "not_your_content": _("Seule la personne qui a écrit ce contenu peut répondre."),
    "nothing_to_answer": _("Il n’y a rien à contester\u00a0: le contenu est visible, ou une décision plus récente existe."),
    "second_look_is_final": _("Deux personnes de la modération ont regardé ce contenu. La seconde décision est définitive ici\u00a0; l’aide dit vers qui se tourner."),
    "hiding_already_answered": _("Vous avez déjà répondu. Une autre personne de la modération va regarder."),
}


# Refusals about needs written on paper.

PAPERS_SENTENCES = {
    "consent_is_needed": _("Sans l’accord coché sur le papier, rien n’est publié. Redemandez-le à la personne."),
    "only_a_first_name": _("Un prénom seulement\u00a0: ni adresse, ni numéro. Ce qui est écrit ici sera public."),
    "unknown_slip": _("Ce code n’est pas celui d’une fiche imprimée ici. Vérifiez la dernière lettre, ou laissez la case vide."),
    "slip_came_back": _("Cette fiche a déjà été saisie. Cherchez son code pour voir la page\u00a0; si c’est un autre papier, laissez la case vide."),
    "too_many_papers": _("Vous avez déjà saisi %(most)s papiers depuis hier. Gardez les autres pour demain, ou partagez-les avec une autre personne."),
    "too_many_slips": _("De 1 à %(most)s fiches à la fois."),
    "not_your_paper": _("Ce papier a été saisi par quelqu’un d’autre\u00a0: demandez-le à cette personne, ou au comité."),
}


# Refusals about signing in, one's account, and roles.

PEOPLE_SENTENCES = {
    "code_is_wrong": _("Ce code n’est pas le bon. Relisez le dernier courriel reçu."),
    "code_is_over": _("Ce code n’est plus valable\u00a0: il a plus de quinze minutes, il a déjà servi, ou un autre a été demandé depuis. Demandez-en un nouveau."),
    "too_many_codes": _("Aucun courriel n’est parti\u00a0: vous avez demandé plus de %(most)s codes aujourd’hui. Revenez demain."),
    "code_is_worn_out": _("Trop d’essais avec ce code. Demandez-en un nouveau."),
    "link_is_over": _("Ce lien ne sert qu’une fois, pendant une heure\u00a0: il a déjà servi, ou l’heure est passée. Demandez un code par courriel, ou un autre lien à la personne qui tient le serveur."),
    "welcome_is_over": _("Trop de temps a passé depuis votre code. Demandez-en un nouveau\u00a0: ce sera rapide."),
    "already_here": _("Un compte existe déjà avec cette adresse. Demandez un code pour y entrer."),
    "wrong_password": _("Cette adresse et ce mot de passe ne vont pas ensemble. Vous pouvez toujours entrer avec un code reçu par courriel."),
    "wrong_current_password": _("Ce n’est pas votre mot de passe actuel."),
    "password_is_short": _("Ce mot de passe est trop court\u00a0: %(least)s signes au moins. Quelques mots à la suite font très bien l’affaire."),
    "password_is_common": _("Ce mot de passe est trop facile à deviner. Choisissez quelques mots sans rapport entre eux."),
    "pseudonym_is_needed": _("Écrivez votre pseudonyme, ou choisissez une autre présentation."),
    "last_name_is_needed": _("Écrivez votre nom, ou choisissez une autre présentation."),
    "address_is_taken": _("Un autre compte utilise déjà cette adresse."),
    "already_has_an_account": _("Cette adresse a déjà un compte\u00a0: reprenez, le rôle se donne directement."),
    "already_invited": _("Cette adresse a déjà une invitation pour ce rôle, valable %(days)s jours. Annulez-la plus bas pour en envoyer une autre."),
    "last_of_the_committee": _("C’est la dernière personne du comité de pilotage\u00a0: sans elle, ce qui est prêt n’aurait plus de réponse. Donnez d’abord ce rôle à quelqu’un d’autre."),
    "last_operator": _("C’est la dernière personne de l’équipe technique\u00a0: sans elle, plus personne ne règle le site ni ne donne les rôles. Donnez d’abord ce rôle à quelqu’un d’autre."),
    "too_many_invitations": _("%(most)s invitations attendent déjà une réponse. Annulez celles qui ne servent plus, puis recommencez."),
    "second_factor_first": _("Votre rôle le permet, mais il demande une seconde preuve, et votre compte n’en a pas montré. Mettez-en une en service (Réglages, Sécurité)\u00a0: le rôle revient aussitôt."),
    "factor_is_there": _("Une application est déjà en service. Pour en changer, retirez-la d’abord."),
    "factor_is_not_begun": _("Rien n’attend de code ici\u00a0: reprenez depuis la page «\u00a0Sécurité\u00a0»."),
    "factor_code_is_wrong": _("Ce code n’est pas le bon. Un code de l’application ne vaut que trente secondes\u00a0: prenez celui qu’elle montre maintenant, et vérifiez que l’heure du téléphone est juste."),
    "factor_sheet_code_is_wrong": _("Ce n’est pas le code demandé. Vérifiez le numéro de la feuille et celui du code."),
    "factor_code_was_used": _("Ce code a déjà servi. Attendez quelques secondes que l’application en montre un autre."),
    "factor_tries_are_spent": _("Trop de codes ont été essayés aujourd’hui pour ce compte. Un code de secours, une feuille de codes ou une clé d’accès ouvrent encore."),
    "factor_is_worn_out": _("Trop de codes faux à la suite\u00a0: cette connexion est fermée. Recommencez depuis le début."),
    "factor_key_is_lost": _("Le site a été remis d’après une copie, sans la clé des applications\u00a0: leurs codes ne se vérifient plus. Entrez avec un code de secours, puis remettez l’application en service."),
    "no_factor_yet": _("Mettez d’abord une seconde preuve en service."),
    "no_factor_there": _("Ce compte n’a pas de seconde preuve\u00a0: un code reçu par courriel suffit pour y entrer."),
    "not_for_oneself": _("Ce n’est pas possible pour son propre compte\u00a0: demandez à deux autres personnes de l’équipe."),
    "nobody_to_second": _("Il faut deux personnes de l’équipe, et il n’y en a pas d’autre. La personne qui tient la machine peut le faire\u00a0: flask people reset-factor ADRESSE."),
    "role_is_not_given": _("Ce rôle ne se donne pas\u00a0: il vient de ce que la personne fait."),
}


# Refusals about passkeys.

PASSKEYS_SENTENCES = {
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


# Refusals about needs, projects, carrying and the committee's answers.

PROPOSALS_SENTENCES = {
    "is_needed": _("Écrivez quelques mots ici."),
    "note_is_needed": _("Dites ce qui change, et pourquoi\u00a0: les personnes qui soutiennent le liront."),
    "unknown_choice": _("Choisissez parmi les réponses proposées."),
    "not_a_whole_number": _("Écrivez un nombre entier, en chiffres, par exemple 120."),
    "not_an_amount": _("Écrivez un montant en euros, par exemple 12500 ou 12500,50."),
    "not_a_day": _("Écrivez une date qui existe, par exemple 01/03/2027."),
    "below_least": _("Écrivez %(least)s ou plus."),
    "above_most": _("Écrivez %(most)s ou moins."),
    "not_minor_answer": _("Une réponse change (une date, un montant, un choix)\u00a0: ce n’est pas une petite correction. Décochez la case et dites ce qui change."),
    "nothing_to_prepare": _("L’étape suivante ne demande rien de plus\u00a0: il n’y a rien à préparer."),
    "prepared_meanwhile": _("Quelqu’un d’autre qui porte cette proposition a écrit entre-temps. Son texte est au-dessus du vôtre\u00a0: choisissez, puis gardez."),
    "unknown_track": _("Ce type de proposition n’existe pas ici."),
    "space_is_closed": _("On ne peut plus rien déposer ici\u00a0: la période est terminée, ou pas encore ouverte."),
    "too_many_proposals": _("Vous avez déjà publié %(most)s propositions aujourd’hui. Gardez celle-ci en brouillon et revenez demain."),
    "too_many_open": _("Vous avez déjà %(most)s propositions ouvertes, la limite de la charte. Achevez-en ou retirez-en une d’abord."),
    "too_many_drafts": _("Vous avez déjà %(most)s brouillons. Publiez-en ou effacez-en un d’abord."),
    "draft_is_gone": _("Ce brouillon n’est plus là\u00a0: il vient d’être publié ou effacé. Ce que vous avez publié est dans votre espace."),
    "draft_changed_elsewhere": _("Ce brouillon a été modifié dans un autre onglet. Envoyez le formulaire pour choisir entre les deux textes."),
    "place_is_needed": _("Dites où\u00a0: une commune au moins, ou tout le territoire."),
    "unknown_place": _("Une des communes n’est pas connue."),
    "theme_is_needed": _("Choisissez un thème."),
    "unknown_theme": _("Ce thème n’existe pas."),
    "no_mandate": _("Pour parler au nom d’une structure, il faut un mandat confirmé. Demandez-le sur la page de la structure."),
    "not_a_need": _("Le lien «\u00a0répond au besoin\u00a0» va d’un projet vers un besoin."),
    "no_support_at_this_stage": _("À cette étape, on ne soutient plus\u00a0: on suit, ou on rejoint le groupe."),
    "nothing_chosen": _("Cochez au moins un paragraphe."),
    "everything_chosen": _("Laissez au moins un paragraphe à celle-ci\u00a0: pour tout changer, modifiez le texte."),
    "too_late_to_undo_merge": _("Une réunion ne se défait que pendant %(days)s jours."),
    "merge_went_on": _("L’autre proposition n’est plus ouverte\u00a0: la réunion ne se défait plus. Écrivez-en une nouvelle, reliée à elle."),
    "merge_counted": _("Depuis la réunion, l’autre proposition a franchi une étape avec ces soutiens\u00a0: la réunion ne se défait plus. Écrivez-en une nouvelle, reliée à elle."),
    "not_mergeable": _("On réunit deux besoins, ou deux projets, différents et encore ouverts."),
    "not_linkable": _("Cette proposition n’a pas été trouvée. Cherchez-la par quelques mots, ou par son code."),
    "not_alike": _("Ces deux propositions ne sont pas notées comme semblables."),
    "linked_to_itself": _("C’est cette proposition elle-même. Choisissez-en une autre."),
    "other_was_merged": _("Cette proposition continue dans une autre\u00a0: reliez plutôt celle-là."),
    "too_many_links": _("Cette proposition a déjà %(most)s liens. Défaites-en un d’abord."),
    "unknown_person": _("Cette personne ne participe plus."),
    "too_many_carriers": _("Une proposition a au plus %(most)s personnes qui portent ou sont invitées."),
    "no_carriers_at_this_stage": _("À cette étape, on n’invite plus à porter."),
    "carriers_answer": _("Les personnes qui portent vont répondre à votre offre."),
    "not_your_invitation": _("Cette invitation ne vous est pas adressée."),
    "already_answered": _("Il a déjà été répondu à cette invitation."),
    "last_carrier": _("Vous êtes la dernière personne à porter cette proposition. Trouvez quelqu’un d’autre, ou retirez-la avec une explication."),
    "gate_not_open": _("Cette étape n’attend pas de réponse du comité."),
    "own_proposal": _("Vous portez cette proposition\u00a0: une autre personne du comité doit répondre."),
    "conditions_not_met": _("Toutes les conditions ne sont pas remplies. La liste ci-dessous dit ce qui manque."),
    "not_on_earth": _("Une latitude va de -90 à 90 degrés, une longitude de -180 à 180."),
    "out_of_territory": _("Ce point est loin du territoire. Vérifiez la latitude et la longitude, et leur ordre."),
    "not_a_code": _("Un code a deux ou trois lettres majuscules, sans I, ni O, ni U."),
    "charter_invalid": _("Cette charte a %(faults)s défauts\u00a0: elle ne peut pas être mise en vigueur."),
}


# Why an act of a consent round is refused.

ROUNDS_SENTENCES = {
    "not_a_consent": _("Cette décision n’est pas un tour de consentement."),
    "too_early": _("L’appel aux objections dure au moins %(days)s jours, pour que chacun ait le temps de répondre."),
    "one_objection_at_a_time": _("Vous avez déjà une objection en cours. Levez-la ou retirez-la avant d’en poser une autre."),
    "objection_is_settled": _("Cette objection est déjà réglée."),
    "your_own_objection": _("On n’examine pas sa propre objection\u00a0: le cercle le fait sans vous."),
    "nothing_to_contest": _("Seule une objection jugée non valable se conteste."),
    "contested_once": _("Cette objection a déjà été contestée\u00a0: le second examen est le dernier."),
    "not_your_objection": _("Seule la personne qui l’a posée peut le faire."),
    "proposers_amend": _("Seules les personnes qui proposent changent le texte."),
    "proposers_withdraw": _("Seules les personnes qui ont posé la question peuvent la retirer."),
    "nothing_changed": _("Rien n’a changé. Modifiez d’abord le texte."),
    "nothing_to_accept": _("Le texte n’a pas encore changé pour lever cette objection."),
}


# Why a risk, a contribution or a document is refused.

SHARING_SENTENCES = {
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


# Refusals about the site itself: its set-up, its appearance, its mail, its examples.

SITE_SENTENCES = {
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


# Refusals about debates and the lines under a need.

STARTERS_SENTENCES = {
    "debate_on_needs_only": _("Un débat s’ouvre sur un besoin."),
    "debate_is_open": _("Un débat est déjà ouvert sur ce besoin\u00a0: sa conclusion doit d’abord être écrite."),
    "debate_is_over": _("Ce débat est déjà conclu. Il peut être rouvert, avec une explication."),
    "debate_is_old": _("Un débat plus récent a eu lieu ici\u00a0: c’est celui-là qui peut être rouvert."),
    "debate_day": _("Choisissez un jour à venir, dans %(most)s jours au plus."),
    "lines_on_needs_only": _("Ces listes sont sous les besoins."),
    "line_is_there": _("Cette ligne est déjà dans la liste."),
    "too_many_lines": _("Vous avez déjà écrit %(most)s lignes dans cette liste. Laissez un peu de place aux autres."),
    "lines_are_full": _("Cette liste a déjà %(most)s lignes. Écrivez plutôt dans la discussion."),
    "not_your_line": _("Cette ligne n’est pas la vôtre\u00a0: vous pouvez la signaler."),
}


# Refusals about structures and who speaks for them.

STRUCTURES_SENTENCES = {
    "structure_exists": _("Cette structure est déjà là, sous le nom «\u00a0%(name)s\u00a0»."),
    "too_many_structures": _("Vous avez déjà inscrit %(most)s structures aujourd’hui. Revenez demain."),
    "unknown_college": _("Choisissez un des collèges de la charte."),
    "not_an_address": _("Une adresse de site commence par http:// ou https://"),
    "mandate_is_there": _("Vous avez déjà un mandat, ou une demande en attente, pour cette structure."),
    "mandate_is_settled": _("Cette demande a déjà reçu sa réponse."),
    "not_your_structure": _("Seules les personnes qui parlent pour cette structure, ou le comité, peuvent faire cela."),
    "not_your_own_request": _("Vous ne pouvez pas répondre à votre propre demande\u00a0: une autre personne doit la confirmer."),
}


SENTENCES: dict[str, Any] = {}
for _part in (
        COMMON_SENTENCES, AMENDMENTS_SENTENCES, DECISIONS_SENTENCES, DISCUSSION_SENTENCES, EXPERIMENTS_SENTENCES, GOVERNANCE_SENTENCES, GROUPS_SENTENCES, MODERATION_SENTENCES, PAPERS_SENTENCES, PEOPLE_SENTENCES, PASSKEYS_SENTENCES, PROPOSALS_SENTENCES, ROUNDS_SENTENCES, SHARING_SENTENCES, SITE_SENTENCES, STARTERS_SENTENCES, STRUCTURES_SENTENCES):
    SENTENCES |= _part


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """In the reader's language; `%(name)s` takes the reason's numbers."""
    return str(SENTENCES[code]) % (params or {})
