"""Roles, structures, spaces and their rules."""

from app.core.events import Happening, happening
from app.core.kinds import Subject, Visibility


@happening("role.granted", about=Subject.PERSON)
class RoleGranted(Happening):
    """Somebody has a role in the space."""

    role: str


@happening("role.revoked", about=Subject.PERSON)
class RoleRevoked(Happening):
    """Somebody has a role no longer."""

    role: str


@happening("role.invited", about=Subject.SPACE, visibility=Visibility.STAFF)
class RoleInvited(Happening):
    """A role waits for somebody who has no account yet."""

    role: str
    invitation_id: int


@happening("role.uninvited", about=Subject.SPACE, visibility=Visibility.STAFF)
class RoleUninvited(Happening):
    """It waits no longer: cancelled before it was taken."""

    role: str
    invitation_id: int


@happening("staff_act.asked", about=Subject.SPACE, visibility=Visibility.STAFF)
class StaffActAsked(Happening):
    """One person acts for several: others must agree (`needed`), or may take it back until then."""

    act: str
    act_id: int
    until: str
    needed: int


@happening("staff_act.settled", about=Subject.SPACE, visibility=Visibility.STAFF)
class StaffActSettled(Happening):
    """Others agreed, refused, took it back, or nobody said anything in time."""

    act: str
    act_id: int
    state: str


@happening("structure.entered", about=Subject.STRUCTURE)
class StructureEntered(Happening):
    """A structure is in the register."""

    college: str


@happening("mandate.asked", about=Subject.STRUCTURE, visibility=Visibility.STAFF)
class MandateAsked(Happening):
    """Somebody asks to speak for a structure."""

    mandate_id: int
    person_id: int


@happening("mandate.settled", about=Subject.STRUCTURE)
class MandateSettled(Happening):
    """Confirmed, refused or ended."""

    mandate_id: int
    person_id: int
    state: str


@happening("space.opened", about=Subject.SPACE)
class SpaceOpened(Happening):
    """A space takes contributions."""

    space: str


@happening("charter.adopted", about=Subject.SPACE)
class CharterAdopted(Happening):
    """The rules in force changed."""

    charter_id: int
    version: int
    digest: str
    decision_id: int | None = None


@happening("territory.imported", about=Subject.SPACE)
class TerritoryImported(Happening):
    """The list of communes was replaced."""

    places: int
    retired: int


@happening("contents.imported", about=Subject.SPACE)
class ContentsImported(Happening):
    """Contents of another platform were brought in."""

    proposals: int
    comments: int


# Second factors. For the team's eyes: whose account is how well kept is nobody else's business.

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
