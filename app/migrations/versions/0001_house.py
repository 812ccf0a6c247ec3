"""The house as first released: every table, the append-only guards, the full-text shadows.

Frozen. The statements are written out for each database beside this file and never follow the models again: an
older site must come to the same tables as a new one. Whatever changes later is a migration of its own.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def statements(dialect: str) -> list[str]:
    text = Path(__file__).with_name(f"0001_{dialect}.sql").read_text(encoding="utf-8")
    return [statement.strip() for statement in text.split("\n--;\n")]


def upgrade() -> None:
    connection = op.get_bind()
    cursor = connection.connection.driver_connection.cursor()  # no parameters: a per cent sign stays one
    for statement in statements(connection.dialect.name):
        cursor.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
