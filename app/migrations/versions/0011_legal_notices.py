"""Whom people write to and who keeps the machine, told at the set-up: two columns of the site's one row.

Empty on an older site: its settings file, or the page « Apparence », says them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("site", sa.Column("contact", sa.String(254), nullable=False, server_default=""))
    op.add_column("site", sa.Column("host", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
