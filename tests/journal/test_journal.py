"""The journal held against what somebody kept: `flask journal verify --against`, and the stand-alone program."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from app import jobs as runner
from app.core.database import WRITE
from app.journal import queries as anchors, service as operations
from app.journal.models import Event, Outbox, SigningKey, guards
from app.journal.queries import anchors as anchor_lines, lines as journal_lines
from app.journal.rules import digest_of
from app.territory.models import Space
from tests.build import World

SCRIPT = Path(__file__).parent.parent.parent / "app" / "data" / "verify_heads.py"


@pytest.fixture
def signer(app: Flask, site: World) -> operations.HeadSigner:
    drawn = operations.draw(Path(app.instance_path))
    site.do(operations.begin_key, None, drawn)
    return drawn


@pytest.fixture
def kept(site: World, signer: operations.HeadSigner, tmp_path: Path) -> Path:
    """What a careful person downloaded: two signed heads, a day apart."""
    alice = site.person("Alice")
    site.need(alice)
    assert site.do(operations.sign, None, site.space_id, signer)
    site.later(days=1)
    site.need(alice, "Un autre besoin à Embrun")
    assert site.do(operations.sign, None, site.space_id, signer)
    return saved(site, tmp_path / "empreintes.jsonl")


def saved(site: World, file: Path) -> Path:
    with site.make_session() as session:
        file.write_text("".join(anchor_lines(anchors.keys(session), anchors.everything(session))))
    return file


def published(site: World, file: Path) -> Path:
    with site.make_session() as session:
        head = anchors.heads(session)[0]
        file.write_text("".join(journal_lines(anchors.published(session, head.id, head.journal_seq))))
    return file


def seqs(kept: Path) -> list[int]:
    return [told["seq"] for told in map(json.loads, kept.read_text().splitlines()) if "seq" in told]


@contextmanager
def unguarded(site: World) -> Iterator[sa.Connection]:
    """As somebody with the database file in hand."""
    with site.make_session() as session:
        connection = session.connection(execution_options=WRITE)
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(f"DROP TRIGGER event_no_{verb}")
        yield connection
        for statement in guards("sqlite"):
            if " ON event " in statement:
                connection.exec_driver_sql(statement)
        session.commit()


def rewritten(site: World, seq: int) -> None:
    """The whole journal again from that line on, as a forger would: its chain holds."""
    with site.make_session() as session:
        head = anchors.heads(session)[0]
        lines = list(anchors.entries(session, head.id, head.journal_seq))
    with unguarded(site) as connection:
        previous = lines[seq - 2].digest
        for line in lines[seq - 1:]:
            forged = replace(line, actor_id=77 if line.seq == seq else line.actor_id, previous=previous)
            previous = digest_of(forged)
            connection.execute(sa.update(Event).where(Event.space_id == head.id, Event.seq == line.seq).values(
                actor_id=forged.actor_id, previous=forged.previous, digest=previous))
        connection.execute(sa.update(Space).where(Space.id == head.id).values(journal_head=previous))


def verified(app: Flask, *more: object) -> Result:
    return app.test_cli_runner().invoke(args=["journal", "verify", *map(str, more)])


def standing_alone(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(SCRIPT), *map(str, words)], capture_output=True, text=True,
                          check=False)


def test_a_journal_that_only_grew_holds(app: Flask, site: World, kept: Path):
    site.need(site.person("Bob"), "Un troisième besoin ici")
    answer = verified(app, "--against", kept)
    assert answer.exit_code == 0, answer.output
    assert "2 lignes gardées" in answer.output


def test_a_journal_written_again_whole_is_found_by_what_was_kept(app: Flask, site: World, kept: Path):
    """Its own chain holds: nothing inside the database shows it."""
    first, last = seqs(kept)
    rewritten(site, first + 1)
    assert verified(app).exit_code == 0
    answer = verified(app, "--against", kept)
    assert answer.exit_code == 1
    assert f"la ligne {last} n’est plus" in answer.output
    assert f"la ligne {first}, gardée, tient" in answer.output


def test_a_journal_cut_short_is_found(app: Flask, site: World, kept: Path):
    """Its end is gone, and its head was moved back: inside, all holds."""
    first, last = seqs(kept)
    with unguarded(site) as connection:
        digest = connection.execute(sa.select(Event.digest).where(Event.seq == first)).scalar_one()
        gone = sa.select(Event.id).where(Event.seq > first)
        connection.execute(sa.delete(Outbox).where(Outbox.event_id.in_(gone)))
        connection.execute(sa.delete(Event).where(Event.seq > first))
        connection.execute(sa.update(Space).values(journal_seq=first, journal_head=digest))
    assert verified(app).exit_code == 0
    answer = verified(app, "--against", kept)
    assert answer.exit_code == 1
    assert f"la ligne {last} n’est plus" in answer.output


def test_an_old_whole_journal_names_the_very_line(app: Flask, site: World, kept: Path, tmp_path: Path):
    whole = published(site, tmp_path / "journal.jsonl")
    rewritten(site, 3)
    answer = verified(app, "--against", whole)
    assert answer.exit_code == 1
    assert "la ligne 3 n’est plus" in answer.output


@pytest.mark.parametrize(("change", "says"), [
    (lambda text: text.replace('"digest":"', '"digest":"0', 1), "signature"),
    (lambda text: text.replace('"seq":', '"seq":1', 1), "signature"),
    (lambda text: "\n".join(text.splitlines()[1:]), "n’est pas connue"),
    (lambda text: text + "bonjour\n", "ni une empreinte"),
    (lambda text: text.splitlines()[0], "aucune empreinte"),
])
def test_a_file_that_cannot_be_used_is_refused(app: Flask, kept: Path, change, says: str):
    kept.write_text(change(kept.read_text()))
    answer = verified(app, "--against", kept)
    assert answer.exit_code == 2
    assert says in answer.output


def test_another_key_than_the_one_noted_is_not_believed(app: Flask, kept: Path, signer, tmp_path: Path):
    assert verified(app, "--against", kept, "--key", signer.fingerprint).exit_code == 0
    pem = tmp_path / "cle.pem"
    pem.write_text(operations.pem(signer.public))
    assert verified(app, "--against", kept, "--key", pem).exit_code == 0
    assert verified(app, "--against", kept, "--key", "0" * 64).exit_code == 2


def test_a_key_that_follows_the_one_noted_is_believed(app: Flask, site: World, kept: Path, signer, tmp_path: Path):
    run = app.test_cli_runner()
    assert run.invoke(args=["journal", "key", "renew"]).exit_code == 0
    assert operations.signer(Path(app.instance_path)).fingerprint != signer.fingerprint
    site.later(days=2)
    assert site.do(operations.sign, None, site.space_id, operations.signer(Path(app.instance_path)))
    assert verified(app, "--against", saved(site, kept), "--key", signer.fingerprint).exit_code == 0
    assert standing_alone(kept, published(site, tmp_path / "j.jsonl"), "--key", signer.fingerprint).returncode == 0


def test_a_lost_key_is_replaced_and_said(app: Flask, site: World, kept: Path, signer):
    (Path(app.instance_path) / "keys" / operations.NAME).unlink()
    run = app.test_cli_runner()
    assert run.invoke(args=["journal", "key", "renew"]).exit_code == 1
    assert run.invoke(args=["journal", "key", "lost"], input="y\n").exit_code == 0
    site.later(days=2)
    assert site.do(operations.sign, None, site.space_id, operations.signer(Path(app.instance_path)))
    answer = verified(app, "--against", saved(site, kept))
    assert answer.exit_code == 0
    assert "rien ne relie la clé" in answer.output
    assert verified(app, "--against", kept, "--key", signer.fingerprint).exit_code == 2


def test_the_jobs_draw_the_first_key_and_sign(app: Flask, site: World):
    site.need(site.person("Alice"))
    assert runner.once(app, ("anchors",)) == {"anchors": 1}
    key = Path(app.instance_path) / "keys" / operations.NAME
    assert (key.stat().st_mode & 0o077, key.parent.stat().st_mode & 0o077) == (0, 0)
    assert runner.once(app, ("anchors",)) == {"anchors": 0}


def test_the_jobs_never_replace_a_missing_key(app: Flask, site: World, kept: Path):
    (Path(app.instance_path) / "keys" / operations.NAME).unlink()
    assert runner.once(app, ("anchors",)) == {"anchors": 0}
    with site.make_session() as session:
        assert len(session.scalars(sa.select(SigningKey)).all()) == 1


def test_a_change_of_key_that_was_interrupted_is_finished(app: Flask, site: World, kept: Path, signer):
    instance = Path(app.instance_path)
    new = operations.begin_next(instance)
    site.do(operations.change_key, None, new, "renewed", signer)  # and the machine stops here
    runner.once(app, ("anchors",))
    assert operations.signer(instance).fingerprint == new.fingerprint
    assert operations.signer(instance, operations.NEXT) is None


def test_a_stranger_checks_with_python_alone(site: World, kept: Path, tmp_path: Path):
    good = standing_alone(kept, published(site, tmp_path / "journal.jsonl"))
    assert (good.returncode, good.stderr) == (0, "")
    assert "2 empreintes signées" in good.stdout
    rewritten(site, seqs(kept)[0] + 1)
    bad = standing_alone(kept, published(site, tmp_path / "journal.jsonl"), "--lang", "en")
    assert bad.returncode == 1
    assert f"line {seqs(kept)[-1]} is not the one" in bad.stdout


@pytest.mark.parametrize("change", [
    lambda text: text.replace('"digest":"', '"digest":"0', 1), lambda text: "\n".join(text.splitlines()[1:]),
    lambda text: "{" + text, lambda text: ""])
def test_the_program_refuses_what_is_no_proof(site: World, kept: Path, tmp_path: Path, change):
    whole = published(site, tmp_path / "journal.jsonl")
    kept.write_text(change(kept.read_text()))
    assert standing_alone(kept, whole).returncode == 2
