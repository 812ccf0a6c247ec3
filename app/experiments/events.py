"""Risks shared, contributions pledged, documents attached."""

from app.core.events import AROUND, GROUP, DomainEvent, R, at_once, event, page
from app.core.refusals import N_


@event("risk.proposed", to=(*at_once(R.PERSON), *page(R.CARRIER)))
class RiskProposed(DomainEvent):
    """Somebody is asked to hold a risk."""

    risk_id: int
    person_id: int

    label = N_("Risques écrits")
    sentence = N_("Un risque est écrit, avec la personne à qui l’on demande de le porter")
    told = N_("%(who)s demande à %(person)s de porter un risque")


@event("risk.settled", to=page(R.PERSON, R.CARRIER, R.MEMBER), by="state")
class RiskSettled(DomainEvent):
    """Accepted or declined by its holder, or taken off the table."""

    risk_id: int
    person_id: int
    state: str

    label = N_("Risques acceptés, refusés, retirés")
    sentence = N_("Un risque a changé d’état")
    sentences = {
        "accepted": N_("Un risque est accepté par la personne qui le porte"),
        "declined": N_("Une personne n’a pas accepté de porter un risque"),
        "removed": N_("Un risque est retiré du tableau")}
    tolds = {
        "accepted": N_("%(person)s porte un risque")}


@event("pledge.made", to=GROUP)
class PledgeMade(DomainEvent):
    """Somebody will bring something."""

    pledge_id: int
    pledge: str

    label = N_("Contributions promises")
    sentence = N_("Une contribution est promise")
    told = N_("%(who)s promet une contribution")


@event("pledge.settled", to=page(R.PERSON, R.CARRIER), by="state")
class PledgeSettled(DomainEvent):
    """Confirmed by somebody else, or taken back."""

    pledge_id: int
    person_id: int
    state: str

    label = N_("Contributions confirmées ou reprises")
    sentence = N_("Une contribution a changé d’état")
    sentences = {
        "confirmed": N_("Une contribution est bien arrivée"),
        "withdrawn": N_("Une contribution promise est reprise")}
    tolds = {
        "confirmed": N_("La contribution de %(person)s est bien arrivée")}


@event("attachment.added", to=AROUND)
class AttachmentAdded(DomainEvent):
    """A picture or a document is joined to the text."""

    attachment_id: int
    attachment: str
    size: int
    digest: str

    label = N_("Images et documents joints")
    sentence = N_("Une image ou un document joint")
    told = N_("%(who)s a joint une image ou un document")


@event("attachment.removed", to=page(R.CARRIER))
class AttachmentRemoved(DomainEvent):
    """It is joined no longer; `moderated` when not by those who carry."""

    attachment_id: int
    moderated: bool

    label = N_("Images et documents retirés")
    sentence = N_("Une image ou un document retiré")
    told = N_("%(who)s a retiré une image ou un document")


@event("document.added", to=GROUP)
class DocumentAdded(DomainEvent):
    """A document is attached."""

    document_id: int
    document: str

    label = N_("Documents joints")
    sentence = N_("Un document a été joint")
    told = N_("%(who)s a joint un document")


@event("document.removed", to=page(R.CARRIER, R.MEMBER))
class DocumentRemoved(DomainEvent):
    """A document is attached no longer."""

    document_id: int
    document: str

    label = N_("Documents retirés")
    sentence = N_("Un document a été retiré")
