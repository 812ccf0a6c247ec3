"""The rows handed out: what a proposal or a comment of an export says, already cleaned and typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings, in characters. Above the first three the row is refused; a `short` text is clipped with an ellipsis."""

    title: int = 160
    body: int = 30_000
    comment: int = 4_000
    short: int = 160


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """Texts are Markdown; `title` and `body` are by language, and `lang` is the one that leads."""

    line: int
    external_id: str
    lang: str
    title: Mapping[str, str]
    body: Mapping[str, str]
    category: str
    scope: str
    address: str
    latitude: float | None
    longitude: float | None
    state: str
    withdrawn: bool
    reference: str
    answer: str
    supports: int | None
    published_at: datetime | None
    author_name: str
    author_external_id: str
    url: str
    amends_external_id: str

    @property
    def headline(self) -> str:
        return self.title[self.lang]

    @property
    def text(self) -> str:
        """In the language of the headline, else in any; empty when the export has none."""
        return self.body.get(self.lang) or next(iter(self.body.values()), "")


@dataclass(frozen=True, slots=True)
class CommentRow:
    """`proposal_external_id` is always there; `parent_external_id` only when it answers another comment."""

    line: int
    external_id: str
    lang: str
    body: str
    created_at: datetime | None
    author_name: str
    author_external_id: str
    group_name: str
    alignment: int
    depth: int
    commentable_id: str
    commentable_type: str
    root_url: str
    proposal_external_id: str
    parent_external_id: str


Row = ProposalRow | CommentRow
