"""What happens to a proposal, from its publication to its end."""

from app.core.events import Happening, happening


@happening("proposal.published")
class ProposalPublished(Happening):
    """Sent from a draft: it can be read, supported, commented."""

    track: str
    stage: str
    author_id: int | None = None
    written_on: str | None = None  # "paper": somebody else entered it


@happening("proposal.revised")
class ProposalRevised(Happening):
    """Its text changed: a new version, which people are asked to support again."""

    version: int
    amendment_id: int | None = None


@happening("proposal.corrected")
class ProposalCorrected(Happening):
    """A small correction: a new version that means the same."""

    version: int
    amendment_id: int | None = None


@happening("proposal.completed")
class ProposalCompleted(Happening):
    """It reached a stage whose questions were answered beforehand: a new version; `person_id` wrote it last."""

    version: int
    person_id: int


@happening("amendment.made")
class AmendmentMade(Happening):
    """Somebody suggested a change to a paragraph."""

    amendment_id: int


@happening("amendment.settled")
class AmendmentSettled(Happening):
    """A suggestion was integrated, declined or withdrawn; `person_id` made it."""

    amendment_id: int
    state: str
    person_id: int
    version: int | None = None


@happening("amendment.supported")
class AmendmentSupported(Happening):
    """Somebody supports a suggestion."""

    amendment_id: int


@happening("amendment.unsupported")
class AmendmentUnsupported(Happening):
    """A support of a suggestion was taken back."""

    amendment_id: int


@happening("proposal.located")
class ProposalLocated(Happening):
    """Where it is was said more closely, or no more. Not where: a point may be somebody's door."""


@happening("support.given")
class SupportGiven(Happening):
    """Somebody supports it (on a need: « moi aussi »)."""

    version: int


@happening("support.confirmed")
class SupportConfirmed(Happening):
    """Somebody who supported an earlier version supports the present one."""

    version: int


@happening("support.withdrawn")
class SupportWithdrawn(Happening):
    """A support was taken back."""


@happening("carrier.invited")
class CarrierInvited(Happening):
    """Somebody is asked to carry it too."""

    person_id: int
    structure_id: int | None = None


@happening("carrier.accepted")
class CarrierAccepted(Happening):
    """The person asked carries it now."""

    person_id: int
    structure_id: int | None = None


@happening("carrier.declined")
class CarrierDeclined(Happening):
    """The person asked said no."""

    person_id: int


@happening("carrier.left")
class CarrierLeft(Happening):
    """A carrier stopped carrying it."""

    person_id: int


@happening("link.made")
class LinkMade(Happening):
    """It is tied to another proposal."""

    other_id: int
    link: str


@happening("link.removed")
class LinkRemoved(Happening):
    """A tie was undone."""

    other_id: int
    link: str


@happening("paper.forgotten")
class PaperForgotten(Happening):
    """The first name of who wrote it on paper was taken away."""


@happening("likeness.dismissed")
class LikenessDismissed(Happening):
    """Somebody said that it is not the same as another that looks like it."""

    other_id: int


@happening("gate.ready")
class GateReady(Happening):
    """All conditions of a gate hold: the answer clock starts."""

    gate: str


@happening("gate.declined")
class GateDeclined(Happening):
    """The committee said not now, with a public reason."""

    gate: str
    answer_id: int
    decision_id: int | None = None


@happening("passage.made")
class PassageMade(Happening):
    """It moved to another stage."""

    gate: str
    from_stage: str
    to_stage: str
    passage: int
    answer_id: int | None = None
    decision_id: int | None = None


@happening("proposal.withdrawn")
class ProposalWithdrawn(Happening):
    """Its carriers took it back, with a public reason."""


@happening("proposal.merged")
class ProposalMerged(Happening):
    """It goes on inside another; its authors are kept."""

    into_id: int


@happening("proposal.split")
class ProposalSplit(Happening):
    """A part of it goes on by itself, as `other_id`."""

    other_id: int


@happening("proposal.unmerged")
class ProposalUnmerged(Happening):
    """It goes on by itself again."""

    into_id: int


@happening("proposal.dormant")
class ProposalDormant(Happening):
    """Nothing happened for the charter's delay."""


@happening("proposal.woken")
class ProposalWoken(Happening):
    """Somebody acted: it is awake again."""


@happening("comment.posted")
class CommentPosted(Happening):
    """A comment or a reply."""

    comment_id: int
    stance: str
    parent_id: int | None = None
    author_id: int | None = None


@happening("comment.edited")
class CommentEdited(Happening):
    """Its author changed a comment."""

    comment_id: int
    version: int = 2


# What sets people talking: syntheses, debates, the lines under a need.

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
