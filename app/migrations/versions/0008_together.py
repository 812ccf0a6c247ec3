"""One person does not act for several: acts that wait for a second, answers of a meeting that may be contested.

Nothing is asked of what was done before: no row of an older site changes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _ref(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}",
                                   ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "staff_act",
        sa.Column("id", ID, nullable=False), sa.Column("space_id", ID, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False), sa.Column("person_id", ID),
        sa.Column("role", sa.String(32), nullable=False), sa.Column("draft_id", ID), sa.Column("decision_id", ID),
        sa.Column("lang", sa.String(8), nullable=False), sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("asked_by", ID, nullable=False), sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("needed", sa.Integer, nullable=False), sa.Column("until", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False), sa.Column("settled_by", ID),
        sa.Column("settled_at", MOMENT), sa.Column("why_not", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_act"),
        sa.CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name=op.f("ck_staff_act_settled_once")),
        _ref("staff_act", "space_id", "space"), _ref("staff_act", "person_id", "person"),
        _ref("staff_act", "draft_id", "charter_draft"), _ref("staff_act", "decision_id", "decision"),
        _ref("staff_act", "asked_by", "person"), _ref("staff_act", "settled_by", "person"))
    op.create_index("ix_staff_act_open", "staff_act", ["state", "until"])
    op.create_table(
        "staff_act_holder",
        sa.Column("act_id", ID, nullable=False), sa.Column("person_id", ID, nullable=False),
        sa.Column("agreed_at", MOMENT),
        sa.PrimaryKeyConstraint("act_id", "person_id", name="pk_staff_act_holder"),
        _ref("staff_act_holder", "act_id", "staff_act"), _ref("staff_act_holder", "person_id", "person"))
    op.create_index("ix_staff_act_holder_person_id", "staff_act_holder", ["person_id"])
    op.create_table(
        "meeting_answer",
        sa.Column("id", ID, nullable=False), sa.Column("space_id", ID, nullable=False),
        sa.Column("proposal_id", ID, nullable=False), sa.Column("gate", sa.String(80), nullable=False),
        sa.Column("answer", sa.String(32), nullable=False), sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("votes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("recorded_by", ID, nullable=False), sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("effective_at", MOMENT, nullable=False), sa.Column("state", sa.String(16), nullable=False),
        sa.Column("settled_at", MOMENT), sa.Column("contested_by", ID),
        sa.Column("why_not", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_answer"),
        sa.CheckConstraint("(state = 'contested') = (contested_by IS NOT NULL)",
                           name=op.f("ck_meeting_answer_contested_by_somebody")),
        _ref("meeting_answer", "space_id", "space"), _ref("meeting_answer", "proposal_id", "proposal"),
        _ref("meeting_answer", "recorded_by", "person"), _ref("meeting_answer", "contested_by", "person"))
    op.create_index("ix_meeting_answer_proposal_id", "meeting_answer", ["proposal_id"])
    op.create_index("uq_meeting_answer_waiting", "meeting_answer", ["proposal_id"], unique=True,
                    sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table(
        "meeting_answer_person",
        sa.Column("meeting_answer_id", ID, nullable=False), sa.Column("person_id", ID, nullable=False),
        sa.Column("agreed_at", MOMENT),
        sa.PrimaryKeyConstraint("meeting_answer_id", "person_id", name="pk_meeting_answer_person"),
        _ref("meeting_answer_person", "meeting_answer_id", "meeting_answer"),
        _ref("meeting_answer_person", "person_id", "person"))
    op.create_index("ix_meeting_answer_person_person_id", "meeting_answer_person", ["person_id"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
