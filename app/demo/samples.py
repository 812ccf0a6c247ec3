"""The examples that are here, and what people left under each: it decides which may go."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import MeetingAnswer
from app.attachments.models import Attachment
from app.core import markup
from app.core.database import upsert
from app.core.kinds import Held, LinkKind, Stance, Subject
from app.core.loading import allow, count
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.decisions.models import Decision
from app.demo import refusals
from app.discussion.models import Comment, CommentMark, CommentMention, CommentVersion, Synthesis, ThreadMute
from app.experiments.models import CheckIn, Document, Indicator, Milestone, Outcome, Pact, Pledge, Risk
from app.governance.charter.model import FieldKind, Stage
from app.groups.models import Group
from app.journal.models import Event, Outbox
from app.moderation.models import Case
from app.notifications.models import Follow, Notification
from app.proposals.models import (
    Amendment,
    Carrier,
    Debate,
    Draft,
    GateAnswer,
    Imported,
    Link,
    Merge,
    NeedLine,
    Passage,
    Preparation,
    Proposal,
    ProposalPlace,
    Revision,
    Source,
    Support,
)
from app.proposals.service.journey import references_for
from app.proposals.service.texts import excerpt
from app.search import queries as search
from app.search.models import Likeness
from app.site.events import SamplesAdded, SamplesRemoved
from app.site.queries import SAMPLES, samples
from app.site.service.settings import territory_id
from app.territory.models import Space, Theme
from app.territory.queries.charters import in_force

COUNTED: tuple[tuple[Held, Any], ...] = (
    (Held.AMENDMENTS, Amendment.proposal_id), (Held.AMENDMENTS, Amendment.became_id),
    (Held.LINES, NeedLine.proposal_id), (Held.DEBATES, Debate.proposal_id), (Held.DEBATES, Synthesis.proposal_id),
    (Held.ATTACHMENTS, Attachment.proposal_id), (Held.CARRIERS, Carrier.proposal_id),
    (Held.DRAFTS, Draft.proposal_id), (Held.DRAFTS, Draft.split_from_id), (Held.CASES, Case.proposal_id),
    (Held.DECISIONS, Decision.proposal_id), (Held.LINKS, Merge.proposal_id), (Held.LINKS, Merge.into_id),
    (Held.LINKS, Proposal.merged_into_id),
    *((Held.PASSAGES, table.proposal_id) for table in (
        Passage, GateAnswer, MeetingAnswer, Group, CheckIn, Document, Indicator, Milestone, Outcome, Pact, Pledge,
        Risk)),
)


@dataclass(frozen=True, slots=True)
class Sample:
    id: int
    title: str
    lang: str
    track: str
    stage: str
    space_id: int
    comments: int  # its own, which came with it
    supports: int
    held: Mapping[Held, int] = field(default_factory=dict)

    @property
    def stays(self) -> bool:
        return bool(self.held)


def here(session: Session) -> list[Sample]:
    """Two reads, whatever there is."""
    ids = samples(session)
    if not ids:
        return []
    held = _held(session, ids)
    own = _total(Comment.proposal_id, Comment.author_id.is_(None))
    supports = _total(Support.proposal_id)
    rows = session.execute(sa.select(
        Proposal.id, Proposal.title, Proposal.lang, Proposal.track, Proposal.stage, Proposal.space_id,
        own.label("own"), supports.label("supported")).where(Proposal.id.in_(ids)).order_by(Proposal.id))
    return [Sample(row.id, row.title, row.lang, row.track, row.stage, row.space_id, row.own, row.supported,
                   held.get(row.id, {})) for row in rows]


def _total(column: Any, *where: Any) -> Any:
    return (sa.select(sa.func.count()).select_from(column.class_).where(column == Proposal.id, *where)
            .correlate(Proposal).scalar_subquery())


def _held(session: Session, ids: frozenset[int]) -> dict[int, dict[Held, int]]:
    """By proposal: what somebody wrote or did there. Supports and follows are clicks: they are not held."""
    parts = [_of(kind, column, column.in_(ids)) for kind, column in COUNTED]
    parts.append(_of(Held.COMMENTS, Comment.proposal_id, Comment.proposal_id.in_(ids), Comment.author_id.is_not(None)))
    for one, other in ((Link.from_id, Link.to_id), (Link.to_id, Link.from_id)):
        parts.append(_of(Held.LINKS, one, one.in_(ids), sa.or_(other.not_in(ids), Link.created_by.is_not(None))))
    found: dict[int, dict[Held, int]] = defaultdict(dict)
    for row in session.execute(sa.union_all(*parts)):
        there = found[row.id]
        there[Held(row.kind)] = there.get(Held(row.kind), 0) + row.n
    return found


def _of(kind: Held, column: Any, *where: Any) -> sa.Select[Any]:
    return (sa.select(sa.literal(kind.value).label("kind"), column.label("id"), sa.func.count().label("n"))
            .where(*where).group_by(column))


# Examples: entered under a name that is nobody's, known one by one, and taken away with everything that hangs on them.
#
# They tell nobody, are supported by nobody and count in no condition: a site that shows them shows what it can hold.

Texts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SampleTexts:
    """As app/data/samples.toml has them, by language; `name` is whose name stands under them."""

    name: Mapping[str, str]
    needs: Sequence[Texts]
    projects: Sequence[Texts]


def enter_samples(work: Work, space_id: int, texts: SampleTexts, lang: str) -> int:
    """How many proposals. Once: those that are there must go before others come."""
    if samples(work.session):
        raise Refused(refusals.SAMPLES_ARE_HERE)
    space = work.session.get_one(Space, space_id)
    source_id = _source(work, texts.name.get(lang) or next(iter(texts.name.values())))
    made: dict[str, int] = {}
    comments = 0
    for track, told in (("need", texts.needs), ("project", texts.projects)):
        if track in in_force(work.session, space_id)[1].tracks:
            for row in told:
                made[row["key"]] = _proposal(work, space, track, row, source_id, lang)
                comments += _comments(work, space, made[row["key"]], row, source_id, lang)
    _tie(work, space_id, texts.projects, made)
    work.session.add_all(Imported(system=SAMPLES, kind=Subject.PROPOSAL, external_id=key, subject_id=number,
                                  imported_at=work.now) for key, number in made.items())
    work.say(SamplesAdded(space_id=space_id, subject_id=space_id, proposals=len(made), comments=comments))
    return len(made)


def _source(work: Work, name: str) -> int:
    row = upsert(work.session, Source).values(system=SAMPLES, external_id="name", name=name)
    found: int = work.session.execute(row.on_conflict_do_update(
        index_elements=["system", "external_id"], set_={"name": name}).returning(Source.id)).scalar_one()
    return found


def _proposal(work: Work, space: Space, track: str, row: Texts, source_id: int, lang: str) -> int:
    """At the first stage, some days old, about the whole territory."""
    charter_id, charter = in_force(work.session, space.id)
    stage = charter.tracks[track].start
    when = work.now - timedelta(days=row["days_ago"])
    fields = _fields(stage, row["fields"], lang)
    theme = work.session.scalar(
        sa.select(Theme.id).order_by(Theme.slug != row.get("theme", ""), Theme.position).limit(1))
    proposal = Proposal(
        reference=references_for(work, space, [(track, when)])[0], space_id=space.id, track=track, stage=stage.key,
        charter_id=charter_id, source_id=source_id, title=_said(row["title"], lang), theme_id=theme,
        whole_territory=True, lang=lang, excerpt=excerpt({each.key: each for each in stage.fields}, fields),
        published_at=when, stage_since=when, active_at=when)
    work.session.add(proposal)
    work.session.flush()  # its id is needed by what follows
    work.session.add(_revision(work, proposal, fields))
    search.keep(work.session, work.now, Subject.PROPOSAL, proposal.id)
    for key in (f"track:{track}", f"stage:{track}:{stage.key}"):
        count(work, space.id, key)
    return proposal.id


def _revision(work: Work, proposal: Proposal, fields: dict[str, str]) -> Any:
    from app.proposals.models import Revision

    return Revision(proposal_id=proposal.id, number=1, title=proposal.title, fields=fields, note="", author_id=None,
                    html={key: markup.rendered(text) for key, text in fields.items() if text},
                    created_at=proposal.published_at)


def _said(texts: Mapping[str, str], lang: str) -> str:
    return (texts.get(lang) or next(iter(texts.values()))).strip()


def _fields(stage: Stage, told: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, str]:
    """Those of the charter's own form; a charter with other fields takes the first text in its first long one."""
    known = {field.key for field in stage.fields}
    fields = {key: _said(texts, lang) for key, texts in told.items() if key in known}
    first = next((field.key for field in stage.fields if field.kind is FieldKind.LONG), None)
    return fields or ({first: _said(next(iter(told.values())), lang)} if first else {})


