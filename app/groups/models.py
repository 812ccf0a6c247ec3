"""Groups of people with roles: work groups, the committee; their meetings and what people undertook."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import limits
from app.core.kinds import CommitmentState, GroupKind, GroupRole, MeetingState
from app.core.models import Base, pk, ref

_ASKED = sa.Enum(GroupRole, native_enum=False, create_constraint=True, length=32, name="asked_grouprole",
                 values_callable=lambda kind: [member.value for member in kind])  # a name of its own for its CHECK


class Group(Base):
    __tablename__ = "work_group"  # "group" is a word of SQL
    __table_args__ = (sa.UniqueConstraint("proposal_id"), sa.UniqueConstraint("reference"))

    id: Mapped[pk]
    reference: Mapped[str] = mapped_column(sa.String(20))
    space_id: Mapped[int] = ref("space.id")
    kind: Mapped[GroupKind]
    proposal_id: Mapped[int | None] = ref("proposal.id")
    theme_id: Mapped[int | None] = ref("theme.id")
    name: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    members: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class GroupMember(Base):
    __tablename__ = "group_member"
    __table_args__ = (
        sa.Index("uq_group_member_live", "group_id", "person_id", unique=True,
                 sqlite_where=sa.text("until_at IS NULL"), postgresql_where=sa.text("until_at IS NULL")),
    )

    id: Mapped[pk]
    group_id: Mapped[int] = ref("work_group.id")
    person_id: Mapped[int] = ref("person.id", index=True)
    structure_id: Mapped[int | None] = ref("structure.id")
    role: Mapped[GroupRole] = mapped_column(default=GroupRole.MEMBER)
    asked_role: Mapped[GroupRole | None] = mapped_column(_ASKED)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class Meeting(Base):
    __tablename__ = "meeting"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        sa.CheckConstraint("minutes_at IS NULL OR state = 'held'", name="minutes_of_a_held_meeting"),
    )

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    group_id: Mapped[int] = ref("work_group.id", index=True)
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    where_text: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    place_id: Mapped[int | None] = ref("place.id")
    agenda: Mapped[str] = mapped_column(sa.String(limits.FIELD), default="")
    agenda_html: Mapped[str] = mapped_column(sa.Text, default="")
    minutes: Mapped[str] = mapped_column(sa.Text, default="")
    minutes_html: Mapped[str] = mapped_column(sa.Text, default="")
    minutes_at: Mapped[datetime | None]
    minutes_by: Mapped[int | None] = ref("person.id")
    minutes_edited_at: Mapped[datetime | None]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    created_by: Mapped[int] = ref("person.id")
    created_at: Mapped[datetime]


class Attendance(Base):
    __tablename__ = "attendance"

    meeting_id: Mapped[int] = ref("meeting.id", primary_key=True)
    person_id: Mapped[int] = ref("person.id", primary_key=True, index=True)
    present: Mapped[bool] = mapped_column(default=False)


class Commitment(Base):
    """What somebody undertook at a meeting: offered by the minutes, theirs once accepted."""

    __tablename__ = "commitment"

    id: Mapped[pk]
    space_id: Mapped[int] = ref("space.id")
    group_id: Mapped[int] = ref("work_group.id", index=True)
    meeting_id: Mapped[int | None] = ref("meeting.id", index=True)
    person_id: Mapped[int] = ref("person.id", index=True)
    text: Mapped[str] = mapped_column(sa.String(limits.SHORT))
    due_on: Mapped[date | None]
    state: Mapped[CommitmentState] = mapped_column(default=CommitmentState.OFFERED)
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
