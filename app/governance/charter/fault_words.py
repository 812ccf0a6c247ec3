"""What is wrong in a charter and what would be right, in each language. `{key}` is the dotted key of the fault."""

from app.governance.charter.table import Code
from app.governance.charter.words import Template

C = Code

READING: dict[Code, Template] = {
    C.NOT_TOML: {"fr": "Cette ligne ne se lit pas comme du TOML (vers le signe {column}). Vérifiez les guillemets, les "
                       "crochets et le signe « = ».",
                 "en": "This line does not read as TOML (near sign {column}). Check the quotes, the brackets and the “=”."},
    C.DECLARED_TWICE: {"fr": "Cette règle est écrite deux fois. Gardez-en une seule.",
                       "en": "This rule is written twice. Keep one of them."},
    C.CHARTER_TOO_LONG: {"fr": "Le texte a {got} signes ; {most} au plus.", "en": "The text has {got} signs; {most} at most."},
    C.LINE_TOO_LONG: {"fr": "Cette ligne a {got} signes ; {most} au plus. Coupez-la.",
                      "en": "This line has {got} signs; {most} at most. Break it."},
    C.MISSING: {"fr": "« {key} » manque. Ajoutez cette ligne.", "en": "“{key}” is missing. Add this line."},
    C.UNKNOWN_KEY: {"fr": "« {key} » n’est pas une clé connue ici.{hint} Les clés possibles : {known:list}.",
                    "en": "“{key}” is not a known key here.{hint} The possible keys: {known:list}."},
    C.WRONG_TYPE: {"fr": "« {key} » : {wanted} est attendu, et non {got}.",
                   "en": "“{key}”: {wanted} is expected, not {got}."},
    C.NOT_WHOLE: {"fr": "« {key} » vaut {got} : pas de nombre à virgule. Écrivez un nombre entier, ou une fraction entre "
                        "guillemets comme \"2/3\".",
                  "en": "“{key}” is {got}: no decimal point. Write a whole number, or a fraction in quotes like \"2/3\"."},
    C.OUT_OF_RANGE: {"fr": "« {key} » vaut {got} : il faut de {least} à {most}.",
                     "en": "“{key}” is {got}: it must be from {least} to {most}."},
    C.NOT_A_FRACTION: {"fr": "« {key} » : « {got} » n’est ni un nombre entier ni une fraction comme \"2/3\" (1 000 au "
                             "plus en bas).",
                       "en": "“{key}”: “{got}” is neither a whole number nor a fraction like \"2/3\" (1,000 at most below)."},
    C.FRACTION_OUT_OF_RANGE: {"fr": "« {key} » vaut {got} : une part va de 0 à 1, par exemple \"2/3\".",
                              "en": "“{key}” is {got}: a share goes from 0 to 1, for example \"2/3\"."},
    C.UNKNOWN_WORD: {"fr": "« {key} » : « {got} » n’est pas un mot connu ici.{hint} Les mots possibles : {known:list}.",
                     "en": "“{key}”: “{got}” is not a known word here.{hint} The possible words: {known:list}."},
    C.EMPTY: {"fr": "« {key} » est vide. Complétez, ou enlevez cette ligne.",
              "en": "“{key}” is empty. Fill it in, or remove this line."},
    C.TEXT_TOO_LONG: {"fr": "« {key} » a {got:signe|signes} ; {most} au plus.",
                      "en": "“{key}” has {got:sign|signs}; {most} at most."},
    C.BAD_SIGN: {"fr": "« {key} » contient un signe invisible. Retapez ce texte.",
                 "en": "“{key}” holds an invisible sign. Type this text again."},
    C.BAD_KEY: {"fr": "« {key} » : « {got} » ne convient pas comme clé. Écrivez 32 signes au plus, minuscules sans "
                      "accent, chiffres et « _ », en commençant par une lettre.",
                "en": "“{key}”: “{got}” will not do as a key. Use at most 32 signs, small letters without accents, "
                      "digits and “_”, beginning with a letter."},
    C.BAD_LANGUAGE: {"fr": "« {key} » : ce n’est pas un code de langue, comme « fr » ou « en ».",
                     "en": "“{key}”: this is not a language code, like “fr” or “en”."},
    C.MISSING_LANGUAGE: {"fr": "« {key} » n’a pas de texte en français. Ajoutez {language} = \"…\".",
                         "en": "“{key}” has no French text. Add {language} = \"…\"."},
    C.REPEATED: {"fr": "« {key} » : « {got} » est déjà là. Gardez-le une seule fois.",
                 "en": "“{key}”: “{got}” is already there. Keep it once."},
    C.RESERVED_FIELD: {"fr": "« {key} » : le service se sert déjà de « {got} ». Choisissez une autre clé.",
                       "en": "“{key}”: the service already uses “{got}”. Choose another key."},
    C.CHOICES_MISSING: {"fr": "« {key} » : une question à choix (kind = \"choice\" ou \"several\") a des réponses "
                              "proposées, les autres n’en ont pas. Ici : kind = \"{got}\".",
                        "en": "“{key}”: a question with choices (kind = \"choice\" or \"several\") has answers to choose "
                              "from, the others have none. Here: kind = \"{got}\"."},
    C.MIN_ABOVE_MAX: {"fr": "« {key} » vaut {most}, moins que le minimum ({least}). Écrivez {least} ou plus, ou baissez "
                            "« min ».",
                      "en": "“{key}” is {most}, less than the minimum ({least}). Write {least} or more, or lower “min”."},
    C.FORM_OF_A_FORM: {"fr": "« {key} » : l’étape « {got} » emprunte déjà son formulaire. Nommez l’étape où il est écrit.",
                       "en": "“{key}”: stage “{got}” already borrows its form. Name the stage where it is written."},
    C.UNKNOWN_TRACK: {"fr": "« {key} » : aucun parcours « {got} ». Les parcours de cette charte : {known:list}.",
                      "en": "“{key}”: there is no track “{got}”. The tracks of this charter: {known:list}."},
    C.UNKNOWN_STAGE: {"fr": "« {key} » : aucune étape « {got} » sur ce parcours. Ses étapes : {known:list}.",
                      "en": "“{key}”: there is no stage “{got}” on this track. Its stages: {known:list}."},
    C.UNKNOWN_ROLE: {"fr": "« {key} » : aucun rôle « {got} ». Les rôles possibles : {known:list}.",
                     "en": "“{key}”: there is no role “{got}”. The possible roles: {known:list}."},
    C.UNKNOWN_COLLEGE: {"fr": "« {key} » : aucun collège « {got} ». Les collèges de cette charte : {known:list}.",
                        "en": "“{key}”: there is no college “{got}”. The colleges of this charter: {known:list}."},
    C.UNKNOWN_FIELD: {"fr": "« {key} » : aucune rubrique « {got} » sur ce parcours. Les rubriques : {known:list}.",
                      "en": "“{key}”: there is no field “{got}” on this track. The fields: {known:list}."},
    C.NO_FIGURE: {"fr": "« {key} » ne demande rien. Donnez au moins : {known:list}, ou enlevez la condition.",
                  "en": "“{key}” asks for nothing. Give at least: {known:list}, or remove the condition."},
    C.TWO_THRESHOLDS: {"fr": "« {key} » : « at_least » et « more_than » ensemble. Gardez l’un des deux.",
                       "en": "“{key}”: “at_least” and “more_than” together. Keep one of them."},
    C.NOT_FOR_METHOD: {"fr": "« {key} » n’a pas de sens pour la méthode « {method} ». Ses réglages : {known:list}.",
                       "en": "“{key}” means nothing for the method “{method}”. Its settings: {known:list}."},
    C.AUTOMATIC_AND_DECIDED: {"fr": "« {key} » : ce passage est dit automatique et il a une décision. Gardez l’un des deux.",
                              "en": "“{key}”: this gate is said automatic and has a decision. Keep one of them."},
    C.NEITHER_AUTOMATIC_NOR_DECIDED: {
        "fr": "« {key} » : personne ne décide de ce passage. Ajoutez une décision, ou écrivez automatic = true.",
        "en": "“{key}”: nobody decides on this gate. Add a decision, or write automatic = true."},
}

