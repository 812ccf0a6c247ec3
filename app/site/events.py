"""The site itself: put into service, told what it looks like, given examples and freed of them."""

from app.core.events import Happening, happening
from app.core.kinds import Subject, Visibility


@happening("site.opened", about=Subject.SPACE)
class SiteOpened(Happening):
    """The set-up is over: there is an operator, and the set-up is closed for good."""


@happening("site.changed", about=Subject.SPACE)
class SiteChanged(Happening):
    """`part` is one of SitePart: what was changed, never to what."""

    part: str


@happening("site.restored", about=Subject.SPACE)
class SiteRestored(Happening):
    """Put back from a copy made on the day `until`: what was done since then is lost, and the chain goes on from there.
    Heads signed meanwhile are of lines that are gone."""

    until: str
    erased: int  # how many erasures, made since the copy, were made again


@happening("journal.key_changed", about=Subject.SPACE)
class KeyChanged(Happening):
    """The heads of the journal are signed by another key from now on. `why`: "renewed", "lost", "restored"."""

    fingerprint: str
    why: str


@happening("backup.late", about=Subject.SPACE, visibility=Visibility.STAFF)
class BackupLate(Happening):
    """No good copy for two days. `days`: since the last one, None where there never was one."""

    days: int | None


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
