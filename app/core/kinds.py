"""Every closed list of words. A stage is not here: stages belong to charters."""

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is, for the whole space or for one thing (carrier, lead, facilitator, representative)."""

    VISITOR = "visitor"
    PARTICIPANT = "participant"
    MEMBER = "member"
    REPRESENTATIVE = "representative"
    CARRIER = "carrier"
    LEAD = "lead"
    FACILITATOR = "facilitator"
    RELAY = "relay"
    MODERATOR = "moderator"
    STEERING = "steering"
    OPERATOR = "operator"


class NameChoice(StrEnum):
    FIRST_INITIAL = "first_initial"
    FULL = "full"
    PSEUDONYM = "pseudonym"


class PersonState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ERASED = "erased"


class StructureKind(StrEnum):
    ASSOCIATION = "association"
    COOPERATIVE = "cooperative"
    COMPANY = "company"
    MUNICIPALITY = "municipality"
    INTERMUNICIPALITY = "intermunicipality"
    PUBLIC_BODY = "public_body"
    OTHER = "other"


class MandateState(StrEnum):
    ASKED = "asked"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class SpaceKind(StrEnum):
    TERRITORY = "territory"
    CALL = "call"


class Status(StrEnum):
    """Where a proposal is alive, beside its stage."""

    OPEN = "open"
    DORMANT = "dormant"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    CLOSED = "closed"


class Answer(StrEnum):
    """What a gate's decision answered."""

    PROMOTED = "promoted"
    DECLINED = "declined"
    POSTPONED = "postponed"


class LinkKind(StrEnum):
    ANSWERS_NEED = "answers_need"
    DUPLICATES = "duplicates"
    CONTINUES = "continues"
    INSPIRED_BY = "inspired_by"
    DEPENDS_ON = "depends_on"
    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"


class Stance(StrEnum):
    FOR = "for"
    AGAINST = "against"
    QUESTION = "question"
    NEUTRAL = "neutral"


class Visibility(StrEnum):
    """Who may read a line of the journal, or a text."""

    PUBLIC = "public"
    STAFF = "staff"
    PERSON = "person"


class ContentState(StrEnum):
    VISIBLE = "visible"
    HIDDEN = "hidden"


class Subject(StrEnum):
    """What a report, a follow, a notification or a search hit is about."""

    PROPOSAL = "proposal"
    COMMENT = "comment"
    AMENDMENT = "amendment"
    GROUP = "group"
    MEETING = "meeting"
    STRUCTURE = "structure"
    PERSON = "person"
    SPACE = "space"
    HELP = "help"
    DECISION = "decision"
    LINE = "line"
    ATTACHMENT = "attachment"


class Ground(StrEnum):
    """Why a content is reported or hidden (features.md MO; the charter of participation names each)."""

    ILLEGAL = "illegal"
    HATE = "hate"
    HARASSMENT = "harassment"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    FALSE = "false"
    OTHER = "other"


class Verdict(StrEnum):
    DISMISS = "dismiss"
    HIDE = "hide"
    RESTORE = "restore"


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class GroupKind(StrEnum):
    WORK_GROUP = "work_group"
    THEME = "theme"
    STEERING = "steering"


class GroupRole(StrEnum):
    LEAD = "lead"
    FACILITATOR = "facilitator"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    MEMBER = "member"


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class CommitmentState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DONE = "done"
    DROPPED = "dropped"


class OutcomeKind(StrEnum):
    CONTINUED = "continued"
    SCALED = "scaled"
    ADAPTED = "adapted"
    TEMPORARY = "temporary"
    STOPPED = "stopped"


class MailState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


class Loudness(StrEnum):
    """How an event reaches somebody: at once by mail, in the notifications page, or not."""

    AT_ONCE = "at_once"
    PAGE = "page"
    NEVER = "never"


class DecisionKind(StrEnum):
    """What a question is about: a gate, new rules, anything a group must settle, a refusal that is appealed, a decision
    that comes back at its date, or an election held elsewhere."""

    GATE = "gate"
    CHARTER = "charter"
    QUESTION = "question"
    APPEAL = "appeal"
    REVIEW = "review"
    EXTERNAL = "external"


class DecisionState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ANNULLED = "annulled"


class DecisionNote(StrEnum):
    DEADLINE = "deadline"
    ADDED = "added"
    RECUSED = "recused"
    ANNULLED = "annulled"


class RollGround(StrEnum):
    """Why somebody is on the roll."""

    MEMBER = "member"
    REPRESENTATIVE = "representative"
    STEERING = "steering"
    GROUP = "group"
    CARRIER = "carrier"
    ADDED = "added"


class ConsentStep(StrEnum):
    """Where a consent round stands (features.md, vocabulary of states); the last five are ends."""

    PRESENTATION = "presentation"
    CLARIFICATION = "clarification"
    REACTIONS = "reactions"
    AMEND = "amend"
    OBJECTIONS = "objections"
    INTEGRATION = "integration"
    ADOPTED = "adopted"
    ADOPTED_WITH_RESERVATIONS = "adopted_with_reservations"
    RETURNED = "returned"
    FALLBACK_VOTE = "fallback_vote"
    WITHDRAWN = "withdrawn"


class ObjectionState(StrEnum):
    """`amended`: a new version was written to lift it, its author has not said yet."""

    RAISED = "raised"
    VALID = "valid"
    NOT_VALID = "not_valid"
    CONTESTED = "contested"
    AMENDED = "amended"
    INTEGRATED = "integrated"
    WITHDRAWN = "withdrawn"


class DraftState(StrEnum):
    WRITING = "writing"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    DROPPED = "dropped"


class Likelihood(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class PledgeKind(StrEnum):
    """Contributions, in kind first."""

    VOLUNTEER_HOURS = "volunteer_hours"
    SECONDED_STAFF = "seconded_staff"
    PREMISES = "premises"
    EQUIPMENT = "equipment"
    SKILL = "skill"
    TRAVEL = "travel"
    MONEY = "money"


# The words of the site's own settings.

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


# The closed lists of what is said of a text: suggestions, orders of a discussion, lines under a need.

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