KINDS: dict[str, Template] = {
    "whole": {"fr": "un nombre entier", "en": "a whole number"},
    "fraction": {"fr": "un nombre entier ou une fraction", "en": "a whole number or a fraction"},
    "decimal": {"fr": "un nombre à virgule", "en": "a decimal number"},
    "flag": {"fr": "true ou false", "en": "true or false"},
    "text": {"fr": "un texte", "en": "a text"},
    "list": {"fr": "une liste", "en": "a list"},
    "table": {"fr": "une table", "en": "a table"},
    "date": {"fr": "une date", "en": "a date"},
}
HINT: Template = {"fr": " Vouliez-vous dire « {near} » ?", "en": " Did you mean “{near}”?"}
LINE: Template = {"fr": "Ligne {line} : {told}", "en": "Line {line}: {told}"}


# Why a rule that is well formed is nonsense all the same, and what would make sense, in each language.

NONSENSE: dict[Code, Template] = {
    C.STAGE_WITHOUT_WAY_OUT: {
        "fr": "De l’étape « {stage} », aucun passage ne mène jusqu’à une fin. Ajoutez un passage, ou écrivez final = true.",
        "en": "From stage “{stage}” no gate leads to an end. Add a gate, or write final = true."},
    C.STAGE_UNREACHABLE: {
        "fr": "Aucun passage ne mène de « {start} » à l’étape « {stage} ». Ajoutez un passage, ou enlevez l’étape.",
        "en": "No gate leads from “{start}” to stage “{stage}”. Add a gate, or remove the stage."},
    C.GATE_TO_ITSELF: {"fr": "« {key} » : ce passage mène de « {stage} » à « {stage} ». Changez l’un des deux bouts.",
                       "en": "“{key}”: this gate leads from “{stage}” to “{stage}”. Change one end."},
    C.TWO_GATES_SAME_WAY: {
        "fr": "« {gate} » et « {other} » mènent de la même étape à la même étape : deux règles pour un passage. Gardez-en une.",
        "en": "“{gate}” and “{other}” lead from the same stage to the same stage: two rules for one gate. Keep one."},
    C.AUTOMATIC_WITHOUT_CONDITION: {
        "fr": "« {gate} » passe de lui-même sans rien demander. Ajoutez une condition ou une décision.",
        "en": "“{gate}” passes by itself and asks for nothing. Add a condition or a decision."},
    C.AUTOMATIC_LOOP: {
        "fr": "« {gate} » fait partie d’une boucle de passages automatiques, qui peut tourner sans fin. Mettez-y une décision.",
        "en": "“{gate}” is part of a loop of automatic gates, which may turn for ever. Put a decision in it."},
    C.FEATURE_CLOSED: {
        "fr": "« {key} » ne pourra jamais être atteint : ni « {stage} » ni une étape d’avant ne permet de {feature}. "
              "Ouvrez-le dans « features ».",
        "en": "“{key}” can never be reached: neither “{stage}” nor a stage before it lets people {feature}. Open it in "
              "“features”."},
    C.SUPPORT_WITHOUT_WORD: {
        "fr": "L’étape « {stage} » se soutient sans que le bouton ait un mot. Ajoutez support = {{ fr = \"Soutenir\" }}.",
        "en": "Stage “{stage}” can be supported but the button has no word. Add support = {{ fr = \"Soutenir\" }}."},
    C.FIELD_CANNOT_BE_FILLED: {
        "fr": "« {key} » : la rubrique « {field} » ne se remplit ni à l’étape « {stage} » ni avant. Déplacez l’une ou l’autre.",
        "en": "“{key}”: field “{field}” cannot be filled in at stage “{stage}” or before. Move one or the other."},
    C.ABOVE_THE_LIMIT: {"fr": "« {key} » demande {needed}, alors que les limites de la charte en permettent {most}.",
                        "en": "“{key}” asks for {needed}, while the charter’s limits allow {most}."},
    C.PROPOSER_DECIDES_ALONE: {
        "fr": "« {key} » : qui propose serait seul à décider ({who}). Nommez d’autres personnes, ou demandez un groupe "
              "plus nombreux que l’équipe qui porte.",
        "en": "“{key}”: those who propose would decide alone ({who}). Name other people, or ask for a group larger "
              "than the team that carries it."},
    C.REFUSAL_WITHOUT_REASON: {"fr": "« {key} » : un refus serait sans raison publique. Écrivez reason = true.",
                               "en": "“{key}”: a refusal would have no public reason. Write reason = true."},
    C.REFUSAL_WITHOUT_APPEAL: {
        "fr": "« {key} » manque : un refus serait sans recours. Ajoutez appeal = {{ days = 30, to = \"representatives\" }}.",
        "en": "“{key}” is missing: a refusal could not be appealed. Add appeal = {{ days = 30, to = \"representatives\" }}."},
    C.APPEAL_TO_THE_SAME: {"fr": "« {key} » : le recours irait devant qui a refusé ({who}). Nommez d’autres personnes.",
                           "en": "“{key}”: the appeal would go to those who refused ({who}). Name other people."},
    C.POSTPONEMENT_WITHOUT_END: {"fr": "« {key} » : un report sans fin. Ajoutez times = 1.",
                                 "en": "“{key}”: a postponement without end. Add times = 1."},
    C.CONSENT_WITHOUT_FALLBACK: {
        "fr": "« {key} » manque : que se passe-t-il si le consentement n’aboutit pas ? Ajoutez un vote de repli.",
        "en": "“{key}” is missing: what happens if consent is not reached? Add a vote to fall back on."},
    C.RANKING_ADOPTS_NOTHING: {
        "fr": "« {key} » : un classement (schulze) dit un ordre et n’adopte rien. Il sert à une question ; ici, choisissez majority.",
        "en": "“{key}”: a ranking (schulze) tells an order and adopts nothing. It serves a question; here, choose majority."},
    C.LIVE_WHILE_VOTING: {
        "fr": "« {key} » : un résultat visible pendant un vote secret dit les réponses, d’un compte à l’autre. Écrivez at_close.",
        "en": "“{key}”: a result seen during a secret vote tells the answers, from one count to the next. Write at_close."},
    C.CONSENT_WITHOUT_REVIEW: {
        "fr": "« {key} » manque : un consentement vaut jusqu’à une date. Ajoutez par exemple review_days = 365.",
        "en": "“{key}” is missing: a consent holds until a date. Add for example review_days = 365."},
    C.FALLBACK_IS_CONSENT: {
        "fr": "« {key} » : le repli d’un consentement ne peut pas être un consentement. Choisissez majority.",
        "en": "“{key}”: a consent cannot fall back on a consent. Choose majority."},
    C.TERM_WITHOUT_END: {"fr": "« {key} » : le rôle « {role} » n’a pas de terme. Ajoutez par exemple term_days = 730.",
                         "en": "“{key}”: role “{role}” has no term. Add for example term_days = 730."},
    C.THRESHOLD_TOO_LOW: {"fr": "« {key} » vaut {got} : une minorité déciderait. Il faut au moins {least}.",
                          "en": "“{key}” is {got}: a minority would decide. It must be at least {least}."},
    C.THRESHOLD_NEVER_REACHED: {"fr": "« {key} » : plus que la totalité ne s’atteint jamais. Écrivez at_least = \"1/1\".",
                                "en": "“{key}”: more than all is never reached. Write at_least = \"1/1\"."},
    C.ONE_DECIDES_ALONE: {
        "fr": "« {key} » : une seule voix pourrait suffire. Demandez un quorum d’au moins 2, ou une part comme \"1/2\".",
        "en": "“{key}”: a single voice could be enough. Ask for a quorum of at least 2, or a share like \"1/2\"."},
    C.DECISION_TOO_SHORT: {
        "fr": "« {key} » : {got:jour|jours}, moins que le minimum de la charte ({least}).",
        "en": "“{key}”: {got:day|days}, less than the charter’s minimum ({least})."},
    C.SCIC_TOO_FEW_COLLEGES: {"fr": "Une Scic a au moins {least} collèges ; il y en a {got}.",
                              "en": "A Scic has at least {least} colleges; there {got:~is|are} {got}."},
    C.SCIC_WEIGHT_TOO_LOW: {
        "fr": "« {key} » : le collège « {college} » a {got} du poids ; dans une Scic, 10 % au moins (1/10).",
        "en": "“{key}”: college “{college}” has {got} of the weight; in a Scic, 10% at least (1/10)."},
    C.SCIC_WEIGHT_TOO_HIGH: {
        "fr": "« {key} » : le collège « {college} » a {got} du poids ; dans une Scic, 50 % au plus (1/2).",
        "en": "“{key}”: college “{college}” has {got} of the weight; in a Scic, 50% at most (1/2)."},
    C.EMPTY_COLLEGE: {"fr": "Le collège « {college} » n’a personne aujourd’hui. Accueillez un membre, ou enlevez le collège.",
                      "en": "College “{college}” has nobody today. Welcome a member, or remove the college."},
    C.NOT_ENOUGH_PEOPLE: {
        "fr": "« {key} » demande {needed}, et le registre en a {got} ({who}) : il en manque {missing}.",
        "en": "“{key}” asks for {needed}, and the register has {got} ({who}): {missing} missing."},
    C.NOBODY_DECIDES: {"fr": "« {key} » : {who} n’a personne aujourd’hui. Nommez quelqu’un avant d’adopter ces règles.",
                       "en": "“{key}”: {who} has nobody today. Name somebody before adopting these rules."},
    C.ONE_STRUCTURE_DECIDES: {
        "fr": "« {key} » : {needed:voix suffit|voix suffisent} à décider, et une seule structure en a {largest} ({who}). "
              "Demandez un quorum plus haut.",
        "en": "“{key}”: {needed:voice is|voices are} enough to decide, and a single organisation has {largest} ({who}). "
              "Ask for a higher quorum."},
}

REGISTER: dict[str, Template] = {
    "members": {"fr": "membres", "en": "members"},
    "places": {"fr": "communes où vivent des membres", "en": "municipalities where members live"},
    "structures": {"fr": "structures", "en": "organisations"},
    "colleges": {"fr": "collèges où il y a quelqu’un", "en": "colleges with somebody in them"},
}
