"""The house as first built: every table of app/models, the append-only guards, the full-text shadows.

Frozen at the first release; until then it follows the models, and a law compares the two.
"""

from alembic import op

from app.models.base import Base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
