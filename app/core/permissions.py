"""Who may do what, as one table; asked by the door and again inside the operation."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.core import refusals
from app.core.kinds import Role
from app.core.refusals import Reason

R = Role


class Action(StrEnum):
    """`thing:verb`, in alphabetical order."""

    AMENDMENT_ANSWER = "amendment:answer"
    AMENDMENT_MAKE = "amendment:make"
    AMENDMENT_SUPPORT = "amendment:support"
    ATTACHMENT_ADD = "attachment:add"
    ATTACHMENT_REMOVE = "attachment:remove"
    CARRIER_ANSWER = "carrier:answer"
    CARRIER_INVITE = "carrier:invite"
    CASE_JUDGE = "case:judge"
    CASE_READ = "case:read"
    CHARTER_PROPOSE = "charter:propose"
    CHARTER_READ = "charter:read"
    COMMENT_EDIT = "comment:edit"
    COMMENT_MARK = "comment:mark"
    COMMENT_POST = "comment:post"
    COMMITMENT_SETTLE = "commitment:settle"
    CONTENT_ANSWER = "content:answer"
    CONTENT_REPORT = "content:report"
    DEBATE_RUN = "debate:run"
    DECISION_ANSWER = "decision:answer"
    DECISION_OPEN = "decision:open"
    DECISION_READ = "decision:read"
    DECISION_RUN = "decision:run"
    DELEGATION_GIVE = "delegation:give"
    DESIGN_READ = "design:read"
    DRAFT_WRITE = "draft:write"
    EXPERIMENT_EDIT = "experiment:edit"
    FACTOR_RESET = "factor:reset"
    FOLLOW = "follow:set"
    GATE_APPEAL = "gate:appeal"
    GATE_CONFIRM = "gate:confirm"
    GATE_DECIDE = "gate:decide"
    GROUP_JOIN = "group:join"
    GROUP_MANAGE = "group:manage"
    JOURNAL_READ = "journal:read"
    JOURNAL_READ_ALL = "journal:read_all"
    LIKENESS_DISMISS = "likeness:dismiss"
    LIKENESS_READ = "likeness:read"
    LINE_WRITE = "line:write"
    LINK_MAKE = "link:make"
    MAIL_READ_DEMO = "mail:read_demo"
    MANDATE_ASK = "mandate:ask"
    MANDATE_CONFIRM = "mandate:confirm"
    MEETING_HOLD = "meeting:hold"
    NOTIFICATION_READ = "notification:read"
    PAPER_ENTER = "paper:enter"
    PERSON_EDIT_SELF = "person:edit_self"
    PERSON_READ_SELF = "person:read_self"
    PROPOSAL_EDIT = "proposal:edit"
    PROPOSAL_MERGE = "proposal:merge"
    PROPOSAL_READ = "proposal:read"
    PROPOSAL_SUBMIT = "proposal:submit"
    PROPOSAL_SUPPORT = "proposal:support"
    PROPOSAL_WAKE = "proposal:wake"
    PROPOSAL_WITHDRAW = "proposal:withdraw"
    ROLE_GRANT = "role:grant"
    SESSION_OPEN = "session:open"
    SITE_BRAND = "site:brand"
    SITE_HEALTH = "site:health"
    SITE_OPERATE = "site:operate"
    SITE_READ = "site:read"
    SITE_SAMPLES = "site:samples"
    SITE_SETUP = "site:setup"
    STAFF_SECOND = "staff:second"
    STEERING_READ = "steering:read"
    STRUCTURE_CREATE = "structure:create"
    STRUCTURE_EDIT = "structure:edit"
    STRUCTURE_READ = "structure:read"
    SYNTHESIS_WRITE = "synthesis:write"


EVERYBODY = frozenset(Role)
SIGNED_IN = EVERYBODY - {R.VISITOR}
# Somebody must answer: why the last holder of one of these keeps it.
NEVER_WITHOUT = {Role.STEERING: refusals.LAST_OF_THE_COMMITTEE, Role.OPERATOR: refusals.LAST_OPERATOR}
CONTEXTUAL = frozenset({R.CARRIER, R.LEAD, R.FACILITATOR, R.REPRESENTATIVE})
GROUP = frozenset({R.CARRIER, R.LEAD, R.FACILITATOR})

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.AMENDMENT_ANSWER: frozenset({R.CARRIER}),
    Action.AMENDMENT_MAKE: SIGNED_IN,
    Action.AMENDMENT_SUPPORT: SIGNED_IN,
    Action.ATTACHMENT_ADD: frozenset({R.CARRIER}),
    Action.ATTACHMENT_REMOVE: frozenset({R.CARRIER, R.MODERATOR}),
    Action.CARRIER_ANSWER: SIGNED_IN,
    Action.CARRIER_INVITE: frozenset({R.CARRIER}),
    Action.CASE_JUDGE: frozenset({R.MODERATOR}),
    Action.CASE_READ: frozenset({R.MODERATOR}),
    Action.CHARTER_PROPOSE: frozenset({R.STEERING}),
    Action.CHARTER_READ: EVERYBODY,
    Action.COMMENT_EDIT: SIGNED_IN,
    Action.COMMENT_MARK: SIGNED_IN,
    Action.COMMENT_POST: SIGNED_IN,
    Action.COMMITMENT_SETTLE: SIGNED_IN,
    Action.CONTENT_ANSWER: SIGNED_IN,
    Action.CONTENT_REPORT: EVERYBODY,
    Action.DEBATE_RUN: frozenset({R.CARRIER, R.STEERING}),
    Action.DECISION_ANSWER: SIGNED_IN,
    Action.DECISION_OPEN: frozenset({R.STEERING, R.LEAD, R.FACILITATOR}),
    Action.DECISION_READ: EVERYBODY,
    Action.DECISION_RUN: frozenset({R.STEERING, R.LEAD, R.FACILITATOR}),
    Action.DELEGATION_GIVE: SIGNED_IN,
    Action.DESIGN_READ: frozenset({R.OPERATOR}),
    Action.DRAFT_WRITE: SIGNED_IN,
    Action.EXPERIMENT_EDIT: GROUP,
    Action.FACTOR_RESET: frozenset({R.MODERATOR, R.STEERING, R.OPERATOR}),
    Action.FOLLOW: SIGNED_IN,
    Action.GATE_APPEAL: frozenset({R.CARRIER}),
    Action.GATE_CONFIRM: SIGNED_IN,  # who is said to have been at the meeting; asked again in the operation
    Action.GATE_DECIDE: frozenset({R.STEERING}),
    Action.GROUP_JOIN: SIGNED_IN,
    Action.GROUP_MANAGE: GROUP,
    Action.JOURNAL_READ: EVERYBODY,
    Action.JOURNAL_READ_ALL: frozenset({R.MODERATOR, R.STEERING, R.OPERATOR}),
    Action.LIKENESS_DISMISS: frozenset({R.CARRIER, R.MODERATOR, R.STEERING}),
    Action.LIKENESS_READ: frozenset({R.MODERATOR, R.STEERING}),
    Action.LINE_WRITE: SIGNED_IN,
    Action.LINK_MAKE: frozenset({R.CARRIER, R.STEERING}),
    Action.MAIL_READ_DEMO: EVERYBODY,
    Action.MANDATE_ASK: SIGNED_IN,
    Action.MANDATE_CONFIRM: frozenset({R.REPRESENTATIVE, R.STEERING, R.OPERATOR}),
    Action.MEETING_HOLD: GROUP,
    Action.NOTIFICATION_READ: SIGNED_IN,
    Action.PAPER_ENTER: frozenset({R.MEMBER, R.RELAY, R.STEERING}),
    Action.PERSON_EDIT_SELF: SIGNED_IN,
    Action.PERSON_READ_SELF: SIGNED_IN,
    Action.PROPOSAL_EDIT: frozenset({R.CARRIER}),
    Action.PROPOSAL_MERGE: frozenset({R.STEERING}),
    Action.PROPOSAL_READ: EVERYBODY,
    Action.PROPOSAL_SUBMIT: SIGNED_IN,
    Action.PROPOSAL_SUPPORT: SIGNED_IN,
    Action.PROPOSAL_WAKE: SIGNED_IN,
    Action.PROPOSAL_WITHDRAW: frozenset({R.CARRIER}),
    Action.ROLE_GRANT: frozenset({R.OPERATOR}),
    Action.SESSION_OPEN: EVERYBODY,
    Action.SITE_BRAND: frozenset({R.OPERATOR}),
    Action.SITE_HEALTH: EVERYBODY,
    Action.SITE_OPERATE: frozenset({R.OPERATOR}),
    Action.SITE_READ: EVERYBODY,
    Action.SITE_SAMPLES: frozenset({R.OPERATOR}),
    Action.SITE_SETUP: EVERYBODY,  # to whoever holds the code of the first start; a closed page for ever afterwards
    Action.STAFF_SECOND: SIGNED_IN,  # who held the role when it was asked, even if it was withdrawn since
    Action.STEERING_READ: frozenset({R.STEERING}),
    Action.STRUCTURE_CREATE: SIGNED_IN,
    Action.STRUCTURE_EDIT: frozenset({R.REPRESENTATIVE, R.STEERING, R.OPERATOR}),
    Action.STRUCTURE_READ: EVERYBODY,
    Action.SYNTHESIS_WRITE: frozenset({R.CARRIER, R.MODERATOR, R.STEERING}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the door: their roles in the space, and on the thing at hand where it is known."""

    person_id: int | None = None
    roles: frozenset[Role] = field(default_factory=lambda: frozenset({Role.VISITOR}))
    suspended: bool = False
    withheld: frozenset[Role] = frozenset()  # theirs, but not in a session that showed no second factor
    asked_since: datetime | None = None  # since when one is asked of them; None where none is, or it was shown

    @property
    def is_person(self) -> bool:
        return self.person_id is not None

    def having(self, roles: frozenset[Role]) -> "Actor":
        return replace(self, roles=self.roles | roles)


def refusal(action: Action, actor: Actor) -> Reason | None:
    """None where it may be done; otherwise why not. The actor must already carry the roles held on the thing."""
    allowed = ALLOWED[action]
    if allowed is EVERYBODY:
        return None
    if not actor.is_person:
        return Reason(refusals.SIGN_IN_FIRST)
    if actor.suspended:
        return Reason(refusals.SUSPENDED)
    if actor.roles & allowed:
        return None
    if actor.withheld & allowed:
        return Reason(refusals.SECOND_FACTOR_FIRST)
    return Reason(refusals.NOT_YOUR_ROLE, {"role": min(allowed).value})


def refusal_at_door(action: Action, actor: Actor) -> Reason | None:
    """The door does not know the thing yet: a role held on a thing is asked for inside the operation."""
    if actor.is_person and not actor.suspended and ALLOWED[action] & CONTEXTUAL:
        return None
    return refusal(action, actor)
