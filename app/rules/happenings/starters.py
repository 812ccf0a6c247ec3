"""What sets people talking: syntheses, debates, the lines under a need."""

from app.rules.happenings.base import Happening, happening


@happening("synthesis.written")
class SynthesisWritten(Happening):
    """Somebody wrote what the discussion comes down to."""

    synthesis_id: int
    version: int
    covered: int


@happening("debate.opened")
class DebateOpened(Happening):
    """A question is put forward, until a day."""

    debate_id: int
    closes_on: str


@happening("debate.reopened")
class DebateReopened(Happening):
    """A concluded debate goes on, with a public reason."""

    debate_id: int
    reopens_id: int
    closes_on: str


@happening("debate.due")
class DebateDue(Happening):
    """Its last day is over: who opened it is reminded of the conclusion."""

    debate_id: int
    person_id: int | None = None


@happening("debate.concluded")
class DebateConcluded(Happening):
    """Its conclusion is written."""

    debate_id: int


@happening("line.added")
class LineAdded(Happening):
    """One line more in one of the three lists."""

    line_id: int
    line: str


@happening("line.removed")
class LineRemoved(Happening):
    """Its author took a line away."""

    line_id: int
    line: str
