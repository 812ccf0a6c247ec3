"""What is wrong in a charter and what would be right, in each language. `{key}` is the dotted key of the fault."""

from app.rules.charter.faults import Code
from app.rules.charter.wording import Template

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
