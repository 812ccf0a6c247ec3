"""The demo's needs, ideas, supports, carriers, comments and reports."""

from datetime import datetime

import sqlalchemy as sa

from app.cli.demo.stage import Stage
from app.cli.demo.texts import Row
from app.models.moderation import Case
from app.models.proposals import Carrier
from app.operations import carriers, discussion, links, moderation, papers, proposals, spots
from app.operations.proposals import Text
from app.outside.tokens import uid
from app.rules.kinds import Ground, LinkKind, Stance, Subject, Verdict
from app.rules.spots import MILLION, Spot

FIELDS = ("problem", "for_whom", "existing", "brings", "missing")


def plan(stage: Stage) -> None:
    for row in stage.texts.needs:
        stage.at(row["days_ago"], _need, row)
        _supports(stage, row, row["days_ago"], 0.7)
    for row in stage.texts.projects:
        _project(stage, row, stage.space_id)
    for row in stage.texts.call["idea"]:
        _project(stage, row, stage.others["call"])
    for n, row in enumerate(stage.texts.comments["comment"]):
        stage.at(row["days_ago"], comment, row, hour=11 + n % 9)
    for row in stage.texts.comments["report"]:
        stage.at(row["days_ago"], _report, row, hour=20)
        if "verdict" in row:
            stage.at(row["verdict"]["days_ago"], _judge, row, hour=21)


def _text(stage: Stage, row: Row, fields: dict[str, str], structure: str | None = None) -> Text:
    return Text(
        title=row["title"],
        lang=row.get("locale", "fr"),
        fields=fields,
        place_ids=tuple(stage.places[code] for code in row["communes"]),
        whole_territory=not row["communes"],
        theme_id=stage.themes.get(row.get("theme", "")),
        structure_id=stage.structures.get(structure or ""),
        easy_summary=row.get("easy"),
    )


def _need(stage: Stage, when: datetime, row: Row) -> None:
    text = _text(stage, row, {"lived": row["lived"]})
    if "paper" in row:
        paper = papers.Paper(token=uid(), first_name=row["paper"], consented=True)
        made = stage.do(when, papers.enter, row["author"], stage.space_id, text, paper)
    else:
        made = stage.do(when, proposals.submit, row["author"], stage.space_id, "need", text)
    stage.items[row["key"]] = made
    _locate(stage, when, row)


def _locate(stage: Stage, when: datetime, row: Row) -> None:
    """Some say where they are within a few metres."""
    if "point" in row:
        spot = Spot(*(round(degrees * MILLION) for degrees in row["point"]))
        stage.do(when, spots.locate, row["author"], stage.items[row["key"]], row["where"], spot)


def _supports(stage: Stage, row: Row, age: float, share: float) -> None:
    """One after the other over the first part of its life."""
    people = row["supporters"]
    for n, person in enumerate(people, 1):
        ago = age * (1 - share * n / (len(people) + 1))
        stage.at(ago, _support, row, person, hour=9 + n % 12)


def _support(stage: Stage, when: datetime, row: Row, person: str) -> None:
    stage.do(when, proposals.support, person, stage.items[row["key"]])


def _project(stage: Stage, row: Row, space_id: int) -> None:
    """The first passage leaves time for the supports to come before it."""
    age = row["days_ago"]
    until = max((p["days_ago"] for p in row.get("passages", ())), default=age * 0.3)
    stage.at(age, _idea, row, space_id)
    _supports(stage, row, age, 0.9 * (1 - until / age))
    for n, carrier in enumerate(c for c in row["carriers"] if c["person"] != row["author"]):
        ago = until + (age - until) * (0.8 - 0.1 * n)
        stage.at(ago, _carry, row, carrier, True, hour=18)
    for tie in row.get("ties", ()):
        stage.at(age * 0.5, _tie, row, tie)
    for carrier in row.get("invited", ()):
        stage.at(min(age, 6), _carry, row, carrier, False, hour=18)


def _idea(stage: Stage, when: datetime, row: Row, space_id: int) -> None:
    own = next((c.get("structure") for c in row["carriers"] if c["person"] == row["author"]), None)
    answers = tuple(stage.items[key] for key in row.get("answers", ()))
    text = _text(stage, row, {key: row[key] for key in FIELDS}, own)
    stage.items[row["key"]] = stage.do(
        when, proposals.submit, row["author"], space_id, "project", text, answers=answers
    )
    _locate(stage, when, row)


def _tie(stage: Stage, when: datetime, row: Row, one: Row) -> None:
    there = stage.items[one["other"]]
    stage.do(when, links.tie, row["author"], stage.items[row["key"]], there, LinkKind(one["kind"]))


def _carry(stage: Stage, when: datetime, row: Row, one: Row, accepts: bool) -> None:
    item, person = stage.items[row["key"]], one["person"]
    stage.do(when, carriers.invite_person, row["author"], item, stage.people[person])
    if accepts:
        asked = stage.one(
            sa.select(Carrier.id).where(
                Carrier.proposal_id == item, Carrier.declined_at.is_(None), Carrier.person_id == stage.people[person]
            )
        )
        stage.do(when, carriers.accept, person, asked, stage.structures.get(one.get("structure", "")))


def comment(stage: Stage, when: datetime, row: Row) -> None:
    lang = row.get("locale", "fr")
    if (above := row.get("reply_to")) is not None:
        made = stage.do(when, discussion.reply, row["author"], stage.comments[above], row["text"], lang)
    else:
        made = stage.do(
            when, discussion.post, row["author"], stage.items[row["on"]], Stance(row["stance"]), row["text"], lang
        )
    if "key" in row:
        stage.comments[row["key"]] = made


def _report(stage: Stage, when: datetime, row: Row) -> None:
    stage.do(
        when,
        moderation.report,
        row["by"],
        Subject.COMMENT,
        stage.comments[row["comment"]],
        Ground(row["ground"]),
        row["detail"],
    )


def _judge(stage: Stage, when: datetime, row: Row) -> None:
    case_id = stage.one(
        sa.select(Case.id).where(
            Case.subject_kind == Subject.COMMENT, Case.subject_id == stage.comments[row["comment"]]
        )
    )
    told = row["verdict"]
    stage.do(
        when, moderation.judge, told["by"], case_id, Verdict(told["verdict"]), Ground(row["ground"]), told["reason"]
    )
