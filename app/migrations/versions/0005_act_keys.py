"""A form that is sent twice is written once: the keys of the acts that were written."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act_key",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_act_key"),
        sa.UniqueConstraint("digest", name="uq_act_key_digest"),
    )
    op.create_index("ix_act_key_at", "act_key", ["at"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