def _comments(work: Work, space: Space, proposal_id: int, row: Texts, source_id: int, lang: str) -> int:
    for each in row.get("comment", ()):
        body = _said(each["text"], lang)
        comment = Comment(space_id=space.id, proposal_id=proposal_id, source_id=source_id, body=body, lang=lang,
                          stance=Stance(each.get("stance", "neutral")), html=markup.rendered(body),
                          created_at=work.now - timedelta(days=each["days_ago"]))
        work.session.add(comment)
        work.session.flush()  # its id is what the search keeps
        search.keep(work.session, work.now, Subject.COMMENT, comment.id)
    said = len(row.get("comment", ()))
    work.session.execute(sa.update(Proposal).where(Proposal.id == proposal_id)
                         .values(comments=Proposal.comments + said).execution_options(synchronize_session=False))
    return said


def _tie(work: Work, space_id: int, projects: Sequence[Texts], made: Mapping[str, int]) -> None:
    for row in projects:
        for need in row.get("answers", ()):
            if need in made and row["key"] in made:
                work.session.add(Link(space_id=space_id, from_id=made[row["key"]], to_id=made[need],
                                      kind=LinkKind.ANSWERS_NEED, created_by=None, created_at=work.now))


# Examples brought by the operator, and taken away: those under which people wrote stay, and are said.

