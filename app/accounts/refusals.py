"""Why an act on an account, a factor or a role is refused."""

from app.core.refusals import N_, Refusal

A_SECOND_IS_SOMEBODY_ELSE = Refusal("a_second_is_somebody_else", N_(
    "C’est vous qui l’avez demandé\u00a0: l’accord doit venir d’une autre personne."))
ACT_IS_SETTLED = Refusal("act_is_settled", N_("C’est déjà fait, refusé, ou le temps est passé."))
ACT_WAITS_ALREADY = Refusal("act_waits_already", N_("C’est déjà demandé\u00a0: une autre personne doit le confirmer."))
ADDRESS_IS_TAKEN = Refusal("address_is_taken", N_("Un autre compte utilise déjà cette adresse."))
ALREADY_HAS_AN_ACCOUNT = Refusal("already_has_an_account", N_(
    "Cette adresse a déjà un compte\u00a0: reprenez, le rôle se donne directement."))
ALREADY_HERE = Refusal("already_here", N_("Un compte existe déjà avec cette adresse. Demandez un code pour y entrer."))
ALREADY_INVITED = Refusal("already_invited", N_(
    "Cette adresse a déjà une invitation pour ce rôle, valable %(days)s jours. Annulez-la plus bas pour en envoyer une autre."))
CODE_IS_OVER = Refusal("code_is_over", N_(
    "Ce code n’est plus valable\u00a0: il a plus de quinze minutes, il a déjà servi, ou un autre a été demandé depuis. Demandez-en un nouveau."))
CODE_IS_WORN_OUT = Refusal("code_is_worn_out", N_("Trop d’essais avec ce code. Demandez-en un nouveau."))
CODE_IS_WRONG = Refusal("code_is_wrong", N_("Ce code n’est pas le bon. Relisez le dernier courriel reçu."))
FACTOR_CODE_IS_WRONG = Refusal("factor_code_is_wrong", N_(
    "Ce code n’est pas le bon. Un code de l’application ne vaut que trente secondes\u00a0: prenez celui qu’elle montre maintenant, et vérifiez que l’heure du téléphone est juste."))
FACTOR_CODE_WAS_USED = Refusal("factor_code_was_used", N_(
    "Ce code a déjà servi. Attendez quelques secondes que l’application en montre un autre."))
FACTOR_IS_NOT_BEGUN = Refusal("factor_is_not_begun", N_(
    "Rien n’attend de code ici\u00a0: reprenez depuis la page «\u00a0Sécurité\u00a0»."))
FACTOR_IS_THERE = Refusal("factor_is_there", N_(
    "Une application est déjà en service. Pour en changer, retirez-la d’abord."))
FACTOR_IS_WORN_OUT = Refusal("factor_is_worn_out", N_(
    "Trop de codes faux à la suite\u00a0: cette connexion est fermée. Recommencez depuis le début."))
FACTOR_KEY_IS_LOST = Refusal("factor_key_is_lost", N_(
    "Le site a été remis d’après une copie, sans la clé des applications\u00a0: leurs codes ne se vérifient plus. Entrez avec un code de secours, puis remettez l’application en service."))
FACTOR_SHEET_CODE_IS_WRONG = Refusal("factor_sheet_code_is_wrong", N_(
    "Ce n’est pas le code demandé. Vérifiez le numéro de la feuille et celui du code."))
FACTOR_TRIES_ARE_SPENT = Refusal("factor_tries_are_spent", N_(
    "Trop de codes ont été essayés aujourd’hui pour ce compte. Un code de secours, une feuille de codes ou une clé d’accès ouvrent encore."))
LAST_NAME_IS_NEEDED = Refusal("last_name_is_needed", N_("Écrivez votre nom, ou choisissez une autre présentation."))
LINK_IS_OVER = Refusal("link_is_over", N_(
    "Ce lien ne sert qu’une fois, pendant une heure\u00a0: il a déjà servi, ou l’heure est passée. Demandez un code par courriel, ou un autre lien à la personne qui tient le serveur."))
NO_FACTOR_THERE = Refusal("no_factor_there", N_(
    "Ce compte n’a pas de seconde preuve\u00a0: un code reçu par courriel suffit pour y entrer."))
NO_FACTOR_YET = Refusal("no_factor_yet", N_("Mettez d’abord une seconde preuve en service."))
NOBODY_TO_SECOND = Refusal("nobody_to_second", N_(
    "Il faut deux personnes de l’équipe, et il n’y en a pas d’autre. La personne qui tient la machine peut le faire\u00a0: flask people reset-factor ADRESSE."))
