"""What somebody copies from paper leads straight to its page: the place to add what is recognised besides « #42 »."""

import re

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from app.models.proposals import Proposal
from app.rules.kinds import ContentState

_NUMBER = re.compile(r"(?:#|n[°ºo]\.?\s?)?(\d{1,12})", re.IGNORECASE)


def direct(session: Session, query: str) -> str | None:
    """The address of the one thing that this names. None for what is not there, or hidden: as if it had never been."""
    found = _NUMBER.fullmatch(query.strip())
    if found is None:
        return None
    there = session.scalar(sa.select(Proposal.id).where(
        Proposal.id == int(found[1]), Proposal.state == ContentState.VISIBLE))
    return url_for("proposals.show", number=there) if there is not None else None


def is_bare(query: str) -> bool:
    """« 2026 » may be a number, or a word to look for: it is offered, never jumped to."""
    return query.strip().isdecimal()
