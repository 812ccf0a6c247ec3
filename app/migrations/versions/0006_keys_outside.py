"""The keys of open votes leave the database for the folder `keys` of the instance, and their ballots are sealed.

An open vote goes on: a new key is drawn (the old one is in the log of PostgreSQL, and in every copy made since the
opening), its file is on the disk before this transaction ends, each ballot is sealed under it with the receipt that its
voter has noted. The tags of votes already counted, which derive from old keys too, are drawn anew. Once all this is
written, no old version of a row is left in these tables (`ERASED`, see env.py).

Frozen: what is computed here is what the code computed on the day it was written.
"""

import hmac
import json
import os
import secrets
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ERASED = ("decision", "ballot")
SLOT = 4096
FIXED, A_WORD_OF_EACH = 160, 8
TABLES = {
    "sqlite": ("""
        CREATE TABLE ballot_box (
            decision_id INTEGER NOT NULL,
            mark VARCHAR(32) NOT NULL,
            was VARCHAR(32) NOT NULL,
            CONSTRAINT pk_ballot_box PRIMARY KEY (decision_id),
            CONSTRAINT fk_ballot_box_decision_id_decision FOREIGN KEY(decision_id)
                REFERENCES decision (id) ON DELETE RESTRICT
        )""", """
        CREATE TABLE sealed_ballot (
            decision_id INTEGER NOT NULL,
            voice_tag VARCHAR(64) NOT NULL,
            by_tag VARCHAR(64) NOT NULL,
            sealed BLOB NOT NULL,
            CONSTRAINT pk_sealed_ballot PRIMARY KEY (decision_id, voice_tag),
            CONSTRAINT uq_sealed_ballot_decision_id_by_tag UNIQUE (decision_id, by_tag),
            CONSTRAINT fk_sealed_ballot_decision_id_decision FOREIGN KEY(decision_id)
                REFERENCES decision (id) ON DELETE RESTRICT
        ) WITHOUT ROWID"""),
    "postgresql": ("""
        CREATE TABLE ballot_box (
            decision_id BIGINT NOT NULL,
            mark VARCHAR(32) NOT NULL,
            was VARCHAR(32) NOT NULL,
            CONSTRAINT pk_ballot_box PRIMARY KEY (decision_id),
            CONSTRAINT fk_ballot_box_decision_id_decision FOREIGN KEY(decision_id)
                REFERENCES decision (id) ON DELETE RESTRICT
        )""", """
        CREATE TABLE sealed_ballot (
            decision_id BIGINT NOT NULL,
            voice_tag VARCHAR(64) NOT NULL,
            by_tag VARCHAR(64) NOT NULL,
            sealed BYTEA NOT NULL,
            CONSTRAINT pk_sealed_ballot PRIMARY KEY (decision_id, voice_tag),
            CONSTRAINT uq_sealed_ballot_decision_id_by_tag UNIQUE (decision_id, by_tag),
            CONSTRAINT fk_sealed_ballot_decision_id_decision FOREIGN KEY(decision_id)
                REFERENCES decision (id) ON DELETE RESTRICT
        )"""),
}
DRAWN_ANEW = {
    "sqlite": (
        "DROP TRIGGER ballot_closed_UPDATE",
        "UPDATE ballot SET voice_tag = lower(hex(randomblob(16))), by_tag = lower(hex(randomblob(16)))",
        """
        CREATE TRIGGER ballot_closed_UPDATE BEFORE UPDATE ON ballot
        WHEN (SELECT closed_at FROM decision WHERE id = OLD.decision_id) IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'the ballots of a closed decision do not change'); END
        """),
    "postgresql": (
        "ALTER TABLE ballot DISABLE TRIGGER ballot_closed",
        "UPDATE ballot SET voice_tag = replace(gen_random_uuid()::text, '-', ''), "
        "by_tag = replace(gen_random_uuid()::text, '-', '')",
        "ALTER TABLE ballot ENABLE TRIGGER ballot_closed"),
}


