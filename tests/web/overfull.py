"""A need and a project with far more on them than there will ever be; written straight into the tables, for speed."""

import random
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.attachments.models import Attachment
from app.core.database import WRITE
from app.core.kinds import LineKind, LinkKind, Subject
from app.core.models import Base
from app.decisions.models import Decision
from app.discussion.models import Comment, Synthesis
from app.experiments.models import CheckIn, Document, Indicator, Measure, Milestone, Pledge, Risk
from app.groups.models import Attendance, Commitment, GroupMember, Meeting
from app.journal.models import Event
from app.moderation.models import Case
from app.notifications.models import Follow, Notification
from app.proposals.models import Amendment, Carrier, Draft, Link, NeedLine, Proposal, Revision, Support
from tests.build import FIELDS, World

VOCABULARY = Path(__file__).parents[2].joinpath("docs", "moderation.md").read_text().split()


def words(n: int | str, count: int) -> str:
    return " ".join(random.Random(n).choices(VOCABULARY, k=count))


def copies(session: Any, table: type[Base], n: int, where: Any, **changed: Any) -> None:
    """So many rows like the last one; a value may be a function of the row's place among them."""
    row = session.execute(sa.select(table.__table__).where(where).order_by(*table.__table__.primary_key).limit(1)
                          ).mappings().one()
    made = [{key: value for key, value in row.items() if key != "id"}
            | {key: value(i) if callable(value) else value for key, value in changed.items()} for i in range(n)]
    session.execute(sa.insert(table.__table__), made)


def overfill(world: World, ids: dict[str, int]) -> None:
    """Two hundred messages, forty suggestions, and as many of everything else as there may be, or more."""
    need, project, alice = ids["need"], ids["project"], world.people["Alice"]
    with world.make_session() as session:
        session.connection(execution_options=WRITE)
        copies(session, Person, 80, Person.id == alice, uid=lambda i: f"f{i:031x}", email=lambda i: f"f{i}@example.org",
               email_key=lambda i: f"f{i}@example.org", display_name=lambda i: f"Prénom{i} N.")
        crowd = list(session.scalars(sa.select(Person.id).where(Person.email.like("f%@example.org"))))
        _talk(session, need, ids, crowd)
        _journey(session, (need, project), crowd)
        _group(session, ids, crowd)
        _trial(session, ids, crowd)
        _desk(session, need, alice)
        session.commit()


def _said(table: type[Base], **columns: int) -> dict[str, Any]:
    """Other words in each row, so that nothing compresses better than what people write."""
    return {name: partial(_cut, name, most, getattr(table.__table__.c[name].type, "length", None))
            for name, most in columns.items()}


def _cut(name: str, most: int, room: int | None, n: int) -> str:
    said = words(f"{name}{n}", most)
    return f"{n} {said}"[: room or 4_000]


def _talk(session: Any, need: int, ids: dict[str, int], crowd: list[int]) -> None:
    html = {"html": lambda i: f"<p>{words(i, 60)}</p>"}
    someone = {"author_id": lambda i: crowd[i % len(crowd)]}
    copies(session, Comment, 200, Comment.id == ids["comment"], **html, **someone, parent_id=None, replies=0)
    copies(session, Comment, 60, Comment.id == ids["reply"], **html, **someone)
    session.execute(sa.update(Comment).where(Comment.id == ids["comment"]).values(replies=61))
    copies(session, Synthesis, 10, Synthesis.proposal_id == need, number=lambda i: i + 2, html=html["html"])
    said = _said(Amendment, text=60, rationale=20)
    copies(session, Amendment, 40, Amendment.id == ids["amendment"], **someone, **said)
    for kind in LineKind:
        copies(session, NeedLine, 40, NeedLine.id == ids["line"], kind=kind, **_said(NeedLine, body=20))
    copies(session, Attachment, 20, Attachment.id == ids["attachment"], **_said(Attachment, title=8))


