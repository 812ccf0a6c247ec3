"""A discussion of any size, put in at once: for the law of speed and for the benchmark."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import ContentState, Stance
from app.discussion.models import Comment
from app.proposals.models import Proposal

WORDS = "Je prêterais ma remorque le samedi, si quelqu’un tient le carnet et vérifie les feux. " * 2


def fill(session: Session, proposal_id: int, people: list[int], number: int, now: datetime) -> int:
    """Half of them at the first level; of the replies, half under one single message. That message's id."""
    space_id = session.get_one(Proposal, proposal_id).space_id

    def row(n: int, parent: int | None) -> dict[str, Any]:
        return {"space_id": space_id, "proposal_id": proposal_id, "parent_id": parent,
                "author_id": people[n % len(people)], "stance": Stance.NEUTRAL if parent else list(Stance)[n % 4],
                "body": WORDS, "html": f"<p>{WORDS}</p>", "lang": "fr", "state": ContentState.VISIBLE,
                "needs_answer": parent is None and n % 40 == 2, "replies": 0, "marks": n * 7 % 31,
                "created_at": now - timedelta(minutes=number - n)}

    made = list(session.scalars(sa.insert(Comment).returning(Comment.id), [row(n, None) for n in range(number // 2)]))
    made.sort()
    crowd = made[len(made) // 2]
    session.execute(sa.insert(Comment), [
        row(n, crowd if n % 2 else made[n % len(made)]) for n in range(number // 2)])
    counted = sa.alias(Comment.__table__)
    session.execute(sa.update(Comment).where(Comment.id.in_(made)).values(
        replies=sa.select(sa.func.count()).where(counted.c.parent_id == Comment.id).scalar_subquery())
        .execution_options(synchronize_session=False))
    session.execute(sa.update(Proposal).where(Proposal.id == proposal_id).values(comments=number))
    session.commit()
    return crowd


def last_reply(session: Session, parent_id: int) -> int:
    return session.execute(sa.select(sa.func.max(Comment.id)).where(Comment.parent_id == parent_id)).scalar_one()
