"""The demo's decisions: opened, answered and counted at their dates, by the same operations as people's."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.cli.demo.stage import Stage
from app.cli.demo.texts import Row
from app.models.decisions import Decision
from app.models.groups import Group
from app.operations import ballots, decisions, rounds
from app.queries.charters import in_force
from app.rules.charter import rule_of
from app.rules.kinds import ConsentStep

BEFORE = ("presentation", "clarification", "reactions", "amend", "objections", "integration")


def plan(stage: Stage) -> None:
    for row in stage.texts.decisions:
        stage.at(row["days_ago"], _open, row, hour=11)
        if row["rule"]["method"] == "consent":
            _plan_round(stage, row)
            continue
        _plan_answers(stage, row, row["days_ago"] - 1)
        stage.at(row["days_ago"] - row["rule"]["open_days"] - 1, _close, row, hour=6)
        if "conclusion" in row:
            stage.at(row["conclusion"]["days_ago"], _conclude, row, hour=18)


def _plan_answers(stage: Stage, row: Row, ago: float) -> None:
    for n, person in enumerate([*row.get("answers", {}), *row.get("rankings", {})]):
        stage.at(max(ago - n / 6, 0.1), _answer, row, person, hour=8 + n % 12)


def _plan_round(stage: Stage, row: Row) -> None:
    """Its days move it on, each at the morning after a step's last day."""
    for word in row.get("words", ()):
        stage.at(word["days_ago"], _say, row, word, hour=18)
    step, days = row["rule"]["step_days"], row["days_ago"]
    for n in range(1, len(BEFORE) + (row.get("stay") != "integration")):
        stage.at(days - n * (step + 1), _step, row, hour=6)
    calling = days - 4 * (step + 1)
    _plan_answers(stage, row, calling - 1)
    if "objection" in row:
        stage.at(calling - 2, _object, row, hour=19)


def _id(stage: Stage, row: Row) -> int:
    return stage.others[f"decision:{row['key']}"]


def _open(stage: Stage, when: datetime, row: Row) -> None:
    with stage.make_session() as session:
        _charter_id, charter = in_force(session, stage.space_id)
    item = stage.items[row["project"]] if "project" in row else None
    group = stage.one(sa.select(Group.id).where(Group.proposal_id == item)) if item else None
    rule = rule_of(row["rule"], tuple(charter.colleges))
    asked = decisions.Question(question=row["question"], rule=rule, details=row["details"],
                               easy_summary=row.get("easy", ""),
                               options=row.get("options", ()),
                               facilitator_id=stage.people.get(row.get("facilitator", "")))
    made = stage.do(when, decisions.open_question, row["by"], stage.space_id, asked, group)
    stage.others[f"decision:{row['key']}"] = made


def _choice(row: Row, person: str) -> Any:
    """As a ballot says it; the options are `o1`, `o2`…"""
    method = row["rule"]["method"]
    if method == "schulze":
        return [[f"o{n + 1}" for n in group] for group in row["rankings"][person]]
    given = row["answers"][person]
    if method == "majority_judgment":
        return {f"o{n}": grade for n, grade in enumerate(given, 1)}
    return [f"o{n + 1}" for n in given] if method == "approval" else given


def _answer(stage: Stage, when: datetime, row: Row, person: str) -> None:
    reason = row.get("reasons", {}).get(person, "")
    stage.do(when, ballots.answer, person, _id(stage, row), _choice(row, person), None, reason)


def _say(stage: Stage, when: datetime, row: Row, word: Row) -> None:
    stage.do(when, rounds.say, word["person"], _id(stage, row), word["text"])


def _object(stage: Stage, when: datetime, row: Row) -> None:
    told = row["objection"]
    harm = rounds.Harm(harm=told["harm"], purpose=told["purpose"], facts=told["facts"], lift=told["lift"])
    stage.do(when, rounds.object_, told["person"], _id(stage, row), harm)


def _step(stage: Stage, when: datetime, row: Row) -> None:
    """Not past the step that the row stays at."""
    step = stage.one(sa.select(Decision.step).where(Decision.id == _id(stage, row)))
    if step is not None and step is not ConsentStep(row.get("stay", "adopted")):
        stage.do(when, rounds.step_if_due, None, _id(stage, row))


def _close(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when + timedelta(hours=1), decisions.close_if_due, None, _id(stage, row))


def _conclude(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, decisions.conclude, row["by"], _id(stage, row), row["conclusion"]["text"])
