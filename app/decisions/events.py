"""Questions put to an electorate, and consent rounds. Never a ballot: a line for each would tell who answered when."""

from app.core.events import AROUND, ASKED, OWN_GATE, ROUND, DomainEvent, R, at_once, event, page
from app.core.kinds import Subject, Visibility
from app.core.refusals import N_


@event("decision.opened", to=ASKED, about=Subject.DECISION, by="matter")
class DecisionOpened(DomainEvent):
    """A question is put: on which rule, to how many voices, until the end of which day."""

    matter: str
    method: str
    roll: int
    roll_digest: str
    rule: str
    closes_on: str
    proposal_id: int | None = None
    gate: str | None = None
    follows_id: int | None = None
    group_id: int | None = None

    label = N_("Décisions ouvertes")
    sentence = N_("Une décision est ouverte à %(roll)s voix")
    sentences = {
        "appeal": N_("Un recours est ouvert à %(roll)s voix"),
        "charter": N_("De nouvelles règles sont soumises à %(roll)s voix"),
        "gate": N_("Un passage d’étape est soumis à %(roll)s voix"),
        "review": N_("Une décision à revoir est soumise à %(roll)s voix")}


@event("decision.moved", to=ASKED, about=Subject.DECISION)
class DecisionMoved(DomainEvent):
    """Its last day changed, with a reason."""

    closes_on: str
    note_id: int
    proposal_id: int | None = None

    label = N_("Décisions\u00a0: fins déplacées")
    sentence = N_("La fin d’une décision est déplacée au %(closes_on)s, avec une explication publique")
    told = N_("%(who)s a déplacé la fin de la décision au %(closes_on)s, avec une explication")


@event("decision.closing_soon", to=at_once(R.VOTER), about=Subject.DECISION)
class DecisionClosingSoon(DomainEvent):
    """Its last day is near."""

    closes_on: str
    proposal_id: int | None = None

    label = N_("Décisions\u00a0: rappels")
    sentence = N_("Une décision se termine bientôt")


@event("decision.closed", to=ROUND, about=Subject.DECISION, by="outcome")
class DecisionClosed(DomainEvent):
    """Counted; the digest of the published file."""

    matter: str
    outcome: str | None
    file: str
    roll: int
    cast: int
    proposal_id: int | None = None
    gate: str | None = None

    label = N_("Décisions dépouillées")
    sentence = N_("Une décision est dépouillée\u00a0: voix %(cast)s sur %(roll)s")
    sentences = {
        "adopted": N_("Décision adoptée\u00a0: voix %(cast)s sur %(roll)s"),
        "adopted_with_reservations": N_("Décision adoptée avec réserves\u00a0: voix %(cast)s sur %(roll)s"),
        "fallback_vote": N_("Le consentement n’a pas abouti\u00a0: un vote prend la suite"),
        "no_quorum": N_("Décision sans quorum\u00a0: voix %(cast)s sur %(roll)s"),
        "rejected": N_("Décision rejetée\u00a0: voix %(cast)s sur %(roll)s"),
        "returned": N_("Le consentement n’a pas abouti\u00a0: le texte est rendu à qui le porte"),
        "tie": N_("Égalité des voix\u00a0: rien n’est adopté"),
        "withdrawn": N_("La question posée au consentement a été retirée")}


@event("meeting_answer.recorded", to=(*at_once(R.PRESENT), *page(R.STEERING), *AROUND), by="answer")
class MeetingAnswerRecorded(DomainEvent):
    """The committee's answer was given in a meeting and typed by one; it counts unless those there contest it."""

    gate: str
    meeting_answer_id: int
    answer: str
    present: int
    until: str

    label = N_("Comité\u00a0: réponses données en réunion")
    sentence = N_("Le comité a répondu en réunion. Sans contestation, la réponse vaut le %(until)s")
    sentences = {
        "declined": N_(
            "Le comité a répondu en réunion\u00a0: pas maintenant. Sans contestation, la réponse vaut le %(until)s"),
        "promoted": N_("Le comité a répondu oui en réunion. Sans contestation, le passage se fait le %(until)s")}


@event("meeting_answer.contested", to=(*at_once(R.PRESENT), *page(R.STEERING), *AROUND))
class MeetingAnswerContested(DomainEvent):
    """Somebody said to have been there contests it: it does not count."""

    gate: str
    meeting_answer_id: int

    label = N_("Comité\u00a0: réponses contestées")
    sentence = N_("La réponse donnée en réunion par le comité est contestée par une personne présente")


@event("meeting_answer.lapsed", to=(*page(R.PRESENT, R.STEERING), *AROUND))
class MeetingAnswerLapsed(DomainEvent):
    """Nobody contested it, but the conditions of the passage no longer held."""

    gate: str
    meeting_answer_id: int

    label = N_("Comité\u00a0: réponses sans suite")
    sentence = N_("La réponse donnée en réunion par le comité ne vaut plus\u00a0: les conditions ont changé")


@event("decision.annulled", to=(*page(R.VOTER), *AROUND), about=Subject.DECISION)
class DecisionAnnulled(DomainEvent):
    """Ended without a count, with a reason."""

    note_id: int
    proposal_id: int | None = None

    label = N_("Décisions annulées")
    sentence = N_("Une décision a été annulée avant son dépouillement, avec une explication publique")


@event("decision.concluded", to=(*page(R.VOTER), *AROUND), about=Subject.DECISION)
class DecisionConcluded(DomainEvent):
    """What follows from the result was written."""

    proposal_id: int | None = None

    label = N_("Décisions\u00a0: suites")
    sentence = N_("La suite donnée à une décision est écrite")


