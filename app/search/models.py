"""What is found: stems computed in Python, the same for both databases; and the words that were written, for
prefixes and for misspellings. No text is kept here: what is shown of a hit is read where it was written."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.kinds import Subject
from app.core.models import Base, pk, ref, sort_key

_PLAIN = sort_key(48)
_VECTOR = sa.Text().with_variant(TSVECTOR, "postgresql")


class SearchDoc(Base):
    """`words` holds the stems of the title too; `around` those of where it is. `at`: the moment it tells
    of, and `year` that of its day in the clock of the place."""

    __tablename__ = "search_doc"
    __table_args__ = (
        sa.UniqueConstraint("kind", "ref"),
        sa.Index("ix_search_doc_found", sa.text("found"), postgresql_using="gin").ddl_if(dialect="postgresql"),
        sa.Index("ix_search_doc_title", sa.text("found_title"), postgresql_using="gin").ddl_if(dialect="postgresql"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    kind: Mapped[Subject]
    proposal_id: Mapped[int | None] = ref("proposal.id", index=True)
    place_id: Mapped[int | None] = ref("place.id")
    ref: Mapped[int] = mapped_column(sa.BigInteger)  # from here on the name is the column's
    track: Mapped[str] = mapped_column(sa.String(32), default="")
    lang: Mapped[str] = mapped_column(sa.String(8), default="")
    at: Mapped[datetime]
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    updated_at: Mapped[datetime]
    title_words: Mapped[str] = mapped_column(sa.Text, default="")
    around: Mapped[str] = mapped_column(sa.Text, default="")
    words: Mapped[str] = mapped_column(sa.Text)
    found: Mapped[str | None] = mapped_column(_VECTOR)  # of PostgreSQL alone: made again for each row, it took seconds
    found_title: Mapped[str | None] = mapped_column(_VECTOR)


class SearchWord(Base):
    """A word as people write it, folded. `n` documents hold its stem, as counted last."""

    __tablename__ = "search_word"

    lang: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    word: Mapped[str] = mapped_column(_PLAIN, primary_key=True)
    stem: Mapped[str] = mapped_column(_PLAIN, index=True)
    n: Mapped[int] = mapped_column(default=1)


class SearchPair(Base):
    """Two letters that stand together in a word: those that share enough of them may be the same, misspelt."""

    __tablename__ = "search_pair"
    __table_args__ = ({"sqlite_with_rowid": False},)

    pair: Mapped[str] = mapped_column(sa.String(4), primary_key=True)
    size: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(_PLAIN, primary_key=True)


_FTS = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(title_words, words, around, content='search_doc', content_rowid='id',"
    " tokenize='unicode61')",
    "CREATE TRIGGER search_ai AFTER INSERT ON search_doc BEGIN"
    " INSERT INTO search_fts(rowid, title_words, words, around)"
    " VALUES (new.id, new.title_words, new.words, new.around); END",
    "CREATE TRIGGER search_ad AFTER DELETE ON search_doc BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, title_words, words, around)"
    " VALUES ('delete', old.id, old.title_words, old.words, old.around); END",
    "CREATE TRIGGER search_au AFTER UPDATE ON search_doc BEGIN"
    " INSERT INTO search_fts(search_fts, rowid, title_words, words, around)"
    " VALUES ('delete', old.id, old.title_words, old.words, old.around);"
    " INSERT INTO search_fts(rowid, title_words, words, around)"
    " VALUES (new.id, new.title_words, new.words, new.around); END",
)


def shadows(dialect: str) -> tuple[str, ...]:
    """The full-text table of SQLite and its triggers; PostgreSQL has indexes instead."""
    return _FTS if dialect == "sqlite" else ()


for sql in _FTS:
    sa.event.listen(SearchDoc.__table__, "after_create", sa.DDL(sql).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]


# Pairs of proposals that say nearly the same, found once for each version; and what people said of each.

class Likeness(Base):
    """A pair, the older one first. `rank`: how near, 0 being the nearest found. Told apart once, for good."""

    __tablename__ = "likeness"
    __table_args__ = (
        sa.CheckConstraint("one_id < other_id", name="the_older_first"),
        sa.CheckConstraint("(apart_at IS NULL) = (apart_by IS NULL)", name="apart_by_somebody"),
        sa.Index("ix_likeness_waiting", sa.text("found_at DESC"), "one_id", "other_id",
                 sqlite_where=sa.text("apart_at IS NULL"), postgresql_where=sa.text("apart_at IS NULL")),
    )

    one_id: Mapped[int] = ref("proposal.id", primary_key=True)
    other_id: Mapped[int] = ref("proposal.id", primary_key=True, index=True)
    space_id: Mapped[int] = ref("space.id")
    rank: Mapped[int]
    found_at: Mapped[datetime]
    apart_by: Mapped[int | None] = ref("person.id")
    apart_at: Mapped[datetime | None]
