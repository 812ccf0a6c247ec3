"""Signed heads of the journal, their public keys, who gets them by mail; and the list of what was taken away.

Literal, like every migration: it never follows the models. What was erased before this day is entered in the list, so
that a copy made earlier still, once restored, has it taken away again.
"""

from alembic import op

revision = "0007"
down_revision = "0011"
branch_labels = None
depends_on = None

TYPES = {
    "sqlite": {"id": "INTEGER NOT NULL", "ref": "INTEGER", "at": "DATETIME"},
    "postgresql": {"id": "BIGSERIAL NOT NULL", "ref": "BIGINT", "at": "TIMESTAMP WITH TIME ZONE"},
}
TABLES = (
    """
    CREATE TABLE signing_key (
        id {id},
        fingerprint VARCHAR(64) NOT NULL,
        public VARCHAR(44) NOT NULL,
        since {at} NOT NULL,
        why VARCHAR(16) NOT NULL,
        previous_id {ref},
        endorsement VARCHAR(88) NOT NULL,
        CONSTRAINT pk_signing_key PRIMARY KEY (id),
        CONSTRAINT uq_signing_key_fingerprint UNIQUE (fingerprint),
        CONSTRAINT ck_signing_key_why CHECK (why IN ('first', 'renewed', 'lost', 'restored')),
        CONSTRAINT ck_signing_key_endorsed_when_renewed CHECK ((why = 'renewed') = (length(endorsement) > 0)),
        CONSTRAINT ck_signing_key_the_first_follows_none CHECK ((why = 'first') = (previous_id IS NULL)),
        CONSTRAINT fk_signing_key_previous_id_signing_key FOREIGN KEY(previous_id) REFERENCES signing_key (id)
            ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE signed_head (
        id {id},
        space_id {ref} NOT NULL,
        seq INTEGER NOT NULL,
        digest VARCHAR(64) NOT NULL,
        at {at} NOT NULL,
        key_id {ref} NOT NULL,
        signature VARCHAR(88) NOT NULL,
        CONSTRAINT pk_signed_head PRIMARY KEY (id),
        CONSTRAINT uq_signed_head_space_id_seq_key_id UNIQUE (space_id, seq, key_id),
        CONSTRAINT fk_signed_head_space_id_space FOREIGN KEY(space_id) REFERENCES space (id) ON DELETE RESTRICT,
        CONSTRAINT fk_signed_head_key_id_signing_key FOREIGN KEY(key_id) REFERENCES signing_key (id)
            ON DELETE RESTRICT
    )
    """,
    "CREATE INDEX ix_signed_head_key_id ON signed_head (key_id)",
    """
    CREATE TABLE head_subscription (
        person_id {ref} NOT NULL,
        since {at} NOT NULL,
        sent_at {at},
        sent_id BIGINT NOT NULL,
        CONSTRAINT pk_head_subscription PRIMARY KEY (person_id),
        CONSTRAINT fk_head_subscription_person_id_person FOREIGN KEY(person_id) REFERENCES person (id)
            ON DELETE RESTRICT
    )
    """,
    """
    CREATE TABLE erasure (
        id {id},
        at {at} NOT NULL,
        what VARCHAR(20) NOT NULL,
        target VARCHAR(120) NOT NULL,
        noted_at {at},
        CONSTRAINT pk_erasure PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_erasure_to_note ON erasure (id) WHERE noted_at IS NULL",
)
GUARDS = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in ("signing_key", "signed_head") for verb in ("UPDATE", "DELETE")],
    "postgresql": [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION append_only()"
        for table in ("signing_key", "signed_head")],
}
WHEN = {
    "sqlite": "replace({0}, ' ', 'T') || 'Z'",
    "postgresql": """to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}
EARLIER = (
    "SELECT erased_at, 'person', uid FROM person WHERE erased_at IS NOT NULL",
    "SELECT forgotten_at, 'paper', token FROM paper_entry WHERE forgotten_at IS NOT NULL",
    "SELECT removed_at, 'attachment', id || '@' || {added} FROM attachment WHERE removed_at IS NOT NULL",
    "SELECT removed_at, 'document', id || '@' || {added} FROM document WHERE removed_at IS NOT NULL",
    "SELECT removed_at, 'line', id || '@' || {created} FROM need_line WHERE removed_at IS NOT NULL",
)


def upgrade() -> None:
    connection = op.get_bind()
    name = connection.dialect.name
    cursor = connection.connection.driver_connection.cursor()  # no parameters: a per cent sign stays one
    for statement in (*(table.format(**TYPES[name]) for table in TABLES), *GUARDS[name]):
        cursor.execute(statement)
    when = {"added": WHEN[name].format("added_at"), "created": WHEN[name].format("created_at")}
    for rows in EARLIER:
        cursor.execute(f"INSERT INTO erasure (at, what, target) {rows.format(**when)}")  # noqa: S608


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")
