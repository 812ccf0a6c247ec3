"""Questions put to an electorate, and consent rounds. Never a ballot: a line for each would tell who answered when."""

from app.core.events import Happening, happening
from app.core.kinds import Subject, Visibility


@happening("decision.opened", about=Subject.DECISION)
class DecisionOpened(Happening):
    """A question is put: on which rule, to how many voices, until the end of which day."""

    matter: str
    method: str
    roll: int
    roll_digest: str
    rule: str
    closes_on: str
    proposal_id: int | None = None
    gate: str | None = None
    follows_id: int | None = None
    group_id: int | None = None


@happening("decision.moved", about=Subject.DECISION)
class DecisionMoved(Happening):
    """Its last day changed, with a reason."""

    closes_on: str
    note_id: int
    proposal_id: int | None = None


@happening("decision.closing_soon", about=Subject.DECISION)
class DecisionClosingSoon(Happening):
    """Its last day is near."""

    closes_on: str
    proposal_id: int | None = None


@happening("decision.closed", about=Subject.DECISION)
class DecisionClosed(Happening):
    """Counted; the digest of the published file."""

    matter: str
    outcome: str | None
    file: str
    roll: int
    cast: int
    proposal_id: int | None = None
    gate: str | None = None


@happening("meeting_answer.recorded")
class MeetingAnswerRecorded(Happening):
    """The committee's answer was given in a meeting and typed by one; it counts unless those there contest it."""

    gate: str
    meeting_answer_id: int
    answer: str
    present: int
    until: str


@happening("meeting_answer.contested")
class MeetingAnswerContested(Happening):
    """Somebody said to have been there contests it: it does not count."""

    gate: str
    meeting_answer_id: int


@happening("meeting_answer.lapsed")
class MeetingAnswerLapsed(Happening):
    """Nobody contested it, but the conditions of the passage no longer held."""

    gate: str
    meeting_answer_id: int


@happening("decision.annulled", about=Subject.DECISION)
class DecisionAnnulled(Happening):
    """Ended without a count, with a reason."""

    note_id: int
    proposal_id: int | None = None


@happening("decision.concluded", about=Subject.DECISION)
class DecisionConcluded(Happening):
    """What follows from the result was written."""

    proposal_id: int | None = None


@happening("decision.came_back", about=Subject.DECISION)
class DecisionCameBack(Happening):
    """Its date of review has come: the same people are asked again."""

    review_id: int
    proposal_id: int | None = None


@happening("roll.changed", about=Subject.DECISION)
class RollChanged(Happening):
    """Somebody was added to the roll, or is recused, with a reason."""

    change: str
    person_id: int
    note_id: int
    roll: int
    roll_digest: str


@happening("round.moved", about=Subject.DECISION)
class RoundMoved(Happening):
    """The consent round is at another step."""

    step: str
    round: int
    closes_on: str
    proposal_id: int | None = None


@happening("round.spoken", about=Subject.DECISION)
class RoundSpoken(Happening):
    """A question, its answer, or a reaction."""

    word_id: int
    step: str
    parent_id: int | None = None
    proposal_id: int | None = None


@happening("round.amended", about=Subject.DECISION)
class RoundAmended(Happening):
    """The text changed: those who had consented are asked again."""

    version: int
    proposal_id: int | None = None


@happening("objection.raised", about=Subject.DECISION)
class ObjectionRaised(Happening):
    """Somebody objects, with the harm, the purpose, the facts and what would lift it."""

    objection_id: int
    round: int
    proposal_id: int | None = None


@happening("objection.settled", about=Subject.DECISION)
class ObjectionSettled(Happening):
    """Held valid or not, contested, amended for, integrated, taken back."""

    objection_id: int
    state: str
    person_id: int
    proposal_id: int | None = None


@happening("gate.postponed")
class GatePostponed(Happening):
    """The answer is put off, with a public reason."""

    gate: str
    answer_id: int
    until: str


@happening("gate.appealed")
class GateAppealed(Happening):
    """Its carriers appeal against a refusal."""

    gate: str
    answer_id: int
    appeal_id: int


@happening("charter.proposed", about=Subject.SPACE)
class CharterProposed(Happening):
    """New rules are put to a decision."""

    draft_id: int
    digest: str
    decision_id: int


@happening("delegation.given", about=Subject.PERSON, visibility=Visibility.PERSON)
class DelegationGiven(Happening):
    """A voice is given for a theme."""

    theme_id: int
    person_id: int


@happening("delegation.ended", about=Subject.PERSON, visibility=Visibility.PERSON)
class DelegationEnded(Happening):
    """A voice is taken back."""

    theme_id: int
    person_id: int
