"""Second factors: applications that make codes, one-use codes, passkeys; what a session has proved.

Nobody has one yet. The time that staff have to get one begins, on a site that is there already, with this upgrade
(`site.second_factor_since`), and not with the day they were given their role."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "postgresql": "now()"}


def upgrade() -> None:
    op.create_table(
        "totp_factor",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("last_step", sa.Integer),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_totp_factor_person_id_person",
                                ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_totp_factor"),
        sa.UniqueConstraint("person_id", name="uq_totp_factor_person_id"))
    op.create_table(
        "one_use_code",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("sheet", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.CheckConstraint("kind IN ('recovery', 'sheet')", name=op.f("ck_one_use_code_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_one_use_code_person_id_person",
                                ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_one_use_code"),
        sa.UniqueConstraint("digest", name="uq_one_use_code_digest"),
        sa.UniqueConstraint("person_id", "kind", "sheet", "position",
                            name="uq_one_use_code_person_id_kind_sheet_position"))
    op.create_table(
        "passkey",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("credential_id", sa.Text, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("transports", JSON, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_passkey_person_id_person", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("credential_id", name="uq_passkey_credential_id"))
    op.create_index("ix_passkey_person_id", "passkey", ["person_id"])
    op.add_column("login_session", sa.Column("strong_at", MOMENT))
    op.add_column("login_session", sa.Column("challenge", sa.Text))
    op.add_column("login_session", sa.Column("challenge_at", MOMENT))
    op.add_column("site", sa.Column("second_factor_since", MOMENT))
    op.execute(f"UPDATE site SET second_factor_since = {NOW[op.get_bind().dialect.name]}")  # noqa: S608


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