def upgrade() -> None:
    connection = op.get_bind()
    for statement in TABLES[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    for vote in connection.execute(sa.text(
            "SELECT id, reference, ballot_key, CAST(options AS TEXT) AS options FROM decision WHERE state = 'open' "
            "ORDER BY id")).all():
        _move(connection, vote)
    for statement in DRAWN_ANEW[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before the upgrade")


def _move(connection: sa.Connection, vote: sa.Row) -> None:
    """The file first; then the rows; then the old key is emptied."""
    secret, mark = os.urandom(32), secrets.token_hex(16)
    _keep(connection.get_execution_options()["ballot_keys"], vote.reference, secret, mark)
    connection.execute(sa.text("INSERT INTO ballot_box (decision_id, mark, was) VALUES (:id, :mark, :mark)"),
                       {"id": vote.id, "mark": mark})
    if sealed := _sealed(connection, vote, secret):
        connection.execute(sa.text(
            "INSERT INTO sealed_ballot (decision_id, voice_tag, by_tag, sealed) VALUES (:id, :voice, :by, :sealed)"),
            sealed)
    connection.execute(sa.text("DELETE FROM ballot WHERE decision_id = :id"), {"id": vote.id})
    connection.execute(sa.text("UPDATE decision SET ballot_key = NULL WHERE id = :id"), {"id": vote.id})


def _sealed(connection: sa.Connection, vote: sa.Row, secret: bytes) -> list[dict[str, object]]:
    voices = connection.execute(sa.text("SELECT voice, person_id FROM roll_entry WHERE decision_id = :id"),
                                {"id": vote.id}).all()
    tag_key = hmac.digest(secret, b"cordee ballot tag", "sha256")
    seal = AESGCM(hmac.digest(secret, b"cordee ballot seal", "sha256"))
    voice_now = {_old(vote.ballot_key, "voice", row.voice): _new(tag_key, "voice", row.voice) for row in voices}
    person_now = {_old(vote.ballot_key, "person", f"p{row.person_id}"): _new(tag_key, "person", f"p{row.person_id}")
                  for row in voices}
    length = FIXED + sum(len(option["key"]) + A_WORD_OF_EACH for option in json.loads(vote.options))
    made = []
    for row in connection.execute(sa.text(
            "SELECT voice_tag, by_tag, receipt, CAST(choice AS TEXT) AS choice, college, version, person_id, "
            "structure_id, reason FROM ballot WHERE decision_id = :id ORDER BY receipt"), {"id": vote.id}).all():
        voice, nonce = voice_now[row.voice_tag], os.urandom(12)
        plain = json.dumps([row.receipt, json.loads(row.choice), row.college, row.version, row.person_id, row.structure_id,
                            row.reason], separators=(",", ":")).encode()
        plain = plain.ljust(-(-len(plain) // length) * length)
        made.append({"id": vote.id, "voice": voice, "by": person_now[row.by_tag],
                     "sealed": nonce + seal.encrypt(nonce, plain, f"{vote.reference}\x1f{voice}".encode())})
    return sorted(made, key=lambda one: str(one["voice"]))


def _old(key: str, kind: str, name: str) -> str:
    return hmac.new(key.encode(), f"{kind}\x1f{name}".encode(), sha256).hexdigest()


def _new(key: bytes, kind: str, name: str) -> str:
    return hmac.digest(key, f"{kind}\x1f{name}".encode(), "sha256").hex()


def _keep(folder: Path, name: str, secret: bytes, mark: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    line = f"{0:020d} {mark} {mark}"
    slot = f"{line} {sha256(line.encode()).hexdigest()[:16]}\n".encode()
    for file, data in ((folder / f"{name}.mark", slot.ljust(SLOT, b"\n") + slot), (folder / f"{name}.key", secret)):
        file.unlink(missing_ok=True)  # of an upgrade that was taken back
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    there = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(there)
    finally:
        os.close(there)
