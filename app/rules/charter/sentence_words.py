"""What each rule says aloud, in each language: conditions, decisions, limits."""

from app.rules.charter.wording import Template
from app.rules.charter.words import (
    Ballots,
    ConditionKind,
    Delegating,
    Electorate,
    Grade,
    Method,
    Results,
    Silence,
    SupportsShown,
)
from app.rules.tally.words import Base

Kind = ConditionKind

# a gate: « Pour devenir un groupe de travail, une idée doit : »

LEAD: Template = {"fr": "Pour devenir {to}, {one} doit :", "en": "To become {to}, {one} must:"}
FREE_LEAD: Template = {"fr": "{one} peut devenir {to}.", "en": "{one} may become {to}."}
BY_ITSELF: Template = {"fr": "Dès que tout est réuni, le passage se fait de lui-même.",
                       "en": "As soon as all of it is there, it passes by itself."}

VERBS: dict[Kind, Template] = {
    Kind.SUPPORTS: {"fr": "réunir", "en": "gather"},
    Kind.CARRIERS: {"fr": "compter", "en": "have"},
    Kind.MEMBERS: {"fr": "compter", "en": "have"},
    Kind.OPEN_FOR: {"fr": "rester à cette étape", "en": "stay at this stage for"},
    Kind.FILLED: {"fr": "remplir :", "en": "fill in:"},
    Kind.DOCUMENTS: {"fr": "joindre :", "en": "attach:"},
    Kind.MEETINGS: {"fr": "tenir", "en": "hold"},
    Kind.RISKS_SHARED: {"fr": "partager", "en": "share"},
    Kind.CONTRIBUTIONS: {"fr": "rassembler des contributions :", "en": "gather contributions:"},
    Kind.INDICATORS: {"fr": "avoir", "en": "have"},
    Kind.NO_OPEN_OBJECTION: {"fr": "n’avoir aucune objection en cours", "en": "have no standing objection"},
    Kind.ANSWERED: {"fr": "avoir une réponse à chaque question qui en attend une",
                    "en": "have an answer to every question that waits for one"},
    Kind.NOT_REPORTED: {"fr": "ne faire l’objet d’aucun signalement en cours d’examen",
                        "en": "not be the subject of a report being looked at"},
}

_STRUCTURES: Template = {"fr": "d’au moins {from_structures:structure|structures}",
                         "en": "from at least {from_structures:organisation|organisations}"}
_WORDS: Template = {"fr": "{words:list}", "en": "{words:list}"}

PIECES: dict[tuple[Kind, str], Template] = {
    (Kind.SUPPORTS, "at_least"): {"fr": "au moins {at_least:soutien|soutiens}",
                                  "en": "at least {at_least:support|supports}"},
    (Kind.SUPPORTS, "from_places"): {"fr": "d’au moins {from_places:commune|communes}",
                                     "en": "from at least {from_places:municipality|municipalities}"},
    (Kind.SUPPORTS, "from_structures"): _STRUCTURES,
    (Kind.SUPPORTS, "from_colleges"): {"fr": "d’au moins {from_colleges:collège|collèges}",
                                       "en": "from at least {from_colleges:college|colleges}"},
    (Kind.SUPPORTS, "version"): {"fr": "donnés à la version actuelle du texte, ou confirmés pour elle",
                                 "en": "given to the present version of the text, or confirmed for it"},
    (Kind.CARRIERS, "at_least"): {
        "fr": "au moins {at_least:personne qui porte|personnes qui portent} la proposition",
        "en": "at least {at_least:person who carries|people who carry} it"},
    (Kind.CARRIERS, "from_structures"): _STRUCTURES,
    (Kind.MEMBERS, "at_least"): {"fr": "au moins {at_least:membre|membres} dans le groupe",
                                 "en": "at least {at_least:member|members} in the group"},
    (Kind.MEMBERS, "from_structures"): _STRUCTURES,
    (Kind.MEMBERS, "words"): {"fr": "avec quelqu’un pour : {words:list}", "en": "with somebody as: {words:list}"},
    (Kind.OPEN_FOR, "days"): {"fr": "au moins {days:jour|jours}", "en": "at least {days:day|days}"},
    (Kind.FILLED, "words"): _WORDS,
    (Kind.DOCUMENTS, "words"): _WORDS,
    (Kind.MEETINGS, "at_least"): {"fr": "au moins {at_least:réunion|réunions}",
                                  "en": "at least {at_least:meeting|meetings}"},
    (Kind.MEETINGS, "with_minutes"): {"fr": "compte rendu publié à l’appui", "en": "with published minutes"},
    (Kind.RISKS_SHARED, "at_least"): {
        "fr": "au moins {at_least:risque|risques}, avec pour chacun une personne qui l’accepte",
        "en": "at least {at_least:risk|risks}, each accepted by a person"},
    (Kind.CONTRIBUTIONS, "hours"): {"fr": "au moins {hours:heure offerte|heures offertes}",
                                    "en": "at least {hours:hour|hours}"},
    (Kind.CONTRIBUTIONS, "euros"): {"fr": "au moins {cents:euros}", "en": "at least {cents:euros}"},
    (Kind.CONTRIBUTIONS, "from_structures"): _STRUCTURES,
    (Kind.INDICATORS, "at_least"): {"fr": "au moins {at_least:indicateur défini|indicateurs définis}",
                                    "en": "at least {at_least:indicator|indicators} defined"},
    (Kind.INDICATORS, "measured"): {"fr": "au moins {measured:indicateur mesuré|indicateurs mesurés}",
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
