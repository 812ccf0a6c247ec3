"""The words of the site's own settings."""

from enum import StrEnum


class SitePart(StrEnum):
    """What of the site a line of the journal says was changed."""

    NAME = "name"
    COLOURS = "colours"
    LOGO = "logo"
    MAIL = "mail"
    FACTORY = "factory"


class Held(StrEnum):
    """What people left under an example, so that it is not removed."""

    COMMENTS = "comments"
    AMENDMENTS = "amendments"
    LINES = "lines"
    DEBATES = "debates"
    ATTACHMENTS = "attachments"
    CARRIERS = "carriers"
    LINKS = "links"
    DRAFTS = "drafts"
    CASES = "cases"
    DECISIONS = "decisions"
    PASSAGES = "passages"
