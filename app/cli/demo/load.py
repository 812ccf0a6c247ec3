"""From an empty database to a territory that lived for a year."""

from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.cli.demo import ahead, items, people, pieces, revisions, sharing, starters, votes, works
from app.cli.demo.stage import Stage
from app.cli.demo.texts import Texts
from app.models.spaces import Place, Theme
from app.operations import delivery, spaces
from app.rules.kinds import SpaceKind

OPENED = 520  # days ago
RECENT = 12  # days; what is older is in the journal, not in the news


def load(make_session: sessionmaker[Session], now: datetime, texts: Texts | None = None) -> Stage:
    """Who is who comes back with it. `texts`: other words for the same year."""
    stage = Stage(make_session, now, texts or Texts())
    _ground(stage)
    people.plan(stage)
    stage.play()
    items.plan(stage)
    revisions.plan(stage)
    ahead.plan(stage)
    starters.plan(stage)
    works.plan(stage)
    sharing.plan(stage)
    pieces.plan(stage)
    votes.plan(stage)
    stage.play()
    stage.do(now, delivery.skip_before, None, stage.day(RECENT))
    return stage


def _ground(stage: Stage) -> None:
    """The space with its charter, the communes, the themes; then the call."""
    from app.cli.site import open_territory  # which reads this package's texts

    stage.space_id = open_territory(stage.make_session, stage.day(OPENED), stage.texts)
    with stage.make_session() as session:
        stage.places = {code: n for code, n in session.execute(sa.select(Place.code, Place.id))}
        stage.themes = {slug: n for slug, n in session.execute(sa.select(Theme.slug, Theme.id))}
    call = stage.texts.call["call"]
    open_call = partial(
        spaces.open_space,
        stage.make_session,
        stage.day(call["opens_days_ago"]),
        None,
        call["slug"],
        SpaceKind.CALL,
        call["title"],
        call["description"],
        stage.texts.territory["territory"]["timezone"],
        stage.texts.charter,
    )
    stage.others["call"] = open_call(closes_at=stage.day_to_come(-call["closes_days_ago"]), theme_needed=False)