@event("decision.came_back", to=(*page(R.STEERING, R.VOTER), *AROUND), about=Subject.DECISION)
class DecisionCameBack(DomainEvent):
    """Its date of review has come: the same people are asked again."""

    review_id: int
    proposal_id: int | None = None

    label = N_("Décisions à revoir")
    sentence = N_("Une décision revient à sa date de révision")


@event("roll.changed", to=at_once(R.PERSON), about=Subject.DECISION, by="change")
class RollChanged(DomainEvent):
    """Somebody was added to the roll, or is recused, with a reason."""

    change: str
    person_id: int
    note_id: int
    roll: int
    roll_digest: str

    label = N_("Décisions\u00a0: listes modifiées")
    sentence = N_("La liste des voix d’une décision a changé, avec une explication publique")
    sentences = {
        "added": N_("Une personne est ajoutée à la liste d’une décision, avec une explication publique"),
        "recused": N_("Une personne se retire d’une décision qui la touche")}
    tolds = {
        "added": N_("%(person)s est sur la liste de la décision, avec une explication publique"),
        "recused": N_("%(person)s se retire de la décision")}


@event("round.moved", to=page(R.VOTER, R.CARRIER, R.FOLLOWER), about=Subject.DECISION, by="step")
class RoundMoved(DomainEvent):
    """The consent round is at another step."""

    step: str
    round: int
    closes_on: str
    proposal_id: int | None = None

    label = N_("Consentement\u00a0: étapes")
    sentence = N_("Le tour de consentement change d’étape")
    sentences = {
        "amend": N_("Consentement\u00a0: place à la bonification"),
        "clarification": N_("Consentement\u00a0: place aux questions de clarification"),
        "integration": N_("Consentement\u00a0: on travaille les objections"),
        "objections": N_("Consentement\u00a0: appel aux objections"),
        "reactions": N_("Consentement\u00a0: place aux réactions")}


@event("round.spoken", to=page(R.CARRIER, R.VOTER), about=Subject.DECISION, by="step")
class RoundSpoken(DomainEvent):
    """A question, its answer, or a reaction."""

    word_id: int
    step: str
    parent_id: int | None = None
    proposal_id: int | None = None

    label = N_("Consentement\u00a0: paroles")
    sentence = N_("Une parole dans un tour de consentement")
    sentences = {
        "clarification": N_("Une question de clarification, ou sa réponse"),
        "reactions": N_("Une réaction")}
    tolds = {
        "clarification": N_("%(who)s demande ou donne une précision"),
        "reactions": N_("%(who)s réagit")}


@event("round.amended", to=ASKED, about=Subject.DECISION)
class RoundAmended(DomainEvent):
    """The text changed: those who had consented are asked again."""

    version: int
    proposal_id: int | None = None

    label = N_("Consentement\u00a0: textes modifiés")
    sentence = N_("Le texte soumis au consentement a changé\u00a0: version %(version)s")


@event("objection.raised", to=ROUND, about=Subject.DECISION)
class ObjectionRaised(DomainEvent):
    """Somebody objects, with the harm, the purpose, the facts and what would lift it."""

    objection_id: int
    round: int
    proposal_id: int | None = None

    label = N_("Objections posées")
    sentence = N_("Une objection est posée")
    told = N_("%(who)s pose une objection")


@event("objection.settled", to=(*page(R.PERSON), *page(R.VOTER), *AROUND), about=Subject.DECISION, by="state")
class ObjectionSettled(DomainEvent):
    """Held valid or not, contested, amended for, integrated, taken back."""

    objection_id: int
    state: str
    person_id: int
    proposal_id: int | None = None

    label = N_("Objections travaillées")
    sentence = N_("Une objection a changé d’état")
    sentences = {
        "amended": N_("Le texte a changé pour lever une objection"),
        "contested": N_("Une objection jugée non valable est contestée"),
        "integrated": N_("Une objection est levée"),
        "not_valid": N_("Une objection est jugée non valable par le cercle"),
        "valid": N_("Une objection est jugée valable par le cercle"),
        "withdrawn": N_("Une objection est retirée")}


@event("gate.postponed", to=OWN_GATE)
class GatePostponed(DomainEvent):
    """The answer is put off, with a public reason."""

    gate: str
    answer_id: int
    until: str

    label = N_("Comité\u00a0: réponses reportées")
    sentence = N_("La réponse du comité est reportée au %(until)s, avec une explication publique")


@event("gate.appealed", to=(*page(R.STEERING), *AROUND))
class GateAppealed(DomainEvent):
    """Its carriers appeal against a refusal."""

    gate: str
    answer_id: int
    appeal_id: int

    label = N_("Recours")
    sentence = N_("Un refus est contesté par celles et ceux qui portent la proposition")


@event("charter.proposed", to=page(R.STEERING, R.SPACE_FOLLOWER), about=Subject.SPACE)
class CharterProposed(DomainEvent):
    """New rules are put to a decision."""

    draft_id: int
    digest: str
    decision_id: int

    label = N_("Règles du jeu proposées")
    sentence = N_("De nouvelles règles du jeu sont proposées")


@event("delegation.given", to=at_once(R.PERSON), about=Subject.PERSON, visibility=Visibility.PERSON)
class DelegationGiven(DomainEvent):
    """A voice is given for a theme."""

    theme_id: int
    person_id: int

    label = N_("Voix confiées")
    sentence = N_("Une voix a été confiée")
    told = N_("%(who)s a confié sa voix à %(person)s")


@event("delegation.ended", to=page(R.PERSON), about=Subject.PERSON, visibility=Visibility.PERSON)
class DelegationEnded(DomainEvent):
    """A voice is taken back."""

    theme_id: int
    person_id: int

    label = N_("Voix reprises")
    sentence = N_("Une voix confiée a été reprise")
    told = N_("%(who)s a repris sa voix à %(person)s")
