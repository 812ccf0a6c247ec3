"""Reports and verdicts; the report itself is for staff."""

from app.core.events import DomainEvent, R, at_once, event, page
from app.core.kinds import Visibility
from app.core.refusals import N_


@event("content.reported", to=page(R.MODERATOR), visibility=Visibility.STAFF, of_moderation=True)
class ContentReported(DomainEvent):
    """Somebody reported a content."""

    case_id: int
    content: str
    content_id: int
    ground: str

    label = N_("Modération\u00a0: signalements")
    sentence = N_("Contenu signalé. Motif\u00a0: %(ground)s")


@event("report.dismissed", to=page(R.REPORTER), visibility=Visibility.STAFF, of_moderation=True)
class ReportDismissed(DomainEvent):
    """A moderator found nothing against it."""

    case_id: int
    content: str
    content_id: int

    label = N_("Modération\u00a0: signalements classés")
    sentence = N_("Signalement examiné\u00a0: le contenu reste visible")


@event("content.hidden", to=(*at_once(R.AUTHOR), *page(R.REPORTER)), by="content", of_moderation=True)
class ContentHidden(DomainEvent):
    """A moderator hid a content, with its ground."""

    case_id: int
    content: str
    content_id: int
    ground: str

    label = N_("Modération\u00a0: contenus masqués")
    sentence = N_("Contenu masqué par la modération. Motif\u00a0: %(ground)s")
    sentences = {
        "amendment": N_("Suggestion masquée par la modération. Motif\u00a0: %(ground)s"),
        "line": N_("Ligne masquée par la modération. Motif\u00a0: %(ground)s"),
        "comment": N_("Message masqué par la modération. Motif\u00a0: %(ground)s"),
        "proposal": N_("Proposition masquée par la modération. Motif\u00a0: %(ground)s")}


@event("content.restored", to=(*at_once(R.AUTHOR), *page(R.REPORTER)), by="content", of_moderation=True)
class ContentRestored(DomainEvent):
    """A hidden content can be read again."""

    case_id: int
    content: str
    content_id: int

    label = N_("Modération\u00a0: contenus rétablis")
    sentence = N_("Contenu rétabli par la modération")
    sentences = {
        "amendment": N_("Suggestion rétablie par la modération"),
        "line": N_("Ligne rétablie par la modération"),
        "comment": N_("Message rétabli par la modération"),
        "proposal": N_("Proposition rétablie par la modération")}


@event("author.answered", to=page(R.MODERATOR), visibility=Visibility.STAFF, of_moderation=True)
class AuthorAnswered(DomainEvent):
    """The author of a hidden content answers."""

    case_id: int

    label = N_("Modération\u00a0: réponses reçues")
    sentence = N_("La personne qui a écrit un contenu masqué a répondu")