@dataclass(frozen=True, slots=True)
class Removed:
    proposals: int
    comments: int
    kept: int


@operation
def add(work: Work, texts: SampleTexts, lang: str) -> int:
    """How many proposals."""
    _allow(work)
    return enter_samples(work, territory_id(work), texts, lang)


def _allow(work: Work) -> None:
    """By an operator, or from the terminal (no actor)."""
    if work.actor_id is not None:
        allow(work, Action.SITE_SAMPLES)


@operation
def remove(work: Work) -> Removed:
    """With the supports and follows people gave them. What is counted here was counted at this very moment."""
    _allow(work)
    there = here(work.session)
    if not there:
        raise Refused(refusals.NO_SAMPLES)
    going = [each for each in there if not each.stays]
    ids = [each.id for each in going]
    if not ids:
        raise Refused(refusals.SAMPLES_ARE_HELD, kept=len(there))
    comments = _remove_comments(work, ids)
    _remove_proposals(work, ids)
    for each in going:
        for key in (f"track:{each.track}", f"stage:{each.track}:{each.stage}"):
            count(work, each.space_id, key, -1)
    kept = len(there) - len(ids)
    if not kept:
        _forget_name(work)
    space_id = territory_id(work)
    work.say(SamplesRemoved(space_id=space_id, subject_id=space_id, proposals=len(ids), comments=comments, kept=kept))
    return Removed(len(ids), comments, kept)


def _remove_comments(work: Work, ids: Sequence[int]) -> int:
    """All of them came with the examples: one by a person would have kept its proposal."""
    gone = list(work.session.scalars(sa.select(Comment.id).where(Comment.proposal_id.in_(ids))))
    for table in (CommentMark, CommentMention, CommentVersion):
        work.session.execute(sa.delete(table).where(table.comment_id.in_(gone)))
    _forget_news(work, Subject.COMMENT, gone)
    work.session.execute(sa.delete(Comment).where(Comment.id.in_(gone)))
    return len(gone)


def _remove_proposals(work: Work, ids: Sequence[int]) -> None:
    work.session.execute(sa.delete(Link).where(sa.or_(Link.from_id.in_(ids), Link.to_id.in_(ids))))
    work.session.execute(sa.delete(Likeness).where(sa.or_(Likeness.one_id.in_(ids), Likeness.other_id.in_(ids))))
    for table in (Support, ThreadMute, Revision, Preparation, ProposalPlace):
        work.session.execute(sa.delete(table).where(table.proposal_id.in_(ids)))
    _forget_news(work, Subject.PROPOSAL, ids)
    work.session.execute(sa.delete(Imported).where(
        Imported.system == SAMPLES, Imported.kind == Subject.PROPOSAL, Imported.subject_id.in_(ids)))
    work.session.execute(sa.delete(Proposal).where(Proposal.id.in_(ids)))


def _forget_news(work: Work, kind: Subject, ids: Sequence[int]) -> None:
    """Nobody finds it or is told of it any more. The journal keeps its lines, which hold numbers only."""
    for number in ids:
        search.remove(work.session, kind, number)
    about = sa.select(Event.id).where(Event.subject_kind == kind, Event.subject_id.in_(ids))
    work.session.execute(sa.delete(Outbox).where(Outbox.event_id.in_(about)))
    for table in (Follow, Notification):
        work.session.execute(sa.delete(table).where(table.subject_kind == kind, table.subject_id.in_(ids)))


def _forget_name(work: Work) -> None:
    work.session.execute(sa.delete(Source).where(Source.system == SAMPLES))
