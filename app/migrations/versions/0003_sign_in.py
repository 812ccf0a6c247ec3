"""Browsers that are known at the door, what was asked for there, and which browser asked for a code.

Codes and sessions that are there stay as they are: a code without an asker may be tried from any browser until it is
over, a quarter of an hour at most."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "known_browser",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_known_browser_person_id_person",
                                ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_known_browser"),
        sa.UniqueConstraint("digest", name="uq_known_browser_digest"))
    op.create_index("ix_known_browser_person_id", "known_browser", ["person_id"])
    op.create_index("ix_known_browser_expires_at", "known_browser", ["expires_at"])
    op.create_table(
        "sign_in_count",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_count"))
    op.create_index("ix_sign_in_count_ends_at", "sign_in_count", ["ends_at"])
    op.add_column("login_code", sa.Column("asker", sa.String(64)))
    op.add_column("login_session", sa.Column("browser", sa.String(64)))


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
