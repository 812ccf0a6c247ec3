"""What can happen: one frozen dataclass for each kind of event, with who may read it.

Fields are ids, codes and numbers, never a name or a text: the journal outlives what people erase.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar, dataclass_transform

from app.core.kinds import Loudness, Role, Subject, Visibility

KINDS: dict[str, type["Happening"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """`subject_id` is the id of what it is about (`about` says of which kind)."""

    kind: ClassVar[str] = ""
    about: ClassVar[Subject] = Subject.PROPOSAL
    visibility: ClassVar[Visibility] = Visibility.PUBLIC

    space_id: int
    subject_id: int

    def data(self) -> dict[str, Any]:
        """What the journal keeps beside the subject: canonical, without the keys that have their own column."""
        told = asdict(self)
        return {key: told[key] for key in told if key not in ("space_id", "subject_id") and told[key] is not None}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def happening(name: str, about: Subject = Subject.PROPOSAL, visibility: Visibility = Visibility.PUBLIC) -> Any:
    """Class decorator: freeze, name, and enter into the list of kinds."""

    def mark(cls: Any) -> Any:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.kind, made.about, made.visibility = name, about, visibility
        KINDS[name] = made
        return made

    return mark


# Who hears of a happening, and how loudly. Pure: delivery turns each relation into people.
#
# Nobody hears of their own acts. What a relation gives is asked again at delivery: a role taken away, a carrier who
# left or a content hidden meanwhile gives nothing.

class Relation(StrEnum):
    """How somebody is tied to what happened. A notification keeps it as its reason (« parce que vous suivez »)."""

    PERSON = "person"  # the one the happening is about
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


def _page(*relations: Relation) -> tuple[Hearing, ...]:
    return tuple(Hearing(relation) for relation in relations)


def _at_once(*relations: Relation) -> tuple[Hearing, ...]:
    return tuple(Hearing(relation, Loudness.AT_ONCE) for relation in relations)


_R = Relation
_NOBODY: tuple[Hearing, ...] = ()
_AROUND = _page(_R.CARRIER, _R.FOLLOWER)
_GROUP = _page(_R.CARRIER, _R.MEMBER, _R.FOLLOWER)
_ASKED = (*_at_once(_R.VOTER), *_AROUND)
_ROUND = (*_at_once(_R.CARRIER), *_page(_R.VOTER, _R.FOLLOWER))
_OWN_GATE = (*_at_once(_R.CARRIER), *_page(_R.MEMBER, _R.FOLLOWER))

AUDIENCE: dict[str, tuple[Hearing, ...]] = {
    "amendment.made": _page(_R.CARRIER),
    "amendment.settled": _page(_R.PERSON, _R.CARRIER),
    "amendment.supported": _NOBODY,
    "amendment.unsupported": _NOBODY,
    "author.answered": _page(_R.MODERATOR),
    "attachment.added": _AROUND,
    "attachment.removed": _page(_R.CARRIER),
    "backup.late": _at_once(_R.OPERATOR),
    "carrier.accepted": (*_AROUND, *_page(_R.STRUCTURE_FOLLOWER)),
    "carrier.declined": _page(_R.CARRIER),
    "carrier.invited": (*_at_once(_R.PERSON), *_page(_R.CARRIER)),
    "carrier.left": _page(_R.CARRIER),
    "charter.adopted": _page(_R.STEERING, _R.SPACE_FOLLOWER),
    "charter.proposed": _page(_R.STEERING, _R.SPACE_FOLLOWER),
    "check_in.made": _GROUP,
    "comment.edited": _page(_R.MENTIONED),  # those whom the new text names for the first time
    "comment.posted": (*_page(_R.PARENT, _R.MENTIONED), *_AROUND),
    "commitment.offered": _page(_R.PERSON),
    "commitment.settled": _page(_R.PERSON, _R.MEMBER),
    "content.hidden": (*_at_once(_R.AUTHOR), *_page(_R.REPORTER)),
    "content.reported": _page(_R.MODERATOR),
    "content.restored": (*_at_once(_R.AUTHOR), *_page(_R.REPORTER)),
    "contents.imported": _NOBODY,  # a line for each batch, at the operator's own hand
    "debate.concluded": _AROUND,
    "debate.due": _at_once(_R.PERSON),
    "debate.opened": _AROUND,
    "debate.reopened": _AROUND,
    "decision.annulled": (*_page(_R.VOTER), *_AROUND),
    "decision.came_back": (*_page(_R.STEERING, _R.VOTER), *_AROUND),
    "decision.closed": _ROUND,
    "decision.closing_soon": _at_once(_R.VOTER),
    "decision.concluded": (*_page(_R.VOTER), *_AROUND),
    "decision.moved": _ASKED,
    "decision.opened": _ASKED,
    "delegation.ended": _page(_R.PERSON),
    "delegation.given": _at_once(_R.PERSON),
    "document.added": _GROUP,
    "document.removed": _page(_R.CARRIER, _R.MEMBER),
    "factor.added": _NOBODY,  # its person has a mail of the act itself
    "factor.copied": _NOBODY,
    "factor.recovered": _NOBODY,
    "factor.removed": _NOBODY,
    "factor.reset": _NOBODY,
    "gate.appealed": (*_page(_R.STEERING), *_AROUND),
    "gate.declined": _OWN_GATE,
    "gate.postponed": _OWN_GATE,
    "gate.ready": _page(_R.STEERING, _R.CARRIER),
    "group.born": _page(_R.CARRIER, _R.FOLLOWER),
    "group.joined": _page(_R.PERSON, _R.MEMBER),
    "group.left": _page(_R.MEMBER),
    "group.role_given": _page(_R.PERSON, _R.MEMBER),
    "indicator.set": _page(_R.MEMBER),
    "journal.key_changed": _page(_R.OPERATOR, _R.STEERING, _R.SPACE_FOLLOWER),
    "likeness.dismissed": _NOBODY,
    "line.added": _AROUND,
    "line.removed": _NOBODY,
    "link.made": _page(_R.CARRIER),
    "link.removed": _page(_R.CARRIER),
    "mandate.asked": _page(_R.REPRESENTATIVE, _R.STEERING),
    "mandate.settled": _page(_R.PERSON),
    "measure.added": _GROUP,
    "meeting.cancelled": _GROUP,
    "meeting.moved": _GROUP,
    "meeting.planned": _GROUP,
    "meeting_answer.contested": (*_at_once(_R.PRESENT), *_page(_R.STEERING), *_AROUND),
    "meeting_answer.lapsed": (*_page(_R.PRESENT, _R.STEERING), *_AROUND),
    "meeting_answer.recorded": (*_at_once(_R.PRESENT), *_page(_R.STEERING), *_AROUND),
    "milestone.reached": _GROUP,
    "milestone.set": _page(_R.MEMBER),
    "minutes.published": _GROUP,
    "objection.raised": _ROUND,
    "objection.settled": (*_page(_R.PERSON), *_page(_R.VOTER), *_AROUND),
    "outcome.declared": _GROUP,
    "pact.saved": _page(_R.MEMBER),
    "paper.forgotten": _NOBODY,
    "passage.made": _OWN_GATE,
    "pledge.made": _GROUP,
    "pledge.settled": _page(_R.PERSON, _R.CARRIER),
    "proposal.completed": _page(_R.CARRIER, _R.SUPPORTER, _R.FOLLOWER),
    "proposal.corrected": _page(_R.CARRIER),
    "proposal.dormant": _AROUND,
    "proposal.located": _NOBODY,
    "proposal.merged": _AROUND,
    "proposal.published": _page(_R.STRUCTURE_FOLLOWER, _R.SPACE_FOLLOWER),
    "proposal.revised": _page(_R.CARRIER, _R.SUPPORTER, _R.FOLLOWER),
    "proposal.split": _AROUND,
    "proposal.unmerged": _AROUND,
    "proposal.withdrawn": _GROUP,
    "proposal.woken": _page(_R.CARRIER),
    "report.dismissed": _page(_R.REPORTER),
    "risk.proposed": (*_at_once(_R.PERSON), *_page(_R.CARRIER)),
    "risk.settled": _page(_R.PERSON, _R.CARRIER, _R.MEMBER),
    "role.granted": _at_once(_R.PERSON),
    "role.invited": _NOBODY,  # its mail goes to an address, not to an account
    "role.revoked": _at_once(_R.PERSON),
    "role.uninvited": _NOBODY,
    "roll.changed": _at_once(_R.PERSON),
    "round.amended": _ASKED,
    "round.moved": _page(_R.VOTER, _R.CARRIER, _R.FOLLOWER),
    "round.spoken": _page(_R.CARRIER, _R.VOTER),
    "samples.added": _NOBODY,
    "samples.removed": _NOBODY,
    "site.changed": _NOBODY,
    "site.opened": _NOBODY,
    "site.restored": _page(_R.OPERATOR, _R.STEERING, _R.SPACE_FOLLOWER),
    "space.opened": _NOBODY,
    "staff_act.asked": _at_once(_R.HOLDER),
    "staff_act.settled": _page(_R.HOLDER),
    "structure.entered": _NOBODY,
    "support.confirmed": _NOBODY,
    "support.given": _NOBODY,
    "support.withdrawn": _NOBODY,
    "synthesis.written": _AROUND,
    "territory.imported": _NOBODY,
}

IN_THREAD = frozenset({"comment.edited", "comment.posted", "synthesis.written"})
"""What somebody who muted a discussion hears no more of."""

ABOUT_MODERATION = frozenset({
    "author.answered", "content.hidden", "content.reported", "content.restored", "report.dismissed"})
STAFF: dict[str, Role] = {_R.MODERATOR: Role.MODERATOR, _R.STEERING: Role.STEERING, _R.OPERATOR: Role.OPERATOR}


def hearers(kind: str, *, hidden: bool = False) -> tuple[Hearing, ...]:
    """The loudest first. `hidden`: the content is hidden at this moment, and only its moderation may still be told."""
    if hidden and kind not in ABOUT_MODERATION:
        return _NOBODY
    return tuple(sorted(AUDIENCE[kind], key=lambda hearing: not hearing.at_once))


def may_still_read(why: str, roles: frozenset[Role]) -> bool:
    """On the page: what came with a role is not shown once the role is gone."""
    needed = STAFF.get(why)
    return needed is None or needed in roles
