"""The demo's new versions, suggestions and their answers, and supports given again."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from app.cli.demo.stage import Stage
from app.cli.demo.texts import Row
from app.models.proposals import Proposal, ProposalPlace
from app.operations import amendments, proposals, supports
from app.operations.proposals import Text
from app.queries.proposals import revision_fields


def plan(stage: Stage) -> None:
    for row in stage.texts.suggestions["revision"]:
        stage.at(row["days_ago"], _revise, row, hour=20)
        for n, person in enumerate(row.get("confirmed", ()), 1):
            stage.at(row["days_ago"] - n * 0.4, _confirm, row, person, hour=12)
    for row in stage.texts.suggestions["suggestion"]:
        stage.at(row["days_ago"], _suggest, row, hour=18)
        for n, person in enumerate(row["supporters"], 1):
            stage.at(row["days_ago"] - n * 0.3, _support, row, person, hour=19)
        if "integrated_days_ago" in row:
            stage.at(row["integrated_days_ago"], _integrate, row, hour=21)
            for n, person in enumerate(row.get("confirmed", ()), 1):
                stage.at(row["integrated_days_ago"] - n * 0.6, _confirm, row, person, hour=13)
        if "declined_days_ago" in row:
            stage.at(row["declined_days_ago"], _decline, row, hour=21)


def _now(stage: Stage, row: Row) -> tuple[Proposal, dict[str, str]]:
    with stage.make_session() as session:
        found = session.get_one(Proposal, stage.items[row["on"]])
        return found, revision_fields(session, found.id, found.version)


def _author(stage: Stage, row: Row) -> str:
    found: str = next(one["author"] for one in stage.texts.projects if one["key"] == row["on"])
    return found


def _revise(stage: Stage, when: datetime, row: Row) -> None:
    there, fields = _now(stage, row)
    with stage.make_session() as session:
        places = session.scalars(sa.select(ProposalPlace.place_id).where(ProposalPlace.proposal_id == there.id)).all()
    text = Text(title=there.title, lang=there.lang, fields=fields | {row["field"]: row["text"]},
                place_ids=tuple(places), whole_territory=there.whole_territory, where_text=there.where_text)
    stage.do(when, proposals.revise, row["by"], there.id, replace(text, theme_id=there.theme_id), row.get("note", ""),
             there.version, minor=row.get("minor", False))


def _confirm(stage: Stage, when: datetime, row: Row, person: str) -> None:
    there, _fields = _now(stage, row)
    stage.do(when, supports.confirm, person, there.id, there.version)


def _suggest(stage: Stage, when: datetime, row: Row) -> None:
    there, _fields = _now(stage, row)
    stage.others[f"suggestion:{row['on']}:{row['by']}"] = stage.do(
        when, amendments.make, row["by"], there.id, row["field"], row.get("paragraph", 0), there.version, row["text"],
        row["why"], there.lang)


def _made(stage: Stage, row: Row) -> int:
    return stage.others[f"suggestion:{row['on']}:{row['by']}"]


def _support(stage: Stage, when: datetime, row: Row, person: str) -> None:
    stage.do(when, amendments.support, person, _made(stage, row))


def _integrate(stage: Stage, when: datetime, row: Row) -> None:
    there, _fields = _now(stage, row)
    stage.do(when, amendments.integrate, _author(stage, row), _made(stage, row), there.version)


def _decline(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, amendments.decline, _author(stage, row), _made(stage, row), row["reason"])
