"""The demo's decisions: opened, answered and counted at their dates, by the same operations as people's."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.core.kinds import ConsentStep, Likelihood, LineKind, PledgeKind
from app.decisions.models import Decision
from app.decisions.service import ballots, decisions, rounds
from app.demo.people import Stage, comment
from app.demo.texts import Row
from app.discussion import service as syntheses
from app.discussion.models import Comment
from app.experiments import service as pledges
from app.governance.charter.reading import rule_of
from app.groups.models import Group
from app.proposals.models import Proposal, ProposalPlace
from app.proposals.queries.proposals import revision_fields
from app.proposals.service import amendments, proposals, starters
from app.proposals.service.writing import Text
from app.territory.queries.charters import in_force

BEFORE = ("presentation", "clarification", "reactions", "amend", "objections", "integration")


def plan_votes(stage: Stage) -> None:
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


# The demo's new versions, suggestions and their answers, and supports given again.

def plan_revisions(stage: Stage) -> None:
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
    stage.do(when, proposals.confirm, person, there.id, there.version)


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


# The demo's contributions and the risks that people hold.

def plan_sharing(stage: Stage) -> None:
    for n, row in enumerate(stage.texts.sharing["pledge"]):
        stage.at(row["days_ago"], _promise, row, n, hour=10)
        if "confirmed_by" in row:
            stage.at(row["confirmed_days_ago"], _came, row, n, hour=18)
    for row in stage.texts.sharing["risk"]:
        stage.at(row["days_ago"], _risk, row, hour=20)


def _promise(stage: Stage, when: datetime, row: Row, n: int) -> None:
    offer = pledges.Offer(kind=PledgeKind(row["kind"]), what=row["what"], hours=row.get("hours", 0),
                          cents=row.get("euros", 0) * 100, structure_id=stage.structures.get(row.get("structure", "")))
    stage.others[f"pledge-{n}"] = stage.do(when, pledges.make, row["by"], stage.items[row["on"]], offer)


def _came(stage: Stage, when: datetime, row: Row, n: int) -> None:
    stage.do(when, pledges.confirm, row["confirmed_by"], stage.others[f"pledge-{n}"])


def _risk(stage: Stage, when: datetime, row: Row) -> None:
    told = Likelihood(row["likelihood"])
    risk = stage.do(when, pledges.propose, row["by"], stage.items[row["on"]], row["what"], told, row["answer"],
                    stage.people[str(row.get("holder", row["by"]))])
    if row.get("accepted"):
        stage.do(when, pledges.settle, row["holder"], risk, accepted=True)


# The demo's debates, lists, syntheses and useful messages.

def plan_starters(stage: Stage) -> None:
    told = stage.texts.starters
    for row in told["line"]:
        stage.at(row["days_ago"], _line, row)
    for n, row in enumerate(told["comment"]):
        stage.at(row["days_ago"], comment, row, hour=12 + n)
    for row in told["debate"]:
        stage.at(row["days_ago"], _debate, row, hour=11)
        if "conclusion" in row:
            stage.at(row["concluded_days_ago"], _conclude_debate, row, hour=18)
    for row in told["synthesis"]:
        stage.at(row["days_ago"], _synthesis, row, hour=19)
    for row in told["useful"]:
        stage.at(row["days_ago"], _useful, row, hour=20)


def _line(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, starters.add, row["author"], stage.items[row["on"]], LineKind(row["list"]), row["text"], "fr",
             structure_id=stage.structures.get(row.get("structure", "")))


def _debate(stage: Stage, when: datetime, row: Row) -> None:
    until = stage.day(row["until_days_ago"]) if row["until_days_ago"] > 0 else stage.day_to_come(-row["until_days_ago"])
    stage.others[f"debate-{row['on']}"] = stage.do(
        when, starters.open_debate, row["author"], stage.items[row["on"]], row["question"], "fr", until.date())


def _conclude_debate(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(when, starters.conclude, row["author"], stage.others[f"debate-{row['on']}"], row["conclusion"])


def _synthesis(stage: Stage, when: datetime, row: Row) -> None:
    """Over everything that was said until then."""
    item = stage.items[row["on"]]
    last = stage.one(sa.select(sa.func.max(Comment.id)).where(Comment.proposal_id == item, Comment.created_at <= when))
    stage.do(when, syntheses.write, row["author"], item, row["text"], "fr", (), up_to=last)


def _useful(stage: Stage, when: datetime, row: Row) -> None:
    for person in row["people"]:
        stage.do(when, syntheses.mark_useful, person, stage.comments[row["on"]])
