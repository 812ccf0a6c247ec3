"""Reports and verdicts; the report itself is for staff."""

from app.core.events import Happening, happening
from app.core.kinds import Visibility


@happening("content.reported", visibility=Visibility.STAFF)
class ContentReported(Happening):
    """Somebody reported a content."""

    case_id: int
    content: str
    content_id: int
    ground: str


@happening("report.dismissed", visibility=Visibility.STAFF)
class ReportDismissed(Happening):
    """A moderator found nothing against it."""

    case_id: int
    content: str
    content_id: int


@happening("content.hidden")
class ContentHidden(Happening):
    """A moderator hid a content, with its ground."""

    case_id: int
    content: str
    content_id: int
    ground: str


@happening("content.restored")
class ContentRestored(Happening):
    """A hidden content can be read again."""

    case_id: int
    content: str
    content_id: int


@happening("author.answered", visibility=Visibility.STAFF)
class AuthorAnswered(Happening):
    """The author of a hidden content answers."""

    case_id: int
