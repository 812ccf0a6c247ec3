"""The closed lists of what is said of a text: suggestions, orders of a discussion, lines under a need."""

from enum import StrEnum


class AmendmentStatus(StrEnum):
    """Of a suggested change to a paragraph."""

    OPEN = "open"
    INTEGRATED = "integrated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ThreadOrder(StrEnum):
    """How a discussion is read; the words are those of its address."""

    RECENT = "recents"
    OLDEST = "anciens"
    USEFUL = "utiles"
    STANCE = "avis"


class LineKind(StrEnum):
    """The three lists under a need."""

    EXISTS = "exists"
    MISSING = "missing"
    OFFER = "offer"


class AttachmentKind(StrEnum):
    """A picture is encoded anew and shown; a document is kept as it came and saved."""

    IMAGE = "image"
    DOCUMENT = "document"
