"""Risks shared, contributions pledged, documents attached."""

from app.core.events import Happening, happening


@happening("risk.proposed")
class RiskProposed(Happening):
    """Somebody is asked to hold a risk."""

    risk_id: int
    person_id: int


@happening("risk.settled")
class RiskSettled(Happening):
    """Accepted or declined by its holder, or taken off the table."""

    risk_id: int
    person_id: int
    state: str


@happening("pledge.made")
class PledgeMade(Happening):
    """Somebody will bring something."""

    pledge_id: int
    pledge: str


@happening("pledge.settled")
class PledgeSettled(Happening):
    """Confirmed by somebody else, or taken back."""

    pledge_id: int
    person_id: int
    state: str


@happening("attachment.added")
class AttachmentAdded(Happening):
    """A picture or a document is joined to the text."""

    attachment_id: int
    attachment: str
    size: int
    digest: str


@happening("attachment.removed")
class AttachmentRemoved(Happening):
    """It is joined no longer; `moderated` when not by those who carry."""

    attachment_id: int
    moderated: bool


@happening("document.added")
class DocumentAdded(Happening):
    """A document is attached."""

    document_id: int
    document: str


@happening("document.removed")
class DocumentRemoved(Happening):
    """A document is attached no longer."""

    document_id: int
    document: str
