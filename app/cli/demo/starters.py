"""The demo's debates, lists, syntheses and useful messages."""

from datetime import datetime

import sqlalchemy as sa

from app.cli.demo.items import comment
from app.cli.demo.stage import Stage
from app.cli.demo.texts import Row
from app.models.discussion import Comment
from app.operations import debates, need_lines, syntheses, threads
from app.rules.kinds_talk import LineKind


def plan(stage: Stage) -> None:
    told = stage.texts.starters
    for row in told["line"]:
        stage.at(row["days_ago"], _line, row)
    for n, row in enumerate(told["comment"]):
        stage.at(row["days_ago"], comment, row, hour=12 + n)
    for row in told["debate"]:
        stage.at(row["days_ago"], _debate, row, hour=11)
        if "conclusion" in row:
            stage.at(row["concluded_days_ago"], _conclude, row, hour=18)
    for row in told["synthesis"]:
        stage.at(row["days_ago"], _synthesis, row, hour=19)
    for row in told["useful"]:
        stage.at(row["days_ago"], _useful, row, hour=20)


def _line(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, need_lines.add, row["author"], stage.items[row["on"]], LineKind(row["list"]), row["text"], "fr",
             structure_id=stage.structures.get(row.get("structure", "")))


def _debate(stage: Stage, when: datetime, row: Row) -> None:
    until = stage.day(row["until_days_ago"]) if row["until_days_ago"] > 0 else stage.day_to_come(-row["until_days_ago"])
    stage.others[f"debate-{row['on']}"] = stage.do(
        when, debates.open_debate, row["author"], stage.items[row["on"]], row["question"], "fr", until.date())


def _conclude(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, debates.conclude, row["author"], stage.others[f"debate-{row['on']}"], row["conclusion"])


def _synthesis(stage: Stage, when: datetime, row: Row) -> None:
    """Over everything that was said until then."""
    item = stage.items[row["on"]]
    last = stage.one(sa.select(sa.func.max(Comment.id)).where(Comment.proposal_id == item, Comment.created_at <= when))
    stage.do(when, syntheses.write, row["author"], item, row["text"], "fr", (), up_to=last)


def _useful(stage: Stage, when: datetime, row: Row) -> None:
    for person in row["people"]:
        stage.do(when, threads.mark_useful, person, stage.comments[row["on"]])
