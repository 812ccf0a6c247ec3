"""What happens to a proposal, from its publication to its end."""

from app.core.events import AROUND, GROUP, NOBODY, OWN_GATE, DomainEvent, R, at_once, event, page
from app.core.refusals import N_


@event("proposal.published", to=page(R.STRUCTURE_FOLLOWER, R.SPACE_FOLLOWER), by="written_on")
class ProposalPublished(DomainEvent):
    """Sent from a draft: it can be read, supported, commented."""

    track: str
    stage: str
    author_id: int | None = None
    written_on: str | None = None  # "paper": somebody else entered it

    label = N_("Propositions publiées")
    sentence = N_("Publication")
    sentences = {
        "paper": N_("Publication d’un besoin écrit sur papier")}
    told = N_("%(who)s a publié cette proposition")
    tolds = {
        "paper": N_("%(who)s a saisi ce besoin, écrit sur papier")}


@event("proposal.revised", to=page(R.CARRIER, R.SUPPORTER, R.FOLLOWER))
class ProposalRevised(DomainEvent):
    """Its text changed: a new version, which people are asked to support again."""

    version: int
    amendment_id: int | None = None

    label = N_("Propositions modifiées")
    sentence = N_("Nouvelle version du texte, numéro %(version)s")
    told = N_("%(who)s a publié la version %(version)s du texte")


@event("proposal.corrected", to=page(R.CARRIER))
class ProposalCorrected(DomainEvent):
    """A small correction: a new version that means the same."""

    version: int
    amendment_id: int | None = None

    label = N_("Propositions\u00a0: petites corrections")
    sentence = N_("Petite correction du texte\u00a0: version %(version)s")
    told = N_("%(who)s a fait une petite correction du texte\u00a0: version %(version)s")


@event("proposal.completed", to=page(R.CARRIER, R.SUPPORTER, R.FOLLOWER))
class ProposalCompleted(DomainEvent):
    """It reached a stage whose questions were answered beforehand: a new version; `person_id` wrote it last."""

    version: int
    person_id: int

    label = N_("Propositions complétées à leur passage")
    sentence = N_("Ce qui était préparé pour cette étape est publié\u00a0: version %(version)s")


@event("amendment.made", to=page(R.CARRIER))
class AmendmentMade(DomainEvent):
    """Somebody suggested a change to a paragraph."""

    amendment_id: int

    label = N_("Suggestions\u00a0: nouvelles")
    sentence = N_("Une modification du texte est suggérée")


@event("amendment.settled", to=page(R.PERSON, R.CARRIER), by="state")
class AmendmentSettled(DomainEvent):
    """A suggestion was integrated, declined or withdrawn; `person_id` made it."""

    amendment_id: int
    state: str
    person_id: int
    version: int | None = None

    label = N_("Suggestions\u00a0: réponses")
    sentence = N_("Une suggestion de modification a sa réponse")
    sentences = {
        "declined": N_("Une suggestion de modification est refusée, avec une explication publique"),
        "integrated": N_("Une suggestion de modification est intégrée\u00a0: version %(version)s"),
        "withdrawn": N_("Une suggestion de modification est retirée par la personne qui l’a faite")}


@event("amendment.supported", to=NOBODY)
class AmendmentSupported(DomainEvent):
    """Somebody supports a suggestion."""

    amendment_id: int

    label = N_("Suggestions\u00a0: soutiens donnés")
    sentence = N_("Un soutien de plus à une suggestion")


@event("amendment.unsupported", to=NOBODY)
class AmendmentUnsupported(DomainEvent):
    """A support of a suggestion was taken back."""

    amendment_id: int

    label = N_("Suggestions\u00a0: soutiens retirés")
    sentence = N_("Un soutien retiré à une suggestion")


@event("proposal.located", to=NOBODY)
class ProposalLocated(DomainEvent):
    """Where it is was said more closely, or no more. Not where: a point may be somebody's door."""

    label = N_("Lieux précisés")
    sentence = N_("Le lieu est précisé")


@event("support.given", to=NOBODY)
class SupportGiven(DomainEvent):
    """Somebody supports it (on a need: « moi aussi »)."""

    version: int

    label = N_("Soutiens donnés")
    sentence = N_("Un soutien de plus")


@event("support.confirmed", to=NOBODY)
class SupportConfirmed(DomainEvent):
    """Somebody who supported an earlier version supports the present one."""

    version: int

    label = N_("Soutiens confirmés")
    sentence = N_("Un soutien confirmé pour la version %(version)s du texte")


@event("support.withdrawn", to=NOBODY)
class SupportWithdrawn(DomainEvent):
    """A support was taken back."""

    label = N_("Soutiens retirés")
    sentence = N_("Un soutien retiré")


