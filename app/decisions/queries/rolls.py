"""Who is in each electorate at an instant. A decision freezes what these find."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.core.database import by_signs
from app.core.kinds import ContentState, DecisionState, MandateState, PersonState, Role, RollGround
from app.core.texts import alphabetical
from app.decisions.ballot_keys import BallotKey, KeyFolder
from app.decisions.models import BallotBox, Decision, Delegation, RollEntry, SealedBallot
from app.governance.charter.model import Charter, Electorate
from app.governance.decision_rules import Content, unpacked
from app.governance.rolls import Entry, own_voice, voice_of_structure
from app.groups.models import Group, GroupMember
from app.proposals.models import Carrier, Proposal
from app.structures.models import Mandate, Structure
from app.territory.models import Membership, Theme

RESIDENTS = "residents"
"""The college of those who speak for nobody but themselves, where the charter names it; else its first one."""


def by_name(row: Any) -> tuple[object, ...]:
    """The key that rows with a name and an id are sorted by, after they were read."""
    return *alphabetical(row.name), row.id


def personal_college(charter: Charter) -> str:
    return RESIDENTS if RESIDENTS in charter.colleges else next(iter(charter.colleges), "")


def _speaking(on: date) -> tuple[sa.ColumnElement[bool], ...]:
    return (Mandate.state == MandateState.ACTIVE, Mandate.from_on <= on,
            sa.or_(Mandate.until_on.is_(None), Mandate.until_on >= on))


def _active(ids: Any) -> sa.Select[Any]:
    return sa.select(Person.id).where(Person.id.in_(ids), Person.state == PersonState.ACTIVE).order_by(Person.id)


def _mandates(session: Session, on: date) -> Sequence[Any]:
    return session.execute(
        sa.select(Mandate.person_id, Mandate.structure_id, Structure.college)
        .join(Structure, Structure.id == Mandate.structure_id).join(Person, Person.id == Mandate.person_id)
        .where(*_speaking(on), Person.state == PersonState.ACTIVE).order_by(Mandate.structure_id, Mandate.person_id)
        .distinct()).all()


def representatives(session: Session, on: date) -> list[Entry]:
    """One voice for each structure somebody speaks for."""
    return [Entry(voice_of_structure(row.structure_id), row.person_id, row.structure_id, row.college,
                  RollGround.REPRESENTATIVE) for row in _mandates(session, on)]


def _members(space_id: int) -> Any:
    """Who declared a commune of the territory, was entered as a member, or speaks for a structure."""
    held = sa.select(Membership.person_id).where(Membership.space_id == space_id, Membership.revoked_at.is_(None),
                                                 Membership.role == Role.MEMBER)
    speaks = sa.select(Mandate.person_id).where(Mandate.state == MandateState.ACTIVE)
    return sa.union(sa.select(Person.id).where(Person.place_id.is_not(None)), held, speaks)


def members(session: Session, space_id: int, charter: Charter, on: date, *, by_college: bool) -> list[Entry]:
    """One voice for each member. Counted by colleges, a structure has one voice in its own, and who speaks for one
    answers for it (governance.md §3: one hat, one vote)."""
    mandates = _mandates(session, on)
    speakers = {row.person_id: row.college for row in mandates}
    own = personal_college(charter)
    people = session.scalars(_active(_members(space_id))).all()
    if not by_college:
        return [Entry(own_voice(n), n, None, speakers.get(n, own), RollGround.MEMBER) for n in people]
    alone = [Entry(own_voice(n), n, None, own, RollGround.MEMBER) for n in people if n not in speakers]
    return alone + representatives(session, on)


def _people(session: Session, ids: Any, charter: Charter, ground: RollGround, on: date) -> list[Entry]:
    colleges = {row.person_id: row.college for row in _mandates(session, on)}
    own = personal_college(charter)
    return [Entry(own_voice(n), n, None, colleges.get(n, own), ground) for n in session.scalars(_active(ids))]


def electorate(session: Session, who: Electorate, space_id: int, charter: Charter, on: date, *,
               proposal_id: int | None = None, group_id: int | None = None, by_college: bool = False) -> list[Entry]:
    """The roll of an electorate that day, carriers not yet recused."""
    if who is Electorate.REPRESENTATIVES:
        return representatives(session, on)
    if who is Electorate.MEMBERS:
        return members(session, space_id, charter, on, by_college=by_college)
    if who is Electorate.STEERING:
        held = sa.select(Membership.person_id).where(
            Membership.space_id == space_id, Membership.role == Role.STEERING, Membership.revoked_at.is_(None))
        return _people(session, held, charter, RollGround.STEERING, on)
    if who is Electorate.GROUP:
        inside = sa.select(GroupMember.person_id).join(Group, Group.id == GroupMember.group_id).where(
            Group.id == group_id if group_id else Group.proposal_id == proposal_id, GroupMember.until_at.is_(None))
        return _people(session, inside, charter, RollGround.GROUP, on)
    return _people(session, sa.select(Carrier.person_id).where(*carrying(proposal_id or 0)), charter,
                   RollGround.CARRIER, on)


def carrying(proposal_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (Carrier.proposal_id == proposal_id, Carrier.accepted_at.is_not(None), Carrier.left_at.is_(None))


def carriers(session: Session, proposal_id: int | None) -> frozenset[int]:
    return frozenset(session.scalars(sa.select(Carrier.person_id).where(*carrying(proposal_id or 0))))


def frozen(session: Session, decision_id: int) -> list[Entry]:
    """The roll of a decision as it stands."""
    rows = session.execute(
        sa.select(RollEntry.voice, RollEntry.person_id, RollEntry.structure_id, RollEntry.college, RollEntry.ground,
                  RollEntry.recused).where(RollEntry.decision_id == decision_id)
        .order_by(by_signs(RollEntry.voice), RollEntry.person_id))
    return [Entry(*row) for row in rows]


def hats(session: Session, decision_id: int, person_id: int) -> Sequence[Any]:
    """The voices one person may use there: (voice, structure_id, structure, college, recused, ground)."""
    return session.execute(
        sa.select(RollEntry.voice, RollEntry.structure_id, Structure.name.label("structure"), RollEntry.college,
                  RollEntry.recused, RollEntry.ground)
        .outerjoin(Structure, Structure.id == RollEntry.structure_id)
        .where(RollEntry.decision_id == decision_id, RollEntry.person_id == person_id)
        .order_by(by_signs(RollEntry.voice))).all()


def delegations(session: Session, space_id: int, theme_id: int, on: date) -> dict[int, int]:
    """Giver to holder, for a theme, that day."""
    rows = session.execute(sa.select(Delegation.person_id, Delegation.to_id).where(
        Delegation.space_id == space_id, Delegation.theme_id == theme_id, Delegation.until_at.is_(None),
        Delegation.ends_on >= on))
    return {row.person_id: row.to_id for row in rows}


def open_on(session: Session, proposal_id: int) -> Sequence[Any]:
    return session.execute(sa.select(Decision.id, Decision.gate, Decision.kind).where(
        Decision.proposal_id == proposal_id, Decision.closed_at.is_(None))).all()


def committee(session: Session, space_id: int) -> Sequence[Any]:
    """(id, name) of its members, in the order of their names."""
    rows = session.execute(
        sa.select(Person.id, Person.display_name.label("name"))
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.space_id == space_id, Membership.role == Role.STEERING, Membership.revoked_at.is_(None),
               Person.state == PersonState.ACTIVE).distinct()).all()
    return sorted(rows, key=by_name)


def named(session: Session, ids: Collection[int]) -> Sequence[Any]:
    """(id, name) of these people, in the order of their names."""
    return sorted(session.execute(
        sa.select(Person.id, Person.display_name.label("name"))
        .where(Person.id.in_(ids), Person.state == PersonState.ACTIVE)).all(), key=by_name)


def person_named(session: Session, name: str) -> list[int]:
    """Those who show that very name, as it is shown; two at most, to know that one is not enough."""
    return list(session.scalars(sa.select(Person.id).where(
        Person.display_name == name.strip(), Person.state == PersonState.ACTIVE).limit(2)))


def delegations_of(session: Session, space_id: int, person_id: int) -> Sequence[Any]:
    """Given and received, those that run: (theme_id, theme, person_id, giver, to_id, holder, from_at, ends_on)."""
    giver, holder = aliased(Person), aliased(Person)
    return session.execute(
        sa.select(Delegation.theme_id, Theme.name.label("theme"), Delegation.person_id, Delegation.to_id,
                  giver.display_name.label("giver"), holder.display_name.label("holder"), Delegation.from_at,
                  Delegation.ends_on)
        .join(Theme, Theme.id == Delegation.theme_id).join(giver, giver.id == Delegation.person_id)
        .join(holder, holder.id == Delegation.to_id)
        .where(Delegation.space_id == space_id, Delegation.until_at.is_(None),
               sa.or_(Delegation.person_id == person_id, Delegation.to_id == person_id))
        .order_by(Theme.position, Delegation.id)).all()


def group_head(session: Session, group_id: int) -> Any:
    """(id, space_id, proposal_id, name), or None; nor of what moderation hides."""
    return session.execute(
        sa.select(Group.id, Group.space_id, Group.proposal_id, Group.name)
        .outerjoin(Proposal, Proposal.id == Group.proposal_id)
        .where(Group.id == group_id, sa.or_(Proposal.id.is_(None), Proposal.state == ContentState.VISIBLE))).first()


# The ballots of open votes: sealed rows, read with the key that the instance keeps outside the database.

LOOKS = 3
OPTION = "ballot_keys"  # of the engine: the folder that goes with its database


@dataclass(frozen=True)
class Opened:
    """One ballot, read."""

    voice_tag: str
    by_tag: str
    content: Content


def folder(session: Session) -> KeyFolder:
    path = session.get_bind().get_execution_options().get(OPTION)
    if path is None:
        raise RuntimeError(f"this engine was made without the option {OPTION!r}: the folder of the keys of open votes")
    return KeyFolder(path)


def key_of(session: Session, decision: Any) -> BallotKey | None:
    """`decision` has state and reference. None once it is over; None too where the file is missing."""
    return folder(session).read(decision.reference) if decision.state is DecisionState.OPEN else None


def is_stopped(session: Session, decision: Any) -> bool:
    """Open, and without its key: no answer can be kept."""
    return decision.state is DecisionState.OPEN and key_of(session, decision) is None


def about(decision: Any, voice_tag: str) -> str:
    return f"{decision.reference}\x1f{voice_tag}"


def read(decision: Any, key: BallotKey, row: Any) -> Opened:
    return Opened(row.voice_tag, row.by_tag, unpacked(key.seal.open(row.sealed, about(decision, row.voice_tag))))


def ballots(session: Session, decision: Any, key: BallotKey) -> list[Opened]:
    """Every one, in an order that says nothing (that of receipts, which are drawn)."""
    rows = session.execute(_sealed().where(SealedBallot.decision_id == decision.id))
    return sorted((read(decision, key, row) for row in rows), key=lambda one: one.content.receipt)


def of_voice(session: Session, decision: Any, key: BallotKey, voice: str) -> Opened | None:
    """Held until the end of the transaction."""
    row = session.execute(_sealed().where(SealedBallot.decision_id == decision.id,
                                          SealedBallot.voice_tag == key.tag("voice", voice)).with_for_update()).first()
    return read(decision, key, row) if row else None


def of_person(session: Session, decision: Any, key: BallotKey, person_id: int) -> Opened | None:
    """What this very person answered, while it is open."""
    row = session.execute(_sealed().where(SealedBallot.decision_id == decision.id,
                                          SealedBallot.by_tag == person_tag(key, person_id))).first()
    return read(decision, key, row) if row else None


def answered(session: Session, ids: Sequence[int], person_id: int) -> set[int]:
    """Of these decisions, those that are open and that this very person answered."""
    keys = folder(session)
    rows = session.execute(sa.select(Decision.id, Decision.reference).where(
        Decision.id.in_(ids), Decision.state == DecisionState.OPEN))
    tags = [person_tag(key, person_id) for row in rows if (key := keys.read(row.reference)) is not None]
    found = sa.select(SealedBallot.decision_id).where(SealedBallot.by_tag.in_(tags))
    return set(session.scalars(found)) if tags else set()


def person_tag(key: BallotKey, person_id: int) -> str:
    return key.tag("person", own_voice(person_id))


def open_votes(session: Session) -> Sequence[Any]:
    """(id, reference, mark) of each."""
    return session.execute(
        sa.select(Decision.id, Decision.reference, BallotBox.mark)
        .outerjoin(BallotBox, BallotBox.decision_id == Decision.id)
        .where(Decision.state == DecisionState.OPEN).order_by(Decision.id)).all()


def keyless(session: Session) -> list[str]:
    """References of open votes whose key is missing."""
    keys = folder(session)
    return [vote.reference for vote in open_votes(session) if keys.read(vote.reference) is None]


def stopped(session: Session) -> list[str]:
    """References of open votes that take no ballot: their key is missing, or the database is older than their ballots.
    Looked at again where it seems so: a ballot may be written in between."""
    keys = folder(session)

    def wrong(vote: Any) -> bool:
        return keys.read(vote.reference) is None or vote.mark not in (keys.marks(vote.reference) or ())

    found: list[str] = []
    for _look in range(LOOKS):
        found = [vote.reference for vote in open_votes(session) if wrong(vote)]
        if not found:
            break
        session.rollback()  # the next look is at the database as it is then
    return found


def outlived(session: Session, before: float) -> list[str]:
    """Names of keys whose vote is over; and of those, not touched since that instant, whose vote is not known here."""
    keys = folder(session)
    names = keys.names()
    rows = session.execute(sa.select(Decision.reference, Decision.state).where(Decision.reference.in_(names)))
    states: dict[str, DecisionState] = {row.reference: row.state for row in rows} if names else {}
    return [name for name in names if (states[name] is not DecisionState.OPEN if name in states
                                       else keys.touched(name) < before)]


def _sealed() -> Any:
    return sa.select(SealedBallot.voice_tag, SealedBallot.by_tag, SealedBallot.sealed)
