"""Templates filled with numbers and lists, with each language's plurals and signs. No gettext: the engine speaks alone.

In a template `{got:soutien|soutiens}` is the number and its word, `{got:~est|sont}` the word only, `{missing:list}` a
list with its « et », `{got:euros}` an amount given in cents, `{share:share}` a fraction in words.
"""

import re
import string
from collections.abc import Mapping, Sequence
from fractions import Fraction

from app.governance.charter.model import (
    LANGUAGES,
    SOURCE,
    Ballots,
    ConditionKind,
    Delegating,
    DocumentKind,
    Electorate,
    Feature,
    FieldKind,
    Grade,
    Method,
    Results,
    Silence,
    SupportsShown,
)
from app.governance.tally.settings import Base

Template = Mapping[str, str]
"""A sentence by language."""

_SHARES: dict[Fraction, tuple[str, str]] = {
    Fraction(1): ("la totalité", "all"),
    Fraction(1, 2): ("la moitié", "half"),
    Fraction(1, 3): ("un tiers", "a third"),
    Fraction(2, 3): ("deux tiers", "two thirds"),
    Fraction(1, 4): ("un quart", "a quarter"),
    Fraction(3, 4): ("trois quarts", "three quarters"),
    Fraction(1, 5): ("un cinquième", "a fifth"),
    Fraction(2, 5): ("deux cinquièmes", "two fifths"),
    Fraction(3, 5): ("trois cinquièmes", "three fifths"),
    Fraction(4, 5): ("quatre cinquièmes", "four fifths"),
}
_AND = {"fr": "et", "en": "and"}
_NARROW = "\u202f"  # thin space between thousands, in French


def spoken(lang: str) -> str:
    """The language sentences are made in: the one asked, else French."""
    short = lang.split("-", maxsplit=1)[0]
    return short if short in LANGUAGES else SOURCE


def fill(template: Template, lang: str, params: Mapping[str, object]) -> str:
    lang = spoken(lang)
    text = _Filler(lang).vformat(template[lang], (), params)
    return french_signs(text) if lang == "fr" else text


def french_signs(text: str) -> str:
    """No line may begin with a sign that belongs to the word before it."""
    text = re.sub(r" ([;:!?»%€])", "\u00a0\\1", text)
    return text.replace("« ", "«\u00a0")


def is_one(number: int, lang: str) -> bool:
    """French counts 0 and 1 as one thing; English only 1."""
    return abs(number) < 2 if lang == "fr" else abs(number) == 1


def whole(number: int, lang: str) -> str:
    return f"{number:,}".replace(",", _NARROW if lang == "fr" else ",")


def euros(cents: int, lang: str) -> str:
    units, rest = divmod(abs(cents), 100)
    told = whole(units, lang) + (f"{',' if lang == 'fr' else '.'}{rest:02}" if rest else "")
    return f"{told}\u00a0€" if lang == "fr" else f"€{told}"


def share(value: Fraction, lang: str) -> str:
    words = _SHARES.get(value)
    if words:
        return words[LANGUAGES.index(lang)]
    return percent(value, lang) if (value * 100).denominator == 1 else f"{value.numerator}/{value.denominator}"


def percent(value: Fraction, lang: str) -> str:
    """Exact, or the fraction itself."""
    if (value * 100).denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return f"{int(value * 100)}\u00a0%" if lang == "fr" else f"{int(value * 100)}%"


