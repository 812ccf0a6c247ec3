"""The demo's answers written ahead of a stage, and a change that was begun."""

from datetime import datetime

import sqlalchemy as sa

from app.cli.demo.stage import Stage
from app.cli.demo.texts import Row
from app.models.proposals import Proposal
from app.operations import drafts, preparing, supports
from app.queries.proposals import places, revision_fields


def plan(stage: Stage) -> None:
    for row in stage.texts.suggestions["prepared"]:
        stage.at(row["days_ago"], _prepare, row)
        for n, person in enumerate(row.get("confirmed", ()), 1):
            stage.at(row["confirmed_days_ago"] - n * 0.7, _confirm, row, person, hour=19)
    for row in stage.texts.suggestions["change"]:
        stage.at(row["days_ago"], _begin, row, hour=21)


def _prepare(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, preparing.prepare, row["by"], stage.items[row["on"]], row["answers"], 0)


def _confirm(stage: Stage, when: datetime, row: Row, person: str) -> None:
    item = stage.items[row["on"]]
    version = stage.one(sa.select(Proposal.version).where(Proposal.id == item))
    stage.do(when, supports.confirm, person, item, version)


def _begin(stage: Stage, when: datetime, row: Row) -> None:
    """As the page keeps it while somebody types."""
    with stage.make_session() as session:
        there = session.get_one(Proposal, stage.items[row["on"]])
        fields = revision_fields(session, there.id, there.version)
        named = ", ".join(place.name for place in places(session, there.id))
    typed = {**fields, row["field"]: row["text"], "title": there.title, "places": named, "theme": there.theme_id,
             "version": there.version}
    stage.do(when, drafts.save_edit, row["by"], there.id, {name: value for name, value in typed.items() if value}, 0)
