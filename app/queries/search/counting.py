"""How many hits there are of each kind, theme, stage, state, year and commune: two reads, whatever is found."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.models.proposals import Proposal, ProposalPlace
from app.queries.search.finding import COUNTED, D, Only, engine_of, narrowed
from app.rules.asking import Sought
from app.rules.kinds import Status, Subject

PLACES = 8  # communes listed: those with most


@dataclass(frozen=True, slots=True)
class Group:
    """Hits that have all of these in common, and how many."""

    kind: Subject
    track: str
    theme_id: int | None
    stage: str
    status: Status | None
    year: int
    n: int


@dataclass(frozen=True, slots=True)
class Counts:
    """`is_whole`: everything was counted; else the newest `COUNTED`, and every figure is « at least »."""

    total: int = 0
    is_whole: bool = True
    kinds: Counter[tuple[Subject, str]] = field(default_factory=Counter)
    themes: Counter[int] = field(default_factory=Counter)
    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[Status] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)
    places: Counter[int] = field(default_factory=Counter)


def counts(session: Session, sought: Sought, only: Only) -> Counts:
    """Every facet is counted as if nothing were chosen in it, so that another choice shows what it would give."""
    matches = _matches(session, sought, replace(only, kinds=(), track="", theme_id=None, stage=None, statuses=(),
                                                 year=None))
    groups = _groups(session, matches)
    found = Counts(is_whole=sum(group.n for group in groups) < COUNTED)
    for group in groups:
        _enter(found, group, only)
    found.places.update(_places(session, _matches(session, sought, replace(only, place_id=None))))
    total = sum(n for (kind, track), n in found.kinds.items() if _is_kind(kind, track, only))
    return replace(found, total=total)


def _matches(session: Session, sought: Sought, only: Only) -> Any:
    """The newest of them, as a subquery."""
    engine = engine_of(session)
    matching = engine.matching(engine.expressed(sought), D.kind, D.track, D.proposal_id, D.place_id, D.year)
    return narrowed(matching, only).order_by(engine.NEWEST).limit(COUNTED).subquery()


def _groups(session: Session, matches: Any) -> list[Group]:
    by = (matches.c.kind, matches.c.track, Proposal.theme_id, Proposal.stage, Proposal.status, matches.c.year)
    rows = session.execute(sa.select(*by, sa.func.count()).select_from(matches).outerjoin(
        Proposal, Proposal.id == matches.c.proposal_id).group_by(*by))
    return [Group(kind, track, theme, stage or "", status, when, n)
            for kind, track, theme, stage, status, when, n in rows]


def _enter(found: Counts, group: Group, only: Only) -> None:
    """Into each facet that the other choices leave it in."""
    fits = {
        "kinds": _is_kind(group.kind, group.track, only), "themes": only.theme_id in (None, group.theme_id),
        "stages": only.stage in (None, (group.track, group.stage)),
        "statuses": not only.statuses or group.status in only.statuses, "years": only.year in (None, group.year)}
    keys: dict[str, Any] = {
        "kinds": (group.kind, group.track), "themes": group.theme_id,
        "stages": (group.track, group.stage) if group.stage else None, "statuses": group.status,
        "years": group.year or None}
    for name, key in keys.items():
        if key is not None and all(fit for other, fit in fits.items() if other != name):
            getattr(found, name)[key] += group.n


def _is_kind(kind: Subject, track: str, only: Only) -> bool:
    return (not only.kinds or kind in only.kinds) and (not only.track or track == only.track)


def _places(session: Session, matches: Any) -> dict[int, int]:
    """A hit of several communes counts in each of them."""
    of_proposals = (sa.select(ProposalPlace.place_id.label("place_id"))
                    .join(matches, matches.c.proposal_id == ProposalPlace.proposal_id))
    own = sa.select(matches.c.place_id).where(matches.c.place_id.is_not(None))
    both = sa.union_all(of_proposals, own).subquery()
    n = sa.func.count().label("n")
    rows = session.execute(sa.select(both.c.place_id, n).group_by(both.c.place_id)
                           .order_by(n.desc(), both.c.place_id).limit(PLACES))
    return {row.place_id: row.n for row in rows}


__all__ = ["COUNTED", "PLACES", "Counts", "counts"]