def _journey(session: Any, both: tuple[int, int], crowd: list[int]) -> None:
    who = {"person_id": lambda i: crowd[i]}
    copies(session, Proposal, 60, Proposal.id == both[0], reference=lambda i: f"HA-N-2020-{i:04d}-A",
           **_said(Proposal, title=12, excerpt=30))
    others = list(session.scalars(sa.select(Proposal.id).where(Proposal.reference.like("HA-N-2020-%"))))
    for number, keys in zip(both, (("lived",), tuple(FIELDS)), strict=True):
        copies(session, Support, 80, Support.proposal_id > 0, proposal_id=number, **who)
        copies(session, Follow, 80, Follow.subject_kind == Subject.PROPOSAL, subject_id=number, **who)
        notes = _said(Revision, note=10) | {"fields": partial(_text, keys), "html": partial(_text, keys)}
        copies(session, Revision, 30, Revision.proposal_id == number, number=lambda i: i + 2, **notes)
        session.execute(sa.update(Proposal).where(Proposal.id == number).values(version=31, supports=80, comments=260))
        copies(session, Link, 30, Link.id > 0, to_id=number, from_id=lambda i: others[i], kind=LinkKind.INSPIRED_BY)
    copies(session, Carrier, 10, Carrier.proposal_id == both[1], **who)
    copies(session, Decision, 25, Decision.proposal_id == both[1], reference=lambda i: f"HA-D-2020-{i:04d}-A",
           **_said(Decision, question=15))


def _text(keys: tuple[str, ...], n: int) -> dict[str, str]:
    return {key: f"<p>{words(f'{key}{n}', 400)}</p>" for key in keys}


def _group(session: Any, ids: dict[str, int], crowd: list[int]) -> None:
    group, who = ids["group"], {"person_id": lambda i: crowd[i]}
    copies(session, GroupMember, 60, GroupMember.group_id == group, **who)
    copies(session, Meeting, 30, Meeting.id == ids["meeting"], **_said(Meeting, title=8))
    copies(session, Attendance, 60, Attendance.meeting_id == ids["meeting"], **who)
    copies(session, Commitment, 60, Commitment.id == ids["commitment"], **who, **_said(Commitment, text=12))


def _trial(session: Any, ids: dict[str, int], crowd: list[int]) -> None:
    who = {"person_id": lambda i: crowd[i]}
    copies(session, Indicator, 6, Indicator.id == ids["indicator"], **_said(Indicator, name=6))
    copies(session, Measure, 60, Measure.indicator_id == ids["indicator"])
    copies(session, Milestone, 20, Milestone.id == ids["milestone"], **_said(Milestone, name=6))
    copies(session, CheckIn, 30, CheckIn.proposal_id == ids["project"], **_said(CheckIn, goes_well=40, is_hard=40))
    copies(session, Risk, 29, Risk.id == ids["risk"], **_said(Risk, what=12, answer=20))
    copies(session, Pledge, 60, Pledge.id == ids["pledge"], **who, **_said(Pledge, what=12))
    copies(session, Document, 19, Document.id == ids["document"], **_said(Document, title=8))


def _desk(session: Any, need: int, alice: int) -> None:
    """What waits for one person: drafts, news, reports."""
    copies(session, Draft, 29, Draft.person_id == alice, key=lambda i: f"{i:032d}",
           fields=lambda i: {"title": words(i, 10), "lived": words(i, 60)})
    copies(session, Event, 150, Event.subject_id == need, seq=lambda i: 10_000 + i)
    events = list(session.scalars(sa.select(Event.id).where(Event.seq >= 10_000)))
    copies(session, Notification, 150, Notification.id > 0, person_id=alice, event_id=lambda i: events[i])
    comments = list(session.scalars(sa.select(Comment.id).order_by(Comment.id.desc()).limit(60)))
    copies(session, Case, 60, Case.id == 1, subject_id=lambda i: comments[i])
