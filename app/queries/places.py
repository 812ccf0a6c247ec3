"""Communes as people type them: by name or code, accents and hyphens aside."""

import difflib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.spaces import Place
from app.rules.names import folded


def resolve(session: Session, typed: str) -> tuple[list[int], list[tuple[str, str]]]:
    """« Gap, saint bonnet » to ids; and what was not found, each with the nearest name or ''."""
    words = [part.strip() for part in typed.replace(";", ",").replace("\n", ",").split(",") if part.strip()]
    if not words:
        return [], []
    rows = session.execute(
        sa.select(Place.id, Place.code, Place.name, Place.name_key).where(Place.retired_at.is_(None))
    )
    known: dict[str, tuple[int, str]] = {}
    for row in rows:
        known[row.name_key] = known[row.code.casefold()] = (row.id, row.name)
    found, lost = [], []
    for word in words:
        key = folded(word)
        if key in known:
            found.append(known[key][0])
        elif starting := _only({known[k] for k in known if k.startswith(key) and len(key) >= 4}):
            found.append(starting[0])
        else:
            near = difflib.get_close_matches(key, known, 1, 0.72)
            lost.append((word, known[near[0]][1] if near else ""))
    return list(dict.fromkeys(found)), lost


def _only(found: set[tuple[int, str]]) -> tuple[int, str] | None:
    return next(iter(found)) if len(found) == 1 else None


def names(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Place.name).where(Place.retired_at.is_(None))
                                .order_by(Place.name_key, Place.id)))
