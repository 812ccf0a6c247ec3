"""The columns of both eras: which kind of file they make, which are known, and in which language each is."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from app.outside.decidim.faults import Fault, Unreadable


class Kind(StrEnum):
    PROPOSALS = "proposals"
    COMMENTS = "comments"


LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,4})?\Z")
MACHINE = "/machine_translations"
# One column for each language (title/fr), or none named (title).
TRANSLATED = frozenset({
    "title", "body", "answer", "category/name", "scope/name", "taxonomies/name", "original_proposal/title",
    "cost_report", "execution_period", "user_group/name",
})
_COMMON = {"id", "body", "author/id", "author/name", "author/url", "created_at", "updated_at", "locale"}
# Known, though not all are used: an unknown column is told to the operator, a known one is not.
KNOWN = {
    Kind.PROPOSALS: frozenset(_COMMON | {
        "title", "answer", "category", "category/id", "category/name", "scope", "scope/id", "scope/name",
        "taxonomies/id", "taxonomies/ids", "taxonomies/name",
        "participatory_space/id", "participatory_space/url", "component/id",
        "address", "latitude", "longitude", "state", "state_published_at", "reference", "answered_at",
        "supports", "votes", "endorsements/total_count", "endorsements/user_endorsements",
        "likes/total_count", "likes/user_likes", "likes/user_endorsements",
        "comments", "attachments", "followers", "follows_count", "published_at", "url", "meeting_urls",
        "related_proposals", "is_amend", "original_proposal/title", "original_proposal/url",
        "withdrawn", "withdrawn_at", "created_in_meeting", "coauthorships_count",
        "cost", "cost_report", "execution_period",
    }),
    Kind.COMMENTS: frozenset(_COMMON | {
        "alignment", "depth", "user_group/id", "user_group/name",
        "commentable_id", "commentable_type", "root_commentable_url",
    }),
}
# Blog posts have a title and a body too, and are no proposals.
_POSTS = {"endorsements_count", "comments_count"}


@lru_cache(maxsize=4096)
def split(column: str) -> tuple[str, str | None]:
    """The column without its language, and the language: "" if it could have one, None if it has no use for any."""
    if column in TRANSLATED:
        return column, ""
    head, _, tail = column.rpartition("/")
    if not LANGUAGE.match(tail):
        return column, None
    if head in TRANSLATED:
        return head, tail
    if head.removesuffix(MACHINE) in TRANSLATED:
        return head.removesuffix(MACHINE), None
    return column, None


def kind_of(columns: Iterable[str], line: int = 1) -> Kind:
    """Raises Unreadable when the columns are those of something else, or name no identifier."""
    names = [column for column in columns if column]
    bases = {split(column)[0] for column in names}
    kind = _recognised(bases)
    if kind is None:
        raise Unreadable(Fault(line, "kind_unknown", {"columns": _listed(names)}))
    if "id" not in bases:
        raise Unreadable(Fault(line, "column_missing", {"column": "id"}))
    return kind


def _recognised(bases: set[str]) -> Kind | None:
    if "body" not in bases:
        return None
    if bases & {"commentable_id", "root_commentable_url"}:
        return Kind.COMMENTS
    if "title" in bases and not (bases >= _POSTS and "state" not in bases):
        return Kind.PROPOSALS
    return None


def _listed(names: list[str], most: int = 12) -> str:
    shown = [name[:40] for name in names[:most]]
    return ", ".join(shown + ["…"] * (len(names) > most)) or "–"


def unknown(columns: Iterable[str], kind: Kind) -> tuple[str, ...]:
    """In their order, each once."""
    return tuple(column for column in dict.fromkeys(columns) if column and split(column)[0] not in KNOWN[kind])
