"""What an import finds here already: its space, the things brought in before, the names and words it can join."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.kinds import SpaceKind, Subject
from app.core.texts import folded
from app.discussion.models import Comment
from app.proposals.models import Imported, Source
from app.territory.models import Place, Space, Theme


def space(session: Session, slug: str | None = None) -> Any:
    """The one of that slug, else the permanent territory; None when there is none."""
    wanted = Space.kind == SpaceKind.TERRITORY if slug is None else Space.slug == slug
    return session.execute(sa.select(Space.id, Space.slug).where(wanted).order_by(Space.id).limit(1)).one_or_none()


def imported(session: Session, system: str, kind: Subject, ids: Collection[str]) -> dict[str, int]:
    """Which of these came before, and what they are here."""
    rows = session.execute(sa.select(Imported.external_id, Imported.subject_id).where(
        Imported.system == system, Imported.kind == kind, Imported.external_id.in_(ids)))
    return {row.external_id: row.subject_id for row in rows}


def first_levels(session: Session, system: str, ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """For these comments of elsewhere: the proposal they are on here, and the first-level comment they are under."""
    rows = session.execute(
        sa.select(Imported.external_id, Comment.proposal_id, sa.func.coalesce(Comment.parent_id, Comment.id))
        .join(Comment, Comment.id == Imported.subject_id)
        .where(Imported.system == system, Imported.kind == Subject.COMMENT, Imported.external_id.in_(ids)))
    return {external_id: (proposal_id, first_id) for external_id, proposal_id, first_id in rows}


def sources(session: Session, system: str, ids: Collection[str]) -> dict[str, int]:
    rows = session.execute(sa.select(Source.external_id, Source.id).where(
        Source.system == system, Source.external_id.in_(ids)))
    return {row.external_id: row.id for row in rows}


def themes(session: Session) -> dict[str, int]:
    """By the folded name in every language, and by slug."""
    rows = session.execute(sa.select(Theme.id, Theme.slug, Theme.name))
    return {folded(word): row.id for row in rows for word in (row.slug, *row.name.values())}


def communes(session: Session, keys: Collection[str]) -> dict[str, int]:
    """By folded name; a name that two communes have names neither."""
    rows = session.execute(sa.select(Place.name_key, sa.func.min(Place.id).label("id")).where(
        Place.name_key.in_(keys), Place.retired_at.is_(None)).group_by(Place.name_key)
        .having(sa.func.count() == 1))
    return {row.name_key: row.id for row in rows}
