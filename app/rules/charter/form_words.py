"""What each question of a form says of itself aloud, in each language."""

from app.rules.charter.wording import Template
from app.rules.charter.words import FieldKind

Kind = FieldKind

TITLE: Template = {"fr": "{stage} : ce que l’on écrit", "en": "{stage}: what is written"}
QUESTION: Template = {"fr": "« {name} » : {what}", "en": "“{name}”: {what}"}
REQUIRED: Template = {"fr": "à remplir", "en": "to be filled in"}
OPTIONAL: Template = {"fr": "facultatif", "en": "optional"}

KINDS: dict[Kind, Template] = {
    Kind.TEXT: {"fr": "une ligne, {max:signe|signes} au plus", "en": "a line, {max:sign|signs} at most"},
    Kind.LONG: {"fr": "un texte, {max:signe|signes} au plus", "en": "a text, {max:sign|signs} at most"},
    Kind.CHOICE: {"fr": "une réponse parmi {choices:list}", "en": "one answer among {choices:list}"},
    Kind.SEVERAL: {"fr": "une ou plusieurs réponses parmi {choices:list}",
                   "en": "one or more answers among {choices:list}"},
    Kind.NUMBER: {"fr": "un nombre entier{bounds}", "en": "a whole number{bounds}"},
    Kind.DATE: {"fr": "une date", "en": "a date"},
    Kind.YES_NO: {"fr": "oui ou non", "en": "yes or no"},
    Kind.MONEY: {"fr": "un montant en euros{bounds}", "en": "an amount in euros{bounds}"},
}

BETWEEN: Template = {"fr": ", de {least} à {most}", "en": ", from {least} to {most}"}
FROM: Template = {"fr": ", à partir de {least}", "en": ", from {least} up"}