def enumerated(words: Sequence[str], lang: str) -> str:
    """« a, b et c »."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[lang]} {words[-1]}"


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Filler(string.Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "list" and isinstance(value, Sequence):
            return enumerated([str(each) for each in value], self.lang)
        if format_spec == "share" and isinstance(value, Fraction):
            return share(value, self.lang)
        if not isinstance(value, int):
            return str(value)
        if format_spec == "euros":
            return euros(value, self.lang)
        told = whole(value, self.lang)
        one, bar, many = format_spec.removeprefix("~").partition("|")
        if not bar:
            return told
        word = one if is_one(value, self.lang) else many
        return word if format_spec.startswith("~") else f"{told} {word}"


# What each figure of a gate's report says, met and unmet, in each language.

MET: dict[str, Template] = {
    "supports": {"fr": "{got:soutien|soutiens} ; il en fallait {needed}",
                 "en": "{got:support|supports}; {needed} needed"},
    "support_places": {"fr": "Soutiens venus de {got:commune|communes} ; il en fallait {needed}",
                       "en": "Supports from {got:municipality|municipalities}; {needed} needed"},
    "support_structures": {"fr": "Soutiens de {got:structure|structures} ; il en fallait {needed}",
                           "en": "Supports from {got:organisation|organisations}; {needed} needed"},
    "support_colleges": {"fr": "Soutiens de {got:collège|collèges} ; il en fallait {needed}",
                         "en": "Supports from {got:college|colleges}; {needed} needed"},
    "supports_now": {"fr": "{got:soutien|soutiens} à la version actuelle ; il en fallait {needed}",
                     "en": "{got:support|supports} of the present version; {needed} needed"},
    "support_places_now": {
        "fr": "Soutiens à la version actuelle venus de {got:commune|communes} ; il en fallait {needed}",
        "en": "Supports of the present version from {got:municipality|municipalities}; {needed} needed"},
    "support_structures_now": {
        "fr": "Soutiens à la version actuelle de {got:structure|structures} ; il en fallait {needed}",
        "en": "Supports of the present version from {got:organisation|organisations}; {needed} needed"},
    "support_colleges_now": {
        "fr": "Soutiens à la version actuelle de {got:collège|collèges} ; il en fallait {needed}",
        "en": "Supports of the present version from {got:college|colleges}; {needed} needed"},
    "carriers": {"fr": "{got:personne porte|personnes portent} la proposition ; il en fallait {needed}",
                 "en": "Carried by {got:person|people}; {needed} needed"},
    "carrier_structures": {"fr": "{got:structure porte|structures portent} la proposition ; il en fallait {needed}",
                           "en": "Carried by {got:organisation|organisations}; {needed} needed"},
    "members": {"fr": "{got:membre|membres} dans le groupe ; il en fallait {needed}",
                "en": "{got:member|members} in the group; {needed} needed"},
    "member_structures": {"fr": "{got:structure|structures} dans le groupe ; il en fallait {needed}",
                          "en": "{got:organisation|organisations} in the group; {needed} needed"},
    "roles": {"fr": "Chaque rôle demandé est tenu", "en": "Every role asked for is held"},
    "open_for": {"fr": "À cette étape depuis {got:jour|jours} ; il en fallait {needed}",
                 "en": "At this stage for {got:day|days}; {needed} needed"},
    "filled": {"fr": "Tout ce qui est demandé est rempli", "en": "Everything asked for is filled in"},
    "covered_by": {"fr": "Un projet y répond et se poursuit", "en": "A project answers it and goes on"},
    "outcome_continued": {"fr": "La suite : pérennisée", "en": "What follows: continued"},
    "outcome_scaled": {"fr": "La suite : essaimée", "en": "What follows: scaled"},
    "outcome_adapted": {"fr": "La suite : à adapter", "en": "What follows: to adapt"},
    "outcome_temporary": {"fr": "La suite : éphémère assumée", "en": "What follows: temporary by choice"},
    "outcome_stopped": {"fr": "La suite : arrêtée, avec enseignements", "en": "What follows: stopped, with lessons"},
    "documents": {"fr": "Tous les documents demandés sont joints", "en": "Every document asked for is attached"},
    "meetings": {"fr": "{got:réunion tenue|réunions tenues} ; il en fallait {needed}",
                 "en": "{got:meeting|meetings} held; {needed} needed"},
    "meetings_with_minutes": {"fr": "{got:compte rendu publié|comptes rendus publiés} ; il en fallait {needed}",
                              "en": "Minutes of {got:meeting|meetings} published; {needed} needed"},
    "risks_shared": {"fr": "{got:risque partagé|risques partagés} ; il en fallait {needed}",
                     "en": "{got:risk|risks} shared; {needed} needed"},
    "contribution_hours": {"fr": "{got:heure offerte|heures offertes} ; il en fallait {needed}",
                           "en": "{got:hour|hours} pledged; {needed} needed"},
    "contribution_euros": {"fr": "Montant rassemblé : {got:euros} ; il fallait {needed:euros}",
                           "en": "{got:euros} pledged; {needed:euros} needed"},
    "contribution_structures": {"fr": "Contributions de {got:structure|structures} ; il en fallait {needed}",
                                "en": "Contributions from {got:organisation|organisations}; {needed} needed"},
    "indicators": {"fr": "{got:indicateur défini|indicateurs définis} ; il en fallait {needed}",
                   "en": "{got:indicator|indicators} defined; {needed} needed"},
    "indicators_measured": {"fr": "{got:indicateur mesuré|indicateurs mesurés} ; il en fallait {needed}",
                            "en": "{got:indicator|indicators} measured; {needed} needed"},
    "no_open_objection": {"fr": "Aucune objection en cours", "en": "No objection stands"},
    "answered": {"fr": "Chaque question a sa réponse", "en": "Every question has its answer"},
    "not_reported": {"fr": "Aucun signalement en cours", "en": "No report is being looked at"},
}

UNMET: dict[str, Template] = {
    "supports": {"fr": "{got:soutien|soutiens} sur {needed} ; il en manque {missing}",
                 "en": "{got:support|supports} of {needed}; {missing} more needed"},
    "support_places": {"fr": "Soutiens venus de {got:commune|communes} sur {needed} ; il en manque {missing}",
                       "en": "Supports from {got:municipality|municipalities} of {needed}; {missing} more needed"},
    "support_structures": {"fr": "Soutiens de {got:structure|structures} sur {needed} ; il en manque {missing}",
                           "en": "Supports from {got:organisation|organisations} of {needed}; {missing} more needed"},
    "support_colleges": {"fr": "Soutiens de {got:collège|collèges} sur {needed} ; il en manque {missing}",
                         "en": "Supports from {got:college|colleges} of {needed}; {missing} more needed"},
    "supports_now": {"fr": "{got:soutien|soutiens} sur {needed} à la version actuelle ; il en manque {missing}",
                     "en": "{got:support|supports} of {needed} for the present version; {missing} more needed"},
    "support_places_now": {
        "fr": "Soutiens à la version actuelle venus de {got:commune|communes} sur {needed} ; il en manque {missing}",
        "en": "Supports of the present version from {got:municipality|municipalities} of {needed}; "
              "{missing} more needed"},
    "support_structures_now": {
        "fr": "Soutiens à la version actuelle de {got:structure|structures} sur {needed} ; il en manque {missing}",
        "en": "Supports of the present version from {got:organisation|organisations} of {needed}; "
              "{missing} more needed"},
    "support_colleges_now": {
        "fr": "Soutiens à la version actuelle de {got:collège|collèges} sur {needed} ; il en manque {missing}",
        "en": "Supports of the present version from {got:college|colleges} of {needed}; {missing} more needed"},
    "carriers": {
        "fr": "{got:personne porte|personnes portent} la proposition, sur {needed} ; il en manque {missing}",
        "en": "Carried by {got:person|people} of {needed}; {missing} more needed"},
    "carrier_structures": {
        "fr": "{got:structure porte|structures portent} la proposition, sur {needed} ; il en manque {missing}",
        "en": "Carried by {got:organisation|organisations} of {needed}; {missing} more needed"},
    "members": {"fr": "{got:membre|membres} dans le groupe sur {needed} ; il en manque {missing}",
                "en": "{got:member|members} in the group of {needed}; {missing} more needed"},
    "member_structures": {"fr": "{got:structure|structures} dans le groupe sur {needed} ; il en manque {missing}",
                          "en": "{got:organisation|organisations} in the group of {needed}; {missing} more needed"},
    "roles": {"fr": "{got:rôle tenu|rôles tenus} sur {needed} ; à confier : {missing:list}",
              "en": "{got:role|roles} held of {needed}; still to be given: {missing:list}"},
    "open_for": {"fr": "À cette étape depuis {got:jour|jours} sur {needed} ; encore {missing:jour|jours} d’attente",
                 "en": "At this stage for {got:day|days} of {needed}; {missing:day|days} to wait"},
    "filled": {"fr": "{got:rubrique remplie|rubriques remplies} sur {needed} ; reste à remplir : {missing:list}",
               "en": "{got:part|parts} filled in of {needed}; still to fill in: {missing:list}"},
    "covered_by": {"fr": "Aucun projet n’y répond encore jusqu’à son bilan",
                   "en": "No project answers it yet up to its outcome"},
    "outcome_continued": {"fr": "La suite n’est pas « pérennisée »", "en": "What follows is not “continued”"},
    "outcome_scaled": {"fr": "La suite n’est pas « essaimée »", "en": "What follows is not “scaled”"},
    "outcome_adapted": {"fr": "La suite n’est pas « à adapter »", "en": "What follows is not “to adapt”"},
    "outcome_temporary": {"fr": "La suite n’est pas « éphémère assumée »",
                          "en": "What follows is not “temporary by choice”"},
    "outcome_stopped": {"fr": "La suite n’est pas « arrêtée »", "en": "What follows is not “stopped”"},
    "documents": {"fr": "{got:document joint|documents joints} sur {needed} ; il manque : {missing:list}",
                  "en": "{got:document|documents} attached of {needed}; missing: {missing:list}"},
    "meetings": {"fr": "{got:réunion tenue|réunions tenues} sur {needed} ; il en manque {missing}",
                 "en": "{got:meeting|meetings} held of {needed}; {missing} more needed"},
    "meetings_with_minutes": {
        "fr": "{got:compte rendu publié|comptes rendus publiés} sur {needed} ; il en manque {missing}",
        "en": "Minutes of {got:meeting|meetings} published of {needed}; {missing} more needed"},
    "risks_shared": {"fr": "{got:risque partagé|risques partagés} sur {needed} ; il en manque {missing}",
                     "en": "{got:risk|risks} shared of {needed}; {missing} more needed"},
    "contribution_hours": {"fr": "{got:heure offerte|heures offertes} sur {needed} ; il en manque {missing}",
                           "en": "{got:hour|hours} pledged of {needed}; {missing} more needed"},
    "contribution_euros": {"fr": "Montant rassemblé : {got:euros} sur {needed:euros} ; il manque {missing:euros}",
                           "en": "{got:euros} pledged of {needed:euros}; {missing:euros} more needed"},
    "contribution_structures": {
        "fr": "Contributions de {got:structure|structures} sur {needed} ; il en manque {missing}",
        "en": "Contributions from {got:organisation|organisations} of {needed}; {missing} more needed"},
    "indicators": {"fr": "{got:indicateur défini|indicateurs définis} sur {needed} ; il en manque {missing}",
                   "en": "{got:indicator|indicators} defined of {needed}; {missing} more needed"},
    "indicators_measured": {"fr": "{got:indicateur mesuré|indicateurs mesurés} sur {needed} ; il en manque {missing}",
                            "en": "{got:indicator|indicators} measured of {needed}; {missing} more needed"},
    "no_open_objection": {"fr": "{got:objection|objections} en cours, à lever",
                          "en": "{got:objection|objections} still to be lifted"},
    "answered": {"fr": "{got:question|questions} sans réponse", "en": "{got:question|questions} without an answer"},
    "not_reported": {"fr": "{got:signalement|signalements} en cours d’examen",
                     "en": "{got:report|reports} being looked at"},
}

BUILT_IN_NAMES: dict[str, Template] = {
    "title": {"fr": "Titre", "en": "Title"},
    "places": {"fr": "Communes", "en": "Municipalities"},
    "theme": {"fr": "Thème", "en": "Theme"},
    "pact_hypothesis": {"fr": "Ce que nous voulons vérifier", "en": "What we want to find out"},
    "pact_population": {"fr": "Pour qui et avec qui", "en": "For whom and with whom"},
    "pact_place": {"fr": "Où cela se passe", "en": "Where it happens"},
    "pact_dates": {"fr": "Début et fin", "en": "Start and end"},
    "pact_stop": {"fr": "Ce qui nous ferait arrêter", "en": "What would make us stop"},
    "pact_observers": {"fr": "Qui observe", "en": "Who observes"},
    "outcome_kind": {"fr": "La suite donnée", "en": "What follows"},
    "outcome_lessons": {"fr": "Les enseignements", "en": "The lessons"},
}

ROLE_NAMES: dict[str, Template] = {
    "lead": {"fr": "pilote", "en": "lead"},
    "facilitator": {"fr": "facilitation", "en": "facilitator"},
    "secretary": {"fr": "secrétariat", "en": "secretary"},
    "treasurer": {"fr": "trésorerie", "en": "treasurer"},
}

DOCUMENT_NAMES: dict[str, Template] = {
    DocumentKind.AGREEMENT: {"fr": "convention", "en": "agreement"},
    DocumentKind.BUDGET: {"fr": "budget", "en": "budget"},
    DocumentKind.INSURANCE: {"fr": "assurance", "en": "insurance"},
    DocumentKind.ESTIMATE: {"fr": "devis", "en": "estimate"},
    DocumentKind.AUTHORISATION: {"fr": "autorisation", "en": "authorisation"},
    DocumentKind.PLAN: {"fr": "plan", "en": "plan"},
}

FEATURE_NAMES: dict[str, Template] = {
    Feature.SUPPORT: {"fr": "soutenir", "en": "support"},
    Feature.COMMENT: {"fr": "commenter", "en": "comment"},
    Feature.CARRIERS: {"fr": "porter à plusieurs", "en": "carry together"},
    Feature.GROUP: {"fr": "former un groupe de travail", "en": "form a work group"},
    Feature.MEETINGS: {"fr": "tenir des réunions", "en": "hold meetings"},
    Feature.PACT: {"fr": "écrire le pacte d’expérimentation et ses indicateurs",
                   "en": "write the pact of the experiment and its indicators"},
    Feature.MILESTONES: {"fr": "poser des jalons", "en": "set milestones"},
    Feature.MEASURES: {"fr": "relever les mesures", "en": "record measures"},
    Feature.CHECK_INS: {"fr": "faire le point", "en": "check in"},
    Feature.OUTCOME_FORM: {"fr": "rédiger le bilan", "en": "write the outcome"},
    Feature.OUTCOME: {"fr": "lire le bilan", "en": "read the outcome"},
}


# What the charter says outside its gates, in each language: colleges, roles, limits, changes, sleep.

TITLES: dict[str, Template] = {
    "colleges": {"fr": "Les collèges", "en": "The colleges"},
    "roles": {"fr": "Les rôles", "en": "The roles"},
    "limits": {"fr": "Les limites", "en": "The limits"},
    "changes": {"fr": "Changer ces règles", "en": "Changing these rules"},
}

RULES: dict[str, Template] = {
    "college": {"fr": "{name} : {weight} du poids.", "en": "{name}: {weight} of the weight."},
    "scic": {"fr": "Chaque collège pèse entre 10 % et 50 %, comme la loi le demande aux Scic.",
             "en": "Each college weighs between 10% and 50%, as French law asks of a Scic."},
    "role": {"fr": "{name} : pour {days:jour|jours}.", "en": "{name}: for {days:day|days}."},
    "role_terms": {"fr": "{name} : pour {days:jour|jours}, {terms:fois|fois} de suite au plus.",
                   "en": "{name}: for {days:day|days}, at most {terms:term|terms} in a row."},
    "role_endless": {"fr": "{name} : sans terme.", "en": "{name}: without a term."},
    "open_proposals": {"fr": "Une personne a au plus {number:proposition ouverte|propositions ouvertes} à la fois.",
                       "en": "A person has at most {number:open proposal|open proposals} at a time."},
    "carriers": {"fr": "Une proposition est portée par {number:personne|personnes} au plus.",
                 "en": "A proposal is carried by at most {number:person|people}."},
    "decision_days": {"fr": "Une question mise au vote reste ouverte au moins {number:jour|jours}.",
                      "en": "A question put to the vote stays open for at least {number:day|days}."},
    "question_days": {"fr": "Une question posée dans une discussion attend une réponse sous {number:jour|jours}.",
                      "en": "A question asked in a discussion is to be answered within {number:day|days}."},
    "seconds": {"fr": "Confier un rôle de l’équipe, proposer des règles ou annuler une décision demande l’accord de "
                      "{number:autre personne|autres personnes} qui ont le même rôle.",
                "en": "Giving a staff role, proposing rules or annulling a decision needs the agreement of "
                      "{number:other person|other people} with the same role."},
    "dormant": {"fr": "{stage} : après {days:jour|jours} sans activité, la proposition s’endort ; elle se réveille dès "
                      "que quelqu’un agit.",
                "en": "{stage}: after {days:day|days} without activity the proposal sleeps; it wakes as soon as "
                      "somebody acts."},
    "final": {"fr": "{stage} : le parcours s’achève ici.", "en": "{stage}: the way ends here."},
    "final_with_way": {"fr": "{stage} : le parcours s’achève ici, sauf ce qui suit.",
                       "en": "{stage}: the way ends here, except for what follows."},
}


# What each question of a form says of itself aloud, in each language.

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


# What each rule says aloud, in each language: conditions, decisions, limits.

Kind_sentence_words = ConditionKind

# a gate: « Pour devenir un groupe de travail, une idée doit : »

LEAD: Template = {"fr": "Pour devenir {to}, {one} doit :", "en": "To become {to}, {one} must:"}
FREE_LEAD: Template = {"fr": "{one} peut devenir {to}.", "en": "{one} may become {to}."}
BY_ITSELF: Template = {"fr": "Dès que tout est réuni, le passage se fait de lui-même.",
                       "en": "As soon as all of it is there, it passes by itself."}

VERBS: dict[Kind_sentence_words, Template] = {
    Kind_sentence_words.SUPPORTS: {"fr": "réunir", "en": "gather"},
    Kind_sentence_words.CARRIERS: {"fr": "compter", "en": "have"},
    Kind_sentence_words.MEMBERS: {"fr": "compter", "en": "have"},
    Kind_sentence_words.OPEN_FOR: {"fr": "rester à cette étape", "en": "stay at this stage for"},
    Kind_sentence_words.FILLED: {"fr": "remplir :", "en": "fill in:"},
    Kind_sentence_words.DOCUMENTS: {"fr": "joindre :", "en": "attach:"},
    Kind_sentence_words.MEETINGS: {"fr": "tenir", "en": "hold"},
    Kind_sentence_words.RISKS_SHARED: {"fr": "partager", "en": "share"},
    Kind_sentence_words.CONTRIBUTIONS: {"fr": "rassembler des contributions :", "en": "gather contributions:"},
    Kind_sentence_words.INDICATORS: {"fr": "avoir", "en": "have"},
    Kind_sentence_words.NO_OPEN_OBJECTION: {"fr": "n’avoir aucune objection en cours", "en": "have no standing objection"},
    Kind_sentence_words.ANSWERED: {"fr": "avoir une réponse à chaque question qui en attend une",
                    "en": "have an answer to every question that waits for one"},
    Kind_sentence_words.NOT_REPORTED: {"fr": "ne faire l’objet d’aucun signalement en cours d’examen",
                        "en": "not be the subject of a report being looked at"},
}

_STRUCTURES: Template = {"fr": "d’au moins {from_structures:structure|structures}",
                         "en": "from at least {from_structures:organisation|organisations}"}
_WORDS: Template = {"fr": "{words:list}", "en": "{words:list}"}

PIECES: dict[tuple[Kind_sentence_words, str], Template] = {
    (Kind_sentence_words.SUPPORTS, "at_least"): {"fr": "au moins {at_least:soutien|soutiens}",
                                  "en": "at least {at_least:support|supports}"},
    (Kind_sentence_words.SUPPORTS, "from_places"): {"fr": "d’au moins {from_places:commune|communes}",
                                     "en": "from at least {from_places:municipality|municipalities}"},
    (Kind_sentence_words.SUPPORTS, "from_structures"): _STRUCTURES,
    (Kind_sentence_words.SUPPORTS, "from_colleges"): {"fr": "d’au moins {from_colleges:collège|collèges}",
                                       "en": "from at least {from_colleges:college|colleges}"},
    (Kind_sentence_words.SUPPORTS, "version"): {"fr": "donnés à la version actuelle du texte, ou confirmés pour elle",
                                 "en": "given to the present version of the text, or confirmed for it"},
    (Kind_sentence_words.CARRIERS, "at_least"): {
        "fr": "au moins {at_least:personne qui porte|personnes qui portent} la proposition",
        "en": "at least {at_least:person who carries|people who carry} it"},
    (Kind_sentence_words.CARRIERS, "from_structures"): _STRUCTURES,
    (Kind_sentence_words.MEMBERS, "at_least"): {"fr": "au moins {at_least:membre|membres} dans le groupe",
                                 "en": "at least {at_least:member|members} in the group"},
    (Kind_sentence_words.MEMBERS, "from_structures"): _STRUCTURES,
    (Kind_sentence_words.MEMBERS, "words"): {"fr": "avec quelqu’un pour : {words:list}", "en": "with somebody as: {words:list}"},
    (Kind_sentence_words.OPEN_FOR, "days"): {"fr": "au moins {days:jour|jours}", "en": "at least {days:day|days}"},
    (Kind_sentence_words.FILLED, "words"): _WORDS,
    (Kind_sentence_words.DOCUMENTS, "words"): _WORDS,
    (Kind_sentence_words.MEETINGS, "at_least"): {"fr": "au moins {at_least:réunion|réunions}",
                                  "en": "at least {at_least:meeting|meetings}"},
    (Kind_sentence_words.MEETINGS, "with_minutes"): {"fr": "compte rendu publié à l’appui", "en": "with published minutes"},
    (Kind_sentence_words.RISKS_SHARED, "at_least"): {
        "fr": "au moins {at_least:risque|risques}, avec pour chacun une personne qui l’accepte",
        "en": "at least {at_least:risk|risks}, each accepted by a person"},
    (Kind_sentence_words.CONTRIBUTIONS, "hours"): {"fr": "au moins {hours:heure offerte|heures offertes}",
                                    "en": "at least {hours:hour|hours}"},
    (Kind_sentence_words.CONTRIBUTIONS, "euros"): {"fr": "au moins {cents:euros}", "en": "at least {cents:euros}"},
    (Kind_sentence_words.CONTRIBUTIONS, "from_structures"): _STRUCTURES,
    (Kind_sentence_words.INDICATORS, "at_least"): {"fr": "au moins {at_least:indicateur défini|indicateurs définis}",
                                    "en": "at least {at_least:indicator|indicators} defined"},
    (Kind_sentence_words.INDICATORS, "measured"): {"fr": "au moins {measured:indicateur mesuré|indicateurs mesurés}",
                                    "en": "at least {measured:indicator|indicators} measured"},
}

STATED_ASKED: dict[str, Template] = {
    "covered_by": {"fr": "avoir un projet qui y répond et se poursuit après son bilan",
                   "en": "have a project that answers it and goes on after its outcome"},
    "outcome_continued": {"fr": "avoir pour suite « pérennisée »", "en": "have “continued” as what follows"},
    "outcome_scaled": {"fr": "avoir pour suite « essaimée »", "en": "have “scaled” as what follows"},
    "outcome_adapted": {"fr": "avoir pour suite « à adapter »", "en": "have “to adapt” as what follows"},
    "outcome_temporary": {"fr": "avoir pour suite « éphémère assumée »", "en": "have “temporary by choice” as what follows"},
    "outcome_stopped": {"fr": "avoir pour suite « arrêtée, avec enseignements »",
                        "en": "have “stopped, with lessons” as what follows"},
}

# a decision

WHO: dict[Electorate, Template] = {
    Electorate.MEMBERS: {"fr": "l’ensemble des membres", "en": "the whole membership"},
    Electorate.REPRESENTATIVES: {"fr": "l’assemblée des structures (une voix chacune)",
                                 "en": "the assembly of organisations (one voice each)"},
    Electorate.STEERING: {"fr": "le comité de pilotage", "en": "the steering committee"},
    Electorate.GROUP: {"fr": "le groupe de travail", "en": "the work group"},
    Electorate.CARRIERS: {"fr": "l’équipe qui porte la proposition", "en": "the team that carries it"},
}

METHODS: dict[Method, Template] = {
    Method.CONSENT: {"fr": "{who} décide par consentement : c’est adopté si aucune objection ne tient.",
                     "en": "{who} decides by consent: it is adopted if no objection stands."},
    Method.MAJORITY: {"fr": "{who} vote : il faut {threshold} {base}.", "en": "{who} votes: it takes {threshold} {base}."},
    Method.MAJORITY_JUDGMENT: {
        "fr": "{who} donne une mention à chaque option : il faut au moins la mention « {grade} ».",
        "en": "{who} gives each option a grade: at least “{grade}” is needed."},
    Method.APPROVAL: {
        "fr": "{who} coche toutes les options qui lui conviennent : la plus cochée l’emporte, s’il y a {threshold} "
              "des bulletins.",
        "en": "{who} ticks every option that suits: the most ticked one wins, if {threshold} of the ballots have it."},
    Method.SCHULZE: {
        "fr": "{who} classe les options par préférence : celle qui l’emporte face à chacune des autres est retenue "
              "(méthode de Schulze).",
        "en": "{who} ranks the options: the one that wins against each of the others is chosen (Schulze method)."},
}
AT_LEAST: Template = {"fr": "au moins {share:share}", "en": "at least {share:share}"}
MORE_THAN: Template = {"fr": "plus de {share:share}", "en": "more than {share:share}"}

BASES: dict[Base, Template] = {
    Base.EXPRESSED: {"fr": "des voix exprimées", "en": "of the votes for or against"},
    Base.CAST: {"fr": "des voix, abstentions comprises", "en": "of the votes, abstentions included"},
    Base.ROLL: {"fr": "de toutes les personnes qui peuvent voter", "en": "of all who may vote"},
}

GRADES: dict[Grade, Template] = {
    Grade.EXCELLENT: {"fr": "Excellent", "en": "Excellent"},
    Grade.VERY_GOOD: {"fr": "Très bien", "en": "Very good"},
    Grade.GOOD: {"fr": "Bien", "en": "Good"},
    Grade.FAIRLY_GOOD: {"fr": "Assez bien", "en": "Fairly good"},
    Grade.PASSABLE: {"fr": "Passable", "en": "Passable"},
    Grade.INSUFFICIENT: {"fr": "Insuffisant", "en": "Insufficient"},
    Grade.TO_REJECT: {"fr": "À rejeter", "en": "To reject"},
}

SAID: dict[str, Template] = {
    "quorum_part": {"fr": "Il faut la participation d’au moins {quorum:share} des personnes appelées.",
                    "en": "At least {quorum:share} of those called must take part."},
    "quorum_number": {"fr": "Il faut au moins {number:participation|participations}.",
                      "en": "At least {number:person|people} must take part."},
    "college_quorum_part": {"fr": "Dans chaque collège, il faut la participation d’au moins {quorum:share} des membres.",
                            "en": "In each college, at least {quorum:share} of the members must take part."},
    "college_quorum_number": {"fr": "Dans chaque collège, il faut au moins {number:participation|participations}.",
                              "en": "In each college, at least {number:person|people} must take part."},
    "proportional": {"fr": "Les voix se comptent dans chaque collège ({colleges:list}), puis se réunissent selon les "
                           "poids.",
                     "en": "Votes are counted in each college ({colleges:list}), then put together by weight."},
    "winner_takes_all": {"fr": "Les voix se comptent dans chaque collège ({colleges:list}), et chaque collège pèse "
                               "tout entier du côté de sa majorité.",
                         "en": "Votes are counted in each college ({colleges:list}), and each college weighs whole on "
                               "the side of its majority."},
    "open_days": {"fr": "La question reste ouverte {days:jour|jours}.",
                  "en": "The question stays open for {days:day|days}."},
    "answer_days": {"fr": "La réponse est due dans les {days:jour|jours}.", "en": "The answer is due within {days:day|days}."},
    "reason": {"fr": "Un refus donne toujours sa raison, publique.", "en": "A refusal always gives its reason, in public."},
    "rounds": {"fr": "Une objection se travaille en {rounds:tour|tours} au plus, chaque étape du tour durant "
                     "{days:jour|jours} au plus.",
               "en": "An objection is worked on in at most {rounds:round|rounds}, each step of at most "
                     "{days:day|days}."},
    "fallback": {"fr": "Si le consentement n’aboutit pas, {rule}", "en": "If consent is not reached, {rule}"},
    "fallback_quorum": {"fr": "Pour ce dernier vote : {rule}", "en": "For that last vote: {rule}"},
    "review": {"fr": "La décision se revoit au bout de {days:jour|jours}.",
               "en": "The decision is reviewed after {days:day|days}."},
    "postpone": {"fr": "La réponse peut se reporter de {days:jour|jours}, {times:fois|fois} au plus.",
                 "en": "The answer may be put off by {days:day|days}, at most {times:time|times}."},
    "postpone_endless": {"fr": "La réponse peut se reporter de {days:jour|jours}.", "en": "The answer may be put off by {days:day|days}."},
    "appeal": {"fr": "Un refus peut se contester pendant {days:jour|jours} devant {who}.",
               "en": "A refusal may be appealed for {days:day|days} before {who}."},
}

ENUM_SAID: dict[str, Template] = {
    Ballots.SECRET: {"fr": "Les bulletins sont secrets.", "en": "Ballots are secret."},
    Ballots.PUBLIC: {"fr": "Les réponses sont publiques.", "en": "Answers are public."},
    Results.AT_CLOSE: {"fr": "Le résultat paraît à la clôture.", "en": "The result appears at closing."},
    Results.LIVE: {"fr": "Le résultat se voit pendant le vote.", "en": "The result is seen during the vote."},
    Silence.NOTHING: {"fr": "Le silence n’est pas un consentement.", "en": "Silence is not consent."},
    Silence.CONSENT: {"fr": "Qui avait consenti et ne répond plus après un changement consent encore.",
                      "en": "Those who had consented and do not answer after a change still consent."},
    Delegating.NONE: {"fr": "Personne ne vote pour quelqu’un d’autre.", "en": "Nobody votes for somebody else."},
    Delegating.ONE_LEVEL: {
        "fr": "On peut confier sa voix pour un thème ; la personne choisie ne peut pas la confier plus loin.",
        "en": "A voice may be given for a theme; the person chosen cannot give it further."},
    Delegating.TRANSITIVE: {
        "fr": "On peut confier sa voix pour un thème ; la personne choisie peut la confier à son tour.",
        "en": "A voice may be given for a theme; the person chosen may give it further."},
    SupportsShown.NAMED: {"fr": "Les soutiens se montrent sous le nom que chaque personne a choisi.",
                          "en": "Supports are shown under the name each person chose."},
    SupportsShown.COUNTED: {"fr": "Les soutiens se comptent, sans montrer les noms.",
                            "en": "Supports are counted, without names."},
}
