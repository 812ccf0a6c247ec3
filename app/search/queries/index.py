"""Stems in Python, so that both databases hold and find the same words."""

import functools
import threading
from collections.abc import Callable, Iterable
from typing import Any

import snowballstemmer
import sqlalchemy as sa

from app.attachments.models import Attachment
from app.core.kinds import ContentState, SpaceKind, Status, Subject
from app.core.texts import tokens
from app.discussion.models import Comment
from app.groups.models import Group, Meeting
from app.proposals.models import Proposal, ProposalPlace, Revision
from app.structures.models import Structure, StructureAlias
from app.territory.models import Place, Space

DOCUMENT = 24_000  # bytes of the stems of one document: those of a hundred pages
LANGUAGES = {"fr": "french", "en": "english"}
_here = threading.local()  # a Snowball stemmer keeps the word it works on in itself: one for each thread


def _stemmer(lang: str) -> Any:
    kept: dict[str, Any] = _here.__dict__
    if lang not in kept:
        kept[lang] = snowballstemmer.stemmer(LANGUAGES[lang])
    return kept[lang]


def _stem(lang: str, word: str) -> str:
    return str(_stemmer(lang).stemWord(word)) if lang in LANGUAGES else word


@functools.lru_cache(16)
def stem_in(lang: str) -> Callable[[str], str]:
    """The same one each time, so that the roots found with it are kept."""
    return functools.partial(_stem, lang)


def stems(text: str, lang: str) -> list[str]:
    """The stems of a text written in that language, in order, with repetitions."""
    return tokens(text, lang, stem_in(lang))


def distinct(text: str, lang: str, most: int = DOCUMENT) -> str:
    """The stems of a long text once each, the first of them where they are too many. The words are told apart before
    they are reduced: that is what takes time."""
    found: dict[str, None] = {}
    left = most
    for word in dict.fromkeys(text.split()):
        for stem in stems(word, lang):
            if stem not in found:
                left -= len(stem.encode()) + 1
                if left < 0:
                    return " ".join(found)
                found[stem] = None
    return " ".join(found)


@functools.lru_cache(60_000)
def root(word: str, lang: str) -> str:
    """The stem of one word as it is written; an empty one for a void word."""
    return next(iter(stems(word, lang)), "")


def readings(query: str, lang: str) -> list[tuple[str, ...]]:
    """For each word asked for, its stem in every language that is kept: one territory writes in several, and
    whoever reads the pages in English still looks for French words. The reader's language says which words are void."""
    others = [other for other in LANGUAGES if other != lang]
    found = []
    for word in tokens(query, lang):
        alike = [stem for each in (lang, *others) for stem in tokens(word, each, stem_in(each))]
        if alike:
            found.append(tuple(dict.fromkeys(alike)))
    return list(dict.fromkeys(found))


# Where the words of the index come from: for each kind, the rows that anybody may read, and what they say.
#
# One statement serves three times: at writing, to enter or to leave the index; to make it again from nothing; and,
# with `html` instead of the source texts, to show an excerpt of what was found. Who is not in it is not found.

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
