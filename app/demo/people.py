"""What the loader knows while it plays: who is who, and what remains to be played, in the order of dates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.service import roles, signing_in
from app.accounts.service.shared import Profile
from app.core.kinds import Ground, LinkKind, Role, Stance, StructureKind, Subject, Verdict
from app.core.secrets import uid
from app.demo.texts import Row, Texts
from app.discussion import service as discussion
from app.moderation import service as moderation
from app.moderation.models import Case
from app.paper import service as papers
from app.proposals.models import Carrier
from app.proposals.service import carrying, merging, proposals
from app.proposals.service.writing import Text
from app.structures import service as mandates
from app.structures.models import Structure
from app.structures.service import Card
from app.territory.rules import MILLION, Spot

Ids = dict[str, int]


@dataclass
class Stage:
    """`day(n)` is n days before the load, at a believable hour of the place."""

    make_session: sessionmaker[Session]
    now: datetime
    texts: Texts = field(default_factory=Texts)
    people: Ids = field(default_factory=dict)
    structures: Ids = field(default_factory=dict)
    places: Ids = field(default_factory=dict)
    themes: Ids = field(default_factory=dict)
    items: Ids = field(default_factory=dict)
    comments: Ids = field(default_factory=dict)
    others: Ids = field(default_factory=dict)
    space_id: int = 0
    acts: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)

    def day(self, ago: float, hour: int = 10) -> datetime:
        """Never later than the load itself."""
        moment = (self.now - timedelta(days=ago)).replace(
            hour=hour, minute=(int(ago * 7) + hour) % 60, second=0, microsecond=0
        )
        return min(moment, self.now - timedelta(minutes=5))

    def day_to_come(self, days: float, hour: int = 21) -> datetime:
        return (self.now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)

    def at(self, ago: float, act: Callable[..., object], *args: object, hour: int = 10) -> None:
        """`act(stage, when, *args)`, that many days before the load."""
        self.acts.append((self.day(ago, hour), len(self.acts), lambda when: act(self, when, *args)))

    def do(self, when: datetime, operation: Callable[..., Any], actor: str | None, *args: Any, **given: Any) -> Any:
        return operation(self.make_session, when, self.people[actor] if actor else None, *args, **given)

    def one(self, statement: sa.Select[Any]) -> Any:
        with self.make_session() as session:
            return session.scalar(statement)

    def play(self) -> None:
        """In the order of dates; what is dated the same day goes in the order it was planned."""
        for when, _order, act in sorted(self.acts, key=lambda planned: planned[:2]):
            act(when)
        self.acts.clear()


# The demo's people, their roles, the structures and who speaks for them.

def plan_people(stage: Stage) -> None:
    for row in stage.texts.people.values():
        stage.at(515, _enter, row)
    for n, row in enumerate(stage.texts.structures.values()):
        stage.at(510 - n // 2, _register, row)
    for row in stage.texts.people.values():
        for key in row.get("represents", ()):
            stage.at(465, _speak, row["key"], key)


def _enter(stage: Stage, when: datetime, row: Row) -> None:
    profile = Profile(first_name=row["first_name"], last_name=row["last_name"], place_id=stage.places[row["commune"]])
    person_id = stage.do(when, signing_in.enter_person, None, row["email"], profile, row.get("locale", "fr"))
    stage.people[row["key"]] = person_id
    for role in row.get("roles", ()):
        if role != Role.PARTICIPANT:
            stage.do(when, roles.grant, None, person_id, Role(role))


def _register(stage: Stage, when: datetime, row: Row) -> None:
    card = Card(
        name=row["name"],
        kind=StructureKind(row["kind"]),
        college=row["college"],
        place_id=stage.places.get(row["commune"]),
        about=row["about"],
        aliases=tuple(row.get("aliases", ())),
    )
    slug = stage.do(when, mandates.register, "operator", card)
    stage.structures[row["key"]] = stage.one(sa.select(Structure.id).where(Structure.slug == slug))


def _speak(stage: Stage, when: datetime, person: str, structure: str) -> None:
    """Asked by the person, confirmed by somebody else of the committee."""
    mandate_id = stage.do(when, mandates.ask, person, stage.structures[structure])
    stage.do(when, mandates.confirm, "steering" if person != "steering" else "operator", mandate_id)


# The demo's needs, ideas, supports, carriers, comments and reports.

FIELDS = ("problem", "for_whom", "existing", "brings", "missing")


def plan_items(stage: Stage) -> None:
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
        stage.do(when, proposals.locate, row["author"], stage.items[row["key"]], row["where"], spot)


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
    stage.do(when, merging.tie, row["author"], stage.items[row["key"]], there, LinkKind(one["kind"]))


def _carry(stage: Stage, when: datetime, row: Row, one: Row, accepts: bool) -> None:
    item, person = stage.items[row["key"]], one["person"]
    stage.do(when, carrying.invite_person, row["author"], item, stage.people[person])
    if accepts:
        asked = stage.one(
            sa.select(Carrier.id).where(
                Carrier.proposal_id == item, Carrier.declined_at.is_(None), Carrier.person_id == stage.people[person]
            )
        )
        stage.do(when, carrying.accept, person, asked, stage.structures.get(one.get("structure", "")))


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
