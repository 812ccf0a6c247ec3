"""What is found: stems computed in Python, the same for both databases."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, pk, ref
from app.rules.kinds import Subject


class SearchDoc(Base):
    __tablename__ = "search_doc"
    __table_args__ = (
        sa.UniqueConstraint("kind", "ref"),
        sa.Index("ix_search_doc_words", sa.func.to_tsvector(sa.literal_column("'simple'"), sa.column("words")),
                 postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    kind: Mapped[Subject]
    ref: Mapped[int] = mapped_column(sa.BigInteger)
    track: Mapped[str] = mapped_column(sa.String(32), default="")
    title_words: Mapped[str] = mapped_column(sa.Text, default="")
    words: Mapped[str] = mapped_column(sa.Text)
    updated_at: Mapped[datetime]


_FTS = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_doc', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER search_ai AFTER INSERT ON search_doc BEGIN"
    " INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_ad AFTER DELETE ON search_doc BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_au AFTER UPDATE ON search_doc BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words);"
    " INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words); END",
)


def shadows(dialect: str) -> tuple[str, ...]:
    """The full-text table of SQLite and its triggers; PostgreSQL has an index instead."""
    return _FTS if dialect == "sqlite" else ()


for sql in _FTS:
    sa.event.listen(SearchDoc.__table__, "after_create", sa.DDL(sql).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
