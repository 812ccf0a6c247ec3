"""What a work group and its experiment do."""

from app.core.events import Happening, happening


@happening("group.born")
class GroupBorn(Happening):
    """The work group exists, with the carriers in it."""

    group_id: int


@happening("group.joined")
class GroupJoined(Happening):
    """Somebody joined the group."""

    group_id: int
    person_id: int
    role: str


@happening("group.left")
class GroupLeft(Happening):
    """Somebody left the group."""

    group_id: int
    person_id: int


@happening("group.role_given")
class GroupRoleGiven(Happening):
    """A member has another role."""

    group_id: int
    person_id: int
    role: str


@happening("meeting.planned")
class MeetingPlanned(Happening):
    """A meeting has a date."""

    group_id: int
    meeting_id: int


@happening("meeting.moved")
class MeetingMoved(Happening):
    """A meeting has another date or place."""

    group_id: int
    meeting_id: int


@happening("meeting.cancelled")
class MeetingCancelled(Happening):
    """A meeting will not be held."""

    group_id: int
    meeting_id: int


@happening("minutes.published")
class MinutesPublished(Happening):
    """The minutes of a meeting can be read."""

    group_id: int
    meeting_id: int


@happening("commitment.offered")
class CommitmentOffered(Happening):
    """The minutes say somebody would do something."""

    commitment_id: int
    person_id: int


@happening("commitment.settled")
class CommitmentSettled(Happening):
    """Accepted, done or dropped by the person."""

    commitment_id: int
    person_id: int
    state: str


@happening("pact.saved")
class PactSaved(Happening):
    """The experiment's pact was written or changed."""

    number: int


@happening("indicator.set")
class IndicatorSet(Happening):
    """What will be observed, from which figure to which."""

    indicator_id: int


@happening("measure.added")
class MeasureAdded(Happening):
    """A figure was measured."""

    indicator_id: int
    measure_id: int


@happening("milestone.set")
class MilestoneSet(Happening):
    """A step of the experiment has a date."""

    milestone_id: int


@happening("milestone.reached")
class MilestoneReached(Happening):
    """A step of the experiment is done."""

    milestone_id: int


@happening("check_in.made")
class CheckInMade(Happening):
    """The regular three questions were answered."""

    check_in_id: int
    stop_met: bool


@happening("outcome.declared")
class OutcomeDeclared(Happening):
    """The bilan, with its lessons."""

    outcome_id: int
    outcome: str
