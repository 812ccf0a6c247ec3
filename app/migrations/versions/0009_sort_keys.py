"""Names sort by their folded key, sign by sign, whatever collation PostgreSQL's database was created with; a mail says
in a word why it did not leave."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
branch_labels = None
depends_on = None

KEYS = (("place", 120), ("structure", 160), ("structure_alias", 160))


def upgrade() -> None:
    """SQLite compares the signs already."""
    op.add_column("mail", sa.Column("fault", sa.String(60), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        for table, length in KEYS:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN name_key TYPE VARCHAR({length}) COLLATE "C"')


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
