"""Pictures and documents joined to a need, a project or the minutes of its group. Their bytes are apart, so that no
list reads them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, synonym

from app.core import limits
from app.core.kinds import AttachmentKind, ContentState
from app.core.models import Base, pk, ref


class Attachment(Base):
    """`title` is what a picture shows, for who does not see it, or a document's title. `size` is that of what is
    served, `digest` its SHA-256. `words` are the stems of a document's, once they were read (`read_at`);
    `reading_begun_at` is written before."""

    __tablename__ = "attachment"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'image') = (width > 0 AND height > 0)", name="a_picture_has_a_size"),
        sa.Index("ix_attachment_list", "proposal_id", "id"),
        sa.Index("ix_attachment_author", "added_by", "added_at"),
        sa.Index("ix_attachment_unread", "id", sqlite_where=sa.text("read_at IS NULL"),
                 postgresql_where=sa.text("read_at IS NULL")),
    )

    id: Mapped[pk]
    proposal_id: Mapped[int] = ref("proposal.id")
    meeting_id: Mapped[int | None] = ref("meeting.id", index=True)  # with its minutes, not with the proposal's text
    kind: Mapped[AttachmentKind]
    title: Mapped[str] = mapped_column(sa.String(limits.ALT))
    caption: Mapped[str] = mapped_column(sa.String(limits.SHORT), default="")
    media_type: Mapped[str] = mapped_column(sa.String(120))
    ending: Mapped[str] = mapped_column(sa.String(8))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    read_at: Mapped[datetime | None]
    reading_begun_at: Mapped[datetime | None]
    reading_tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
    added_by: Mapped[int] = ref("person.id")
    added_at: Mapped[datetime]
    author_id: Mapped[int] = synonym("added_by")  # as of all that can be reported
    created_at: Mapped[datetime] = synonym("added_at")
    state: Mapped[ContentState] = mapped_column(default=ContentState.VISIBLE)
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = ref("person.id")
    removal_reason: Mapped[str] = mapped_column(sa.String(limits.REASON), default="")


class AttachmentFile(Base):
    """`version`: `small` and `large` of a picture, `file` of a document."""

    __tablename__ = "attachment_file"

    attachment_id: Mapped[int] = ref("attachment.id", primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    width: Mapped[int] = mapped_column(default=0)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
