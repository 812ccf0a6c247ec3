"""The site itself: put into service, told what it looks like, given examples and freed of them."""

from app.rules.happenings.base import Happening, happening
from app.rules.kinds import Subject


@happening("site.opened", about=Subject.SPACE)
class SiteOpened(Happening):
    """The set-up is over: there is an operator, and the set-up is closed for good."""


@happening("site.changed", about=Subject.SPACE)
class SiteChanged(Happening):
    """`part` is one of SitePart: what was changed, never to what."""

    part: str


@happening("samples.added", about=Subject.SPACE)
class SamplesAdded(Happening):
    """Contents marked as examples, brought by the operator."""

    proposals: int
    comments: int


@happening("samples.removed", about=Subject.SPACE)
class SamplesRemoved(Happening):
    """Gone, but for those (`kept`) under which people wrote."""

    proposals: int
    comments: int
    kept: int