@event("carrier.invited", to=(*at_once(R.PERSON), *page(R.CARRIER)))
class CarrierInvited(DomainEvent):
    """Somebody is asked to carry it too."""

    person_id: int
    structure_id: int | None = None

    label = N_("Portage\u00a0: invitations")
    sentence = N_("Quelqu’un a été invité à porter cette proposition")
    told = N_("%(who)s invite %(person)s à porter cette proposition")


@event("carrier.accepted", to=(*AROUND, *page(R.STRUCTURE_FOLLOWER)))
class CarrierAccepted(DomainEvent):
    """The person asked carries it now."""

    person_id: int
    structure_id: int | None = None

    label = N_("Portage\u00a0: accords")
    sentence = N_("Une personne de plus porte cette proposition")
    told = N_("%(person)s porte maintenant cette proposition")


@event("carrier.declined", to=page(R.CARRIER))
class CarrierDeclined(DomainEvent):
    """The person asked said no."""

    person_id: int

    label = N_("Portage\u00a0: refus")
    sentence = N_("Une invitation à porter n’a pas été acceptée")
    told = N_("%(person)s n’a pas accepté de porter cette proposition")


@event("carrier.left", to=page(R.CARRIER))
class CarrierLeft(DomainEvent):
    """A carrier stopped carrying it."""

    person_id: int

    label = N_("Portage\u00a0: départs")
    sentence = N_("Une personne ne porte plus cette proposition")
    told = N_("%(person)s ne porte plus cette proposition")


@event("link.made", to=page(R.CARRIER))
class LinkMade(DomainEvent):
    """It is tied to another proposal."""

    other_id: int
    link: str

    label = N_("Liens ajoutés")
    sentence = N_("Un lien avec une autre proposition a été ajouté")
    told = N_("Lien ajouté avec %(other)s")


@event("link.removed", to=page(R.CARRIER))
class LinkRemoved(DomainEvent):
    """A tie was undone."""

    other_id: int
    link: str

    label = N_("Liens retirés")
    sentence = N_("Un lien avec une autre proposition a été retiré")
    told = N_("Lien retiré avec %(other)s")


@event("paper.forgotten", to=NOBODY)
class PaperForgotten(DomainEvent):
    """The first name of who wrote it on paper was taken away."""

    label = N_("Prénoms retirés")
    sentence = N_("Le prénom de la personne qui a écrit sur papier a été retiré")
    told = N_("%(who)s a retiré le prénom de la personne qui a écrit sur papier")


@event("likeness.dismissed", to=NOBODY)
class LikenessDismissed(DomainEvent):
    """Somebody said that it is not the same as another that looks like it."""

    other_id: int

    label = N_("Ressemblances écartées")
    sentence = N_("Deux propositions qui se ressemblent ne sont pas la même chose")
    told = N_("%(who)s a dit que ce n’est pas la même chose que %(other)s")


@event("gate.ready", to=page(R.STEERING, R.CARRIER))
class GateReady(DomainEvent):
    """All conditions of a gate hold: the answer clock starts."""

    gate: str

    label = N_("Comité\u00a0: conditions remplies")
    sentence = N_("Toutes les conditions sont remplies\u00a0: le comité va répondre")


@event("gate.declined", to=OWN_GATE)
class GateDeclined(DomainEvent):
    """The committee said not now, with a public reason."""

    gate: str
    answer_id: int
    decision_id: int | None = None

    label = N_("Comité\u00a0: pas maintenant")
    sentence = N_("Le comité a répondu\u00a0: pas maintenant, avec une explication publique")


@event("passage.made", to=OWN_GATE)
class PassageMade(DomainEvent):
    """It moved to another stage."""

    gate: str
    from_stage: str
    to_stage: str
    passage: int
    answer_id: int | None = None
    decision_id: int | None = None

    label = N_("Passages d’étape")
    sentence = N_("Passage à une nouvelle étape")
    told = N_("Passage de «\u00a0%(from_stage)s\u00a0» à «\u00a0%(to_stage)s\u00a0»")


@event("proposal.withdrawn", to=GROUP)
class ProposalWithdrawn(DomainEvent):
    """Its carriers took it back, with a public reason."""

    label = N_("Propositions retirées")
    sentence = N_("La proposition a été retirée, avec une explication publique")
    told = N_("%(who)s a retiré cette proposition")


@event("proposal.merged", to=AROUND)
class ProposalMerged(DomainEvent):
    """It goes on inside another; its authors are kept."""

    into_id: int

    label = N_("Propositions réunies")
    sentence = N_("La proposition continue dans une autre")
    told = N_("La proposition continue dans %(other)s")


@event("proposal.split", to=AROUND)
class ProposalSplit(DomainEvent):
    """A part of it goes on by itself, as `other_id`."""

    other_id: int

    label = N_("Propositions scindées")
    sentence = N_("Une partie continue à part, dans une proposition à elle")
    told = N_("Une partie continue à part\u00a0: %(other)s")