NOT_FOR_ONESELF = Refusal("not_for_oneself", N_(
    "Ce n’est pas possible pour son propre compte\u00a0: demandez à deux autres personnes de l’équipe."))
NOT_ONE_OF_THE_HOLDERS = Refusal("not_one_of_the_holders", N_("Seules les personnes qui ont ce rôle peuvent répondre."))
PASSKEY_IS_COPIED = Refusal("passkey_is_copied", N_(
    "Cette clé d’accès n’a pas été acceptée\u00a0: son compteur est revenu en arrière, comme celui d’une copie. Un courriel vous en prévient. Choisissez un autre moyen, puis retirez-la."))
PASSKEY_IS_NO_ANSWER = Refusal("passkey_is_no_answer", N_(
    "La réponse de votre appareil n’a pas pu être vérifiée. Recommencez, ou choisissez un autre moyen."))
PASSKEY_IS_OVER = Refusal("passkey_is_over", N_(
    "Plus de cinq minutes ont passé, ou cette réponse a déjà servi. Recommencez, depuis cette page."))
PASSKEY_IS_THERE = Refusal("passkey_is_there", N_("Cette clé d’accès est déjà enregistrée."))
PASSKEY_IS_UNKNOWN = Refusal("passkey_is_unknown", N_(
    "Cette clé d’accès n’est pas de votre compte, ou elle en a été retirée. Choisissez-en une autre, ou un autre moyen."))
PASSKEY_OF_ANOTHER_KIND = Refusal("passkey_of_another_kind", N_(
    "Cet appareil fait une sorte de clé que ce site ne sait pas vérifier. Choisissez un autre appareil, ou un autre moyen."))
PASSKEY_OF_ANOTHER_SITE = Refusal("passkey_of_another_site", N_(
    "Cette clé d’accès a répondu pour un autre site que celui-ci. Ouvrez le site par son adresse habituelle, vérifiez-la en haut du navigateur, puis recommencez."))
PASSKEY_WAS_NOT_GIVEN = Refusal("passkey_was_not_given", N_(
    "Votre navigateur n’a pas donné de clé d’accès. Il faut qu’il soit à jour, et que JavaScript y soit permis. Les autres moyens s’en passent."))
PASSKEYS_NEED_A_NAME = Refusal("passkeys_need_a_name", N_(
    "Les navigateurs ne font de clés d’accès que pour un site qui a un nom et une adresse en https://. Celui-ci n’en a pas encore\u00a0: choisissez un autre moyen."))
PASSWORD_IS_COMMON = Refusal("password_is_common", N_(
    "Ce mot de passe est trop facile à deviner. Choisissez quelques mots sans rapport entre eux."))
PASSWORD_IS_SHORT = Refusal("password_is_short", N_(
    "Ce mot de passe est trop court\u00a0: %(least)s signes au moins. Quelques mots à la suite font très bien l’affaire."))
PSEUDONYM_IS_NEEDED = Refusal("pseudonym_is_needed", N_(
    "Écrivez votre pseudonyme, ou choisissez une autre présentation."))
ROLE_IS_NOT_GIVEN = Refusal("role_is_not_given", N_(
    "Ce rôle ne se donne pas\u00a0: il vient de ce que la personne fait."))
TOO_MANY_CODES = Refusal("too_many_codes", N_(
    "Aucun courriel n’est parti\u00a0: vous avez demandé plus de %(most)s codes aujourd’hui. Revenez demain."))
TOO_MANY_INVITATIONS = Refusal("too_many_invitations", N_(
    "%(most)s invitations attendent déjà une réponse. Annulez celles qui ne servent plus, puis recommencez."))
TOO_MANY_PASSKEYS = Refusal("too_many_passkeys", N_(
    "Vous avez déjà %(most)s clés d’accès. Retirez-en une qui ne sert plus, puis recommencez."))
UNKNOWN_PERSON = Refusal("unknown_person", N_("Cette personne ne participe plus."))
WELCOME_IS_OVER = Refusal("welcome_is_over", N_(
    "Trop de temps a passé depuis votre code. Demandez-en un nouveau\u00a0: ce sera rapide."))
WRONG_CURRENT_PASSWORD = Refusal("wrong_current_password", N_("Ce n’est pas votre mot de passe actuel."))
WRONG_PASSWORD = Refusal("wrong_password", N_(
    "Cette adresse et ce mot de passe ne vont pas ensemble. Vous pouvez toujours entrer avec un code reçu par courriel."))
