"""The closed lists of words of the tallies: methods, outcomes, bases, votes. A leaf: imports nothing from here."""

from enum import StrEnum


class Method(StrEnum):
    """How ballots become a result. (`steering` is `consent` or `majority` among the committee.)"""

    MAJORITY = "majority"
    MAJORITY_JUDGMENT = "majority_judgment"
    APPROVAL = "approval"
    SCHULZE = "schulze"
    CONSENT = "consent"


class Outcome(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    TIE = "tie"


class Base(StrEnum):
    """What the share of « for » is a share of."""

    EXPRESSED = "expressed"
    CAST = "cast"
    ROLL = "roll"


class Combine(StrEnum):
    """How the answers of the colleges become one."""

    PROPORTIONAL = "proportional"
    WINNER_TAKES_ALL = "winner_takes_all"


class Vote(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Stand(StrEnum):
    CONSENT = "consent"
    CONCERN = "concern"
    OBJECTION = "objection"
    ASIDE = "aside"


WORDS: dict[Method, tuple[str, ...]] = {Method.MAJORITY: tuple(Vote), Method.CONSENT: tuple(Stand)}
"""What a ballot may say where it is one word. These methods need no options and can be counted by college."""

ABSTAIN = Vote.ABSTAIN.value
"""What a ballot may say under every other method: its voter is present and chooses nothing."""