@event("proposal.unmerged", to=AROUND)
class ProposalUnmerged(DomainEvent):
    """It goes on by itself again."""

    into_id: int

    label = N_("Réunions défaites")
    sentence = N_("La proposition continue de nouveau seule")
    told = N_("La proposition continue de nouveau seule, sans %(other)s")


@event("proposal.dormant", to=AROUND)
class ProposalDormant(DomainEvent):
    """Nothing happened for the charter's delay."""

    label = N_("Propositions en sommeil")
    sentence = N_("Plus de nouvelles depuis longtemps\u00a0: la proposition est en sommeil")


@event("proposal.woken", to=page(R.CARRIER))
class ProposalWoken(DomainEvent):
    """Somebody acted: it is awake again."""

    label = N_("Propositions réveillées")
    sentence = N_("La proposition est de nouveau active")


@event("comment.posted", to=(*page(R.PARENT, R.MENTIONED), *AROUND), by="stance", in_thread=True)
class CommentPosted(DomainEvent):
    """A comment or a reply."""

    comment_id: int
    stance: str
    parent_id: int | None = None
    author_id: int | None = None

    label = N_("Discussion\u00a0: messages")
    sentence = N_("Nouveau message dans la discussion")
    sentences = {
        "against": N_("Nouveau message défavorable"),
        "for": N_("Nouveau message favorable"),
        "question": N_("Nouvelle question")}
    told = N_("%(who)s a écrit dans la discussion")
    tolds = {
        "against": N_("%(who)s a donné un avis défavorable"),
        "for": N_("%(who)s a donné un avis favorable"),
        "question": N_("%(who)s a posé une question")}


# Those whom the new text names for the first time.
@event("comment.edited", to=page(R.MENTIONED), in_thread=True)
class CommentEdited(DomainEvent):
    """Its author changed a comment."""

    comment_id: int
    version: int = 2

    label = N_("Discussion\u00a0: corrections")
    sentence = N_("Un message de la discussion a été modifié")
    told = N_("%(who)s a modifié son message")


# What sets people talking: syntheses, debates, the lines under a need.

@event("synthesis.written", to=AROUND, in_thread=True)
class SynthesisWritten(DomainEvent):
    """Somebody wrote what the discussion comes down to."""

    synthesis_id: int
    version: int
    covered: int

    label = N_("Synthèses des discussions")
    sentence = N_("Une synthèse de la discussion est écrite\u00a0: messages couverts %(covered)s")
    told = N_("%(who)s a écrit une synthèse de la discussion\u00a0: messages couverts %(covered)s")


@event("debate.opened", to=AROUND)
class DebateOpened(DomainEvent):
    """A question is put forward, until a day."""

    debate_id: int
    closes_on: str

    label = N_("Débats ouverts")
    sentence = N_("Un débat est ouvert jusqu’au %(closes_on)s")
    told = N_("%(who)s ouvre un débat jusqu’au %(closes_on)s")


@event("debate.reopened", to=AROUND)
class DebateReopened(DomainEvent):
    """A concluded debate goes on, with a public reason."""

    debate_id: int
    reopens_id: int
    closes_on: str

    label = N_("Débats rouverts")
    sentence = N_("Un débat est rouvert jusqu’au %(closes_on)s, avec une explication publique")
    told = N_("%(who)s rouvre le débat jusqu’au %(closes_on)s, avec une explication publique")


@event("debate.due", to=at_once(R.PERSON))
class DebateDue(DomainEvent):
    """Its last day is over: who opened it is reminded of the conclusion."""

    debate_id: int
    person_id: int | None = None

    label = N_("Débats\u00a0: rappels")
    sentence = N_("Un débat est arrivé à sa date\u00a0: sa conclusion est attendue")


@event("debate.concluded", to=AROUND)
class DebateConcluded(DomainEvent):
    """Its conclusion is written."""

    debate_id: int

    label = N_("Débats conclus")
    sentence = N_("La conclusion d’un débat est écrite")
    told = N_("%(who)s a écrit la conclusion du débat")


@event("line.added", to=AROUND, by="line")
class LineAdded(DomainEvent):
    """One line more in one of the three lists."""

    line_id: int
    line: str

    label = N_("Lignes ajoutées sous les besoins")
    sentence = N_("Une ligne a été ajoutée sous le besoin")
    sentences = {
        "exists": N_("Quelqu’un dit ce qui existe déjà"),
        "missing": N_("Quelqu’un dit ce qui manque"),
        "offer": N_("Quelqu’un propose d’apporter quelque chose")}


@event("line.removed", to=NOBODY)
class LineRemoved(DomainEvent):
    """Its author took a line away."""

    line_id: int
    line: str

    label = N_("Lignes retirées sous les besoins")
    sentence = N_("Une ligne a été retirée par la personne qui l’avait écrite")
