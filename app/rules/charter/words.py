"""The closed lists of words a charter may use. A charter names its own stages, colleges and fields; never these."""

from enum import StrEnum

from app.rules.kinds import GroupRole, OutcomeKind, Role


class Feature(StrEnum):
    """What the page of a stage opens. Code asks for features; nothing in Python names a stage."""

    SUPPORT = "support"
    COMMENT = "comment"
    CARRIERS = "carriers"
    GROUP = "group"
    MEETINGS = "meetings"
    PACT = "pact"
    MILESTONES = "milestones"
    MEASURES = "measures"
    CHECK_INS = "check_ins"
    OUTCOME_FORM = "outcome_form"
    OUTCOME = "outcome"


class FieldKind(StrEnum):
    """Two kinds of text, and what is no text: answers.py says how each of the others is written and told."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    MONEY = "money"


class ConditionKind(StrEnum):
    SUPPORTS = "supports"
    CARRIERS = "carriers"
    MEMBERS = "members"
    OPEN_FOR = "open_for"
    FILLED = "filled"
    DOCUMENTS = "documents"
    MEETINGS = "meetings"
    RISKS_SHARED = "risks_shared"
    CONTRIBUTIONS = "contributions"
    INDICATORS = "indicators"
    NO_OPEN_OBJECTION = "no_open_objection"
    ANSWERED = "answered"
    NOT_REPORTED = "not_reported"


class DocumentKind(StrEnum):
    AGREEMENT = "agreement"
    BUDGET = "budget"
    INSURANCE = "insurance"
    ESTIMATE = "estimate"
    AUTHORISATION = "authorisation"
    PLAN = "plan"


class Method(StrEnum):
    """`steering` is the committee's own `consent` or `majority`, with a public reason."""

    CONSENT = "consent"
    MAJORITY = "majority"
    MAJORITY_JUDGMENT = "majority_judgment"
    APPROVAL = "approval"
    SCHULZE = "schulze"
    STEERING = "steering"


class Electorate(StrEnum):
    """Who answers: every member, one voice for each structure, the committee, the work group, the carriers."""

    MEMBERS = "members"
    REPRESENTATIVES = "representatives"
    STEERING = "steering"
    GROUP = "group"
    CARRIERS = "carriers"


class Grade(StrEnum):
    """The seven grades of majority judgment, best first."""

    EXCELLENT = "excellent"
    VERY_GOOD = "very_good"
    GOOD = "good"
    FAIRLY_GOOD = "fairly_good"
    PASSABLE = "passable"
    INSUFFICIENT = "insufficient"
    TO_REJECT = "to_reject"


class Ballots(StrEnum):
    SECRET = "secret"  # noqa: S105 - a kind of ballot
    PUBLIC = "public"


class Results(StrEnum):
    AT_CLOSE = "at_close"
    LIVE = "live"


class Silence(StrEnum):
    """What the silence of those who are asked again means at closing."""

    NOTHING = "nothing"
    CONSENT = "consent"


class Delegating(StrEnum):
    NONE = "none"
    ONE_LEVEL = "one_level"
    TRANSITIVE = "transitive"


class SupportsOf(StrEnum):
    """Which supports a gate counts: all, or those given or confirmed since the text last changed its meaning."""

    ANY = "any"
    PRESENT = "present"


class SupportsShown(StrEnum):
    NAMED = "named"
    COUNTED = "counted"


ROLES = frozenset({*GroupRole, Role.STEERING, Role.MODERATOR} - {GroupRole.MEMBER})
"""The roles a charter may give a term to; those of `GROUP_ROLES` are held in a work group."""

GROUP_ROLES = frozenset(GroupRole) - {GroupRole.MEMBER}

PROPOSERS = frozenset({Electorate.CARRIERS, Electorate.GROUP})
"""They wrote it, or are bound to it: they never decide alone."""

ALWAYS_THERE = frozenset({"title", "places", "theme"})
"""Asked for every proposal, by the service itself."""

LINKED = frozenset({"covered_by"})
"""Filled by what happens to other proposals: a project that answers this one reached its end."""

OUTCOMES = frozenset(f"outcome_{kind.value}" for kind in OutcomeKind)
"""Filled when the outcome says that this follows."""

STATED = LINKED | OUTCOMES
"""Facts of the journey rather than fields of a form: each has its own sentence."""

_OUTCOME = OUTCOMES | {"outcome_kind", "outcome_lessons"}

BUILT_IN: dict[Feature, frozenset[str]] = {
    Feature.PACT: frozenset({"pact_hypothesis", "pact_population", "pact_place", "pact_dates", "pact_stop",
                             "pact_observers"}),
    Feature.OUTCOME_FORM: _OUTCOME,
    Feature.OUTCOME: _OUTCOME,
}
"""What `filled` may name beside the fields of the stage's form, by the feature that lets people fill it."""

FORM = frozenset({
    "act", "act_key", "answers", "asked", "charter_fields", "csrf_token", "data", "easy_summary", "errors",
    "form_errors", "hidden_tag", "is_submitted", "kept", "key", "meta", "minor", "note", "populate_obj", "process",
    "readable", "refuse", "saved", "seen", "space", "structure", "texts", "track", "validate", "validate_on_submit",
    "version", "whole_territory", "written"})
"""What the pages of writing use already."""

RESERVED = ALWAYS_THERE | LINKED | FORM | frozenset().union(*BUILT_IN.values())
