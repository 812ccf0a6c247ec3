"""Where the words of the index come from: for each kind, the rows that anybody may read, and what they say.

One statement serves three times: at writing, to enter or to leave the index; to make it again from nothing; and,
with `html` instead of the source texts, to show an excerpt of what was found. Who is not in it is not found."""

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa

from app.models.attachments import Attachment
from app.models.discussion import Comment
from app.models.groups import Group, Meeting
from app.models.proposals import Proposal, ProposalPlace, Revision
from app.models.spaces import Place, Space
from app.models.structures import Structure, StructureAlias
from app.rules.kinds import ContentState, SpaceKind, Status, Subject

Rows = sa.Select[Any]
NOT_ITS_WORDS = ("imported_supports", "imported_answer")  # said by the import about a proposal, not by it
_nothing: Any = sa.literal("")


def _joined(column: Any, *where: Any) -> Any:
    """Several rows as one text; an empty one where there is none."""
    return sa.func.coalesce(
        sa.select(sa.func.string_agg(column, sa.literal(" "))).where(*where).scalar_subquery(), "")


def _base(ref: Any, space_id: Any, lang: Any, title: Any, at: Any, *, track: Any = _nothing, proposal_id: Any = None,
          place_id: Any = None, around: Any = _nothing, stems: Any = _nothing) -> tuple[Any, ...]:
    """`stems`: of the documents that were joined, which were reduced to them when they were read."""
    return (ref.label("ref"), space_id.label("space_id"), lang.label("lang"), title.label("title"), at.label("at"),
            track.label("track"), (sa.null() if proposal_id is None else proposal_id).label("proposal_id"),
            (sa.null() if place_id is None else place_id).label("place_id"), around.label("around"),
            stems.label("stems"))


def _proposals(html: bool) -> Rows:
    """As they read now. One that was merged is found in what it became."""
    places = _joined(Place.name, ProposalPlace.proposal_id == Proposal.id, ProposalPlace.place_id == Place.id)
    joined = (Attachment.proposal_id == Proposal.id, Attachment.removed_at.is_(None),
              Attachment.state == ContentState.VISIBLE)
    papers = _joined(Attachment.title + " " + Attachment.caption, *joined)
    around = places + " " + Proposal.where_text + " " + papers
    stems = _nothing if html else _joined(Attachment.words, *joined, Attachment.words != "")
    text = Revision.html if html else Revision.fields
    return (sa.select(*_base(Proposal.id, Proposal.space_id, Proposal.lang, Proposal.title, Proposal.published_at,
                             track=Proposal.track, proposal_id=Proposal.id, around=around, stems=stems),
                      text.label("text"), Revision.said)
            .join(Revision, sa.and_(Revision.proposal_id == Proposal.id, Revision.number == Proposal.version))
            .where(Proposal.state == ContentState.VISIBLE, Proposal.status != Status.MERGED))


def _comments(html: bool) -> Rows:
    text = Comment.html if html else Comment.body
    return (sa.select(*_base(Comment.id, Comment.space_id, Comment.lang, _nothing, Comment.created_at,
                             track=Proposal.track, proposal_id=Comment.proposal_id), text.label("text"), Comment.stance)
            .join(Proposal, Proposal.id == Comment.proposal_id)
            .where(Comment.state == ContentState.VISIBLE, Proposal.state == ContentState.VISIBLE))


def _groups(html: bool) -> Rows:
    return (sa.select(*_base(Group.id, Group.space_id, Proposal.lang, Group.name, Group.created_at,
                             track=Proposal.track, proposal_id=Group.proposal_id), _nothing.label("text"),
                      Group.members)
            .join(Proposal, Proposal.id == Group.proposal_id).where(Proposal.state == ContentState.VISIBLE))


def _meetings(html: bool) -> Rows:
    """The agenda, and the minutes once they are published."""
    said = (Meeting.agenda_html, Meeting.minutes_html) if html else (Meeting.agenda, Meeting.minutes)
    return (sa.select(*_base(Meeting.id, Meeting.space_id, Proposal.lang, Meeting.title, Meeting.starts_at,
                             track=Proposal.track, proposal_id=Group.proposal_id, around=Meeting.where_text),
                      (said[0] + sa.literal("\n\n") + said[1]).label("text"), Meeting.where_text, Meeting.state)
            .join(Group, Group.id == Meeting.group_id).join(Proposal, Proposal.id == Group.proposal_id)
            .where(Proposal.state == ContentState.VISIBLE))


def _structures(html: bool) -> Rows:
    """By its names and by what it says of itself."""
    home = (sa.select(sa.func.min(Space.id)).where(Space.kind == SpaceKind.TERRITORY).scalar_subquery())
    names = (Structure.name if html else
             Structure.name + " " + _joined(StructureAlias.name, StructureAlias.structure_id == Structure.id))
    place = sa.func.coalesce(sa.select(Place.name).where(Place.id == Structure.place_id).scalar_subquery(), "")
    return sa.select(*_base(Structure.id, home, sa.literal("fr"), names, Structure.created_at,
                            place_id=Structure.place_id, around=place), Structure.about.label("text"), Structure.slug)


_SOURCES: dict[Subject, tuple[Callable[[bool], Rows], Any]] = {
    Subject.PROPOSAL: (_proposals, Proposal.id),
    Subject.COMMENT: (_comments, Comment.id),
    Subject.GROUP: (_groups, Group.id),
    Subject.MEETING: (_meetings, Meeting.id),
    Subject.STRUCTURE: (_structures, Structure.id),
}
KINDS = tuple(_SOURCES)


def written(kind: Subject, refs: Iterable[int], *, html: bool = False) -> Rows:
    """Those of these that anybody may read: the columns of `_base`, and `text`."""
    statement, key = _SOURCES[kind]
    return statement(html).where(key.in_(list(refs)))


def everything(kind: Subject) -> Rows:
    """Their ids and their days."""
    statement = _SOURCES[kind][0](False)
    columns = statement.selected_columns
    return statement.with_only_columns(columns.ref, columns.at, maintain_column_froms=True)


def text_of(row: Any) -> str:
    """The fields of a proposal in one order, since PostgreSQL keeps none, its dates and amounts in words; anything
    else as it is."""
    told = row.text
    if isinstance(told, dict):
        told = told | (row.said or {})
        return "\n\n".join(str(told[key]) for key in sorted(told) if told[key] and key not in NOT_ITS_WORDS)
    return str(told or "")
