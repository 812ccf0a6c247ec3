"""Second factors. For the team's eyes: whose account is how well kept is nobody else's business."""

from app.rules.happenings.base import Happening, happening
from app.rules.kinds import Subject, Visibility


@happening("factor.added", about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorAdded(Happening):
    """Somebody of the team has one more way to prove who they are."""

    factor: str


@happening("factor.removed", about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorRemoved(Happening):
    """Somebody of the team has one less."""

    factor: str


@happening("factor.copied", about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorCopied(Happening):
    """A passkey of somebody of the team was refused: its counter went back, as a copy's would."""

    factor: str


@happening("factor.recovered", about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorRecovered(Happening):
    """Somebody of the team came in with a recovery code."""

    left: int


@happening("factor.reset", about=Subject.PERSON, visibility=Visibility.STAFF)
class FactorReset(Happening):
    """All of somebody's were taken away for them, by two of the team or from the machine."""

    how: str
