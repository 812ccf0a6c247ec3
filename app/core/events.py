"""Events: one frozen dataclass for each kind of thing that can happen, in the events.py of its subject.

The class says everything of its kind: its fields, who may read it, who is told of it and how loudly, its sentences. A
new kind is one class; where it is mailed at once, two short texts in templates/mail. Fields are ids, codes and numbers,
never a name or a text: the journal outlives what people erase.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar, dataclass_transform

from app.core.kinds import Loudness, Role, Subject, Visibility


class Relation(StrEnum):
    """How somebody is tied to what happened. A notification keeps it as its reason (« parce que vous suivez »)."""

    PERSON = "person"  # the one the event is about
    AUTHOR = "author"  # who wrote the content at hand
    PARENT = "parent"  # who wrote the comment that is answered
    MENTIONED = "mentioned"  # whom a comment names
    CARRIER = "carrier"
    MEMBER = "member"  # of the proposal's work group
    REPORTER = "reporter"  # who reported it, signed in
    MODERATOR = "moderator"
    STEERING = "steering"
    OPERATOR = "operator"
    REPRESENTATIVE = "representative"  # speaks for the structure at hand
    SUPPORTER = "supporter"  # of an earlier version, and still follows: asked whether they support this one
    FOLLOWER = "follower"  # of the proposal, or of its group
    STRUCTURE_FOLLOWER = "structure_follower"
    SPACE_FOLLOWER = "space_follower"
    VOTER = "voter"  # on the roll of the decision
    PRESENT = "present"  # said to have been at the meeting
    HOLDER = "holder"  # holds the role that the act at hand belongs to


@dataclass(frozen=True, slots=True)
class Hearing:
    relation: Relation
    loudness: Loudness = Loudness.PAGE

    @property
    def at_once(self) -> bool:
        return self.loudness is Loudness.AT_ONCE


def page(*relations: Relation) -> tuple[Hearing, ...]:
    return tuple(Hearing(relation) for relation in relations)


def at_once(*relations: Relation) -> tuple[Hearing, ...]:
    return tuple(Hearing(relation, Loudness.AT_ONCE) for relation in relations)


R = Relation
NOBODY: tuple[Hearing, ...] = ()
AROUND = page(R.CARRIER, R.FOLLOWER)
GROUP = page(R.CARRIER, R.MEMBER, R.FOLLOWER)
ASKED = (*at_once(R.VOTER), *AROUND)
ROUND = (*at_once(R.CARRIER), *page(R.VOTER, R.FOLLOWER))
OWN_GATE = (*at_once(R.CARRIER), *page(R.MEMBER, R.FOLLOWER))


KINDS: dict[str, type["DomainEvent"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEvent:
    """`subject_id` is the id of what it is about (`about` says of which kind)."""

    kind: ClassVar[str] = ""
    about: ClassVar[Subject] = Subject.PROPOSAL
    visibility: ClassVar[Visibility] = Visibility.PUBLIC
    to: ClassVar[tuple[Hearing, ...]] = NOBODY
    in_thread: ClassVar[bool] = False  # what somebody who muted a discussion hears no more of
    of_moderation: ClassVar[bool] = False  # may still be told while the content is hidden
    by: ClassVar[str] = ""  # the field whose code chooses among `sentences` and `tolds`

    label: ClassVar[str] = ""  # its kind, in the journal's filter
    sentence: ClassVar[str] = ""  # what happened, naming nobody
    sentences: ClassVar[Mapping[str, str]] = {}
    told: ClassVar[str] = ""  # with the name of who acted, where that may be said
    tolds: ClassVar[Mapping[str, str]] = {}

    space_id: int
    subject_id: int

    def data(self) -> dict[str, Any]:
        """What the journal keeps beside the subject: canonical, without the keys that have their own column."""
        told = asdict(self)
        return {key: told[key] for key in told if key not in ("space_id", "subject_id") and told[key] is not None}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(name: str, *, to: tuple[Hearing, ...], about: Subject = Subject.PROPOSAL,
          visibility: Visibility = Visibility.PUBLIC, by: str = "", in_thread: bool = False,
          of_moderation: bool = False) -> Any:
    """Class decorator: freeze, name, enter into the list of kinds. Who is told must be said; NOBODY is an answer."""

    def mark(cls: Any) -> Any:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.kind, made.about, made.visibility, made.to = name, about, visibility, to
        made.by, made.in_thread, made.of_moderation = by, in_thread, of_moderation
        KINDS[name] = made
        return made

    return mark


STAFF: dict[str, Role] = {R.MODERATOR: Role.MODERATOR, R.STEERING: Role.STEERING, R.OPERATOR: Role.OPERATOR}


def hearers(kind: str, *, hidden: bool = False) -> tuple[Hearing, ...]:
    """The loudest first. `hidden`: the content is hidden at this moment, and only its moderation may still be told."""
    if hidden and not KINDS[kind].of_moderation:
        return NOBODY
    return tuple(sorted(KINDS[kind].to, key=lambda hearing: not hearing.at_once))


def may_still_read(why: str, roles: frozenset[Role]) -> bool:
    """On the page: what came with a role is not shown once the role is gone."""
    needed = STAFF.get(why)
    return needed is None or needed in roles
