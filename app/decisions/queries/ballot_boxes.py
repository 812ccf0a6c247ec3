"""The ballots of open votes: sealed rows, read with the key that the instance keeps outside the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import DecisionState
from app.decisions.ballot_keys import BallotKey, KeyFolder
from app.decisions.models import BallotBox, Decision, SealedBallot
from app.governance.decision_rules import Content, unpacked
from app.governance.rolls import own_voice

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
