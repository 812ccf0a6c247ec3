"""A document that is being read is marked before, and its stems are kept instead of its words.

Documents that were read already are read again by the job, a few at a time: their words become stems, as before they
are found, and no longer reduced at each change of the proposal. Until then the search index keeps what it holds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("reading_begun_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attachment", sa.Column("reading_tries", sa.SmallInteger(), server_default="0", nullable=False))
    op.execute("UPDATE attachment SET read_at = NULL, words = '' WHERE kind = 'document' AND removed_at IS NULL")


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
