"""The drill, on both databases: filled, copied, lost, restored, compared. What is refused leaves nothing half done."""

import fcntl
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from pysqlite3 import dbapi2

from app.accounts.models import LoginSession
from app.accounts.service import erasure, roles
from app.core.kinds import DecisionState
from app.decisions.models import Decision
from app.decisions.service import ballots
from app.extensions import db
from app.journal import service as signing
from app.journal.models import Event
from app.site import erasure_list, jobs as job, settings_files
from app.site.backups import archive
from app.site.backups.files import Instance
from app.site.backups.making import make_backup
from app.site.cli.backup import put_back
from tests.build import World
from tests.polls import open_question, people as members_of
from tests.site import drill
from tests.site.conftest import House
from tests.web.signing import sign_in

GONE = drill.LEAVING
NEW = ("event", "outbox", "erasure", "signing_key", "known_browser", "sign_in_count", *GONE)  # added or taken away


def copied(house: House) -> Path:
    answer = house.run("backup", "make")
    assert answer.exit_code == 0, answer.output
    return house.copies()[-1]


def restored(houses: list[House], house: House, copy: Path, *more: object, name: str = "second") -> House:
    other = house.beside(name)
    houses.append(other)
    answer = other.run("restore", copy, *more)
    assert answer.exit_code == 0, answer.output
    return other


def test_the_drill(house: House, houses: list[House]):
    there = drill.filled(house)
    bob = there.world.person("Bob")
    before, files, hits = drill.state_of(house), drill.digest_of_files(house), drill.found(house, "alpin")
    sign_in(house.app, house.app.test_client(), "alice@example.org")
    elsewhere = house.folder.parent / "elsewhere"
    elsewhere.mkdir()
    copy = Path(shutil.copy(copied(house), elsewhere))
    there.world.do(erasure.erase, bob)  # after the copy
    with house.app.app_context():
        assert job.copy_erasures(house.app, there.world.now) == 1
    assert house.run("backup", "make").exit_code == 0  # lays the newest list beside the copies
    shutil.copy(house.folder / "backups" / erasure_list.NAME, elsewhere)
    house.close()
    shutil.rmtree(house.folder)
    other = restored(houses, house, copy)
    after = drill.state_of(other)
    assert drill.same_rows(before, after, but=(*NEW, "follow", "notification", "membership", "mail")) == {}
    assert after.faults == []
    assert after.decisions == before.decisions == 1
    assert drill.digest_of_files(other) == files
    assert drill.erased(other) == {bob}
    assert drill.found(other, "alpin") == hits > 0
    pages = other.app.test_client()
    assert pages.get(f"/propositions/{there.need}").status_code == 200
    assert pages.get(f"/decisions/{there.decision}").status_code == 200
    sign_in(other.app, pages, "alice@example.org")
    assert pages.get("/mon-espace").status_code == 200
    assert other.run("journal", "verify").exit_code == 0


def test_the_journal_says_it_and_what_was_signed_before_holds(house: House, houses: list[House], tmp_path: Path):
    drill.filled(house)
    kept = tmp_path / "empreintes.jsonl"
    kept.write_text(house.app.test_client().get("/journal/empreintes.jsonl").text)
    other = restored(houses, house, copied(house), "--no-erasures")
    with other.app.app_context(), db.engine.connect() as connection:
        said = connection.execute(sa.select(Event.kind).order_by(Event.seq.desc()).limit(2)).scalars().all()
    assert said == ["journal.key_changed", "site.restored"]
    assert other.run("journal", "verify", "--against", kept).exit_code == 0


def test_with_its_key_carried_apart_the_site_signs_as_before(lone: House, houses: list[House]):
    drill.filled(lone)
    copy = copied(lone)
    other = lone.beside("second")
    houses.append(other)
    shutil.copytree(lone.folder / "keys", other.folder / "keys")
    assert other.run("restore", copy, "--no-erasures").exit_code == 0
    with other.app.app_context(), db.engine.connect() as connection:
        kinds = connection.execute(sa.select(Event.kind).order_by(Event.seq.desc()).limit(1)).scalars().all()
    assert kinds == ["site.restored"]


def test_another_sites_key_is_not_taken_for_its_own(house: House, houses: list[House]):
    drill.filled(house)
    copy = copied(house)
    other = house.beside("second")
    houses.append(other)
    signing.draw(other.folder)
    answer = other.run("restore", copy, "--no-erasures")
    assert answer.exit_code == 1
    assert "mettez-la de côté" in answer.output
    assert is_empty(other)


def test_nobody_is_signed_in_after_a_restore(lone: House, houses: list[House]):
    drill.filled(lone)
    sign_in(lone.app, lone.app.test_client(), "alice@example.org")
    other = restored(houses, lone, copied(lone), "--no-erasures")
    with other.app.app_context(), db.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(LoginSession)).scalar() == 0


def test_its_settings_come_with_it_and_its_secrets_do_not(lone: House, houses: list[House]):
    lone.given |= {"publisher": "L’association", "mail_url": "smtp://moi:motdepasse@exemple.org"}
    lone.world()
    other = restored(houses, lone, copied(lone), "--no-erasures")
    told = (other.folder / "settings.toml").read_text()
    assert 'publisher = "L’association"' in told
    assert "motdepasse" not in told
    assert re.search(r'secret_key = "[\w-]{60,}"', told)
    assert (other.folder / "settings.toml").stat().st_mode & 0o077 == 0


def test_an_operators_own_settings_win(lone: House, houses: list[House]):
    lone.given |= {"publisher": "L’association", "phone": "04 92 00 00 00"}
    lone.world()
    copy = copied(lone)
    other = lone.beside("second")
    houses.append(other)
    (other.folder / "settings.toml").write_text(f'secret_key = "{"s" * 40}"\npublisher = "Une autre"\n')
    answer = other.run("restore", copy, "--no-erasures")
    assert answer.exit_code == 0, answer.output
    assert "publisher" in answer.output
    told = (other.folder / "settings.toml").read_text()
    assert 'publisher = "Une autre"' in told
    assert 'phone = "04 92 00 00 00"' in told


def is_empty(house: House) -> bool:
    if house.kind == "sqlite":
        return not list(house.folder.glob("cordee.db*")) and not list(house.folder.glob(".opened*"))
    with house.app.app_context():
        return sa.inspect(db.engine).get_table_names() == [] and not (house.folder / settings_files.UNFINISHED).exists()


def test_a_site_is_never_overwritten(house: House):
    house.world()
    before = drill.state_of(house)
    answer = house.run("restore", copied(house), "--no-erasures")
    assert answer.exit_code == 1
    assert "recommencez" in answer.output
    assert drill.state_of(house) == before


def test_without_the_list_of_erasures_it_says_what_it_needs(lone: House, houses: list[House], tmp_path: Path):
    lone.world()
    copy = copied(lone)
    alone = shutil.copy(copy, tmp_path / copy.name)
    other = lone.beside("second")
    houses.append(other)
    answer = other.run("restore", alone)
    assert answer.exit_code == 1
    assert "--no-erasures" in answer.output
    assert is_empty(other)
    (other.folder / erasure_list.NAME).write_text("")
    assert other.run("restore", alone).exit_code == 0


@pytest.mark.parametrize("harm", ["cut", "bent"])
def test_a_harmed_copy_leaves_nothing_behind(house: House, houses: list[House], harm: str):
    house.world()
    copy = copied(house)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 0xFF
    copy.write_bytes(bytes(data[:-5_000] if harm == "cut" else data))
    other = house.beside("second")
    houses.append(other)
    answer = other.run("restore", copy, "--no-erasures")
    assert answer.exit_code == 1
    assert len(answer.output.strip().splitlines()) == 1
    assert is_empty(other)


def test_the_wrong_key_and_no_key_are_refused(lone: House, houses: list[House]):
    private, public = archive.pair()
    lone.given |= {"backup_recipient": public}
    lone.world()
    copy = copied(lone)
    other = lone.beside("second")
    houses.append(other)
    for more, says in ((("--key", archive.pair()[0]), "n’ouvre pas"), ((), "chiffrée"), (("--key", "rien"), "clé")):
        answer = other.run("restore", copy, "--no-erasures", *more)
        assert answer.exit_code == 1
        assert says in answer.output
        assert is_empty(other)
    assert other.run("restore", copy, "--no-erasures", "--key", private).exit_code == 0


def test_a_copy_of_the_other_database_is_refused(built, houses: list[House]):
    house = built("sqlite")
    house.world()
    copy = copied(house)
    other = house.beside("second", kind="postgresql")
    houses.append(other)
    answer = other.run("restore", copy, "--no-erasures")
    assert answer.exit_code == 1
    assert "flask move" in answer.output
    assert is_empty(other)


def test_a_copy_of_a_version_to_come_is_refused(lone: House, houses: list[House]):
    lone.world()
    with lone.app.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    copy = copied(lone)
    other = lone.beside("second")
    houses.append(other)
    answer = other.run("restore", copy, "--no-erasures")
    assert answer.exit_code == 1
    assert "version plus récente" in answer.output
    assert is_empty(other)


def test_a_running_site_is_not_touched(lone: House, houses: list[House]):
    lone.world()
    copy = copied(lone)
    other = lone.beside("second")
    houses.append(other)
    held = os.open(other.folder / settings_files.LOCK_NAME, os.O_CREAT | os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_SH)
    answer = other.run("restore", copy, "--no-erasures")
    os.close(held)
    assert answer.exit_code == 1
    assert "arrêtez-le" in answer.output


def test_a_bare_file_of_an_older_version_is_taken_too(built, houses: list[House], tmp_path: Path):
    """As `flask backup` made them: the database alone."""
    house = built("sqlite")
    house.world().need(house.world().person("Alice"))
    bare = tmp_path / "cordee-20260101T000000.db"
    raw = dbapi2.connect(str(house.folder / "cordee.db"))
    raw.execute("VACUUM INTO ?", (str(bare),))
    raw.close()
    other = restored(houses, house, bare, "--no-erasures")
    assert other.run("journal", "verify").exit_code == 0


def test_an_upgrade_is_taken_back(house: House):
    """The database as it was, in the place of what an upgrade left; the keys stay."""
    there = drill.filled(house)
    before = drill.state_of(house)
    with house.app.app_context():
        path = make_backup(Instance.of(house.app), datetime.now(UTC), "before-upgrade", encrypted=False)
    with house.app.app_context(), db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE of_the_new_version (id INTEGER)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    there.world.do(roles.choose_language, there.alice, "en")
    key = (house.folder / "keys" / signing.NAME).read_bytes()
    with house.app.app_context():
        put_back(path)
    house.close()
    assert drill.state_of(house) == before
    assert (house.folder / "keys" / signing.NAME).read_bytes() == key
    assert house.run("journal", "verify").exit_code == 0


def voted(house: House) -> tuple[World, int, int]:
    """A secret vote that is open, with one answer in it."""
    world = house.world()
    members = members_of(world)
    decision = open_question(world, ballots="secret")
    world.do(ballots.answer, members[0], decision, "for")
    return world, decision, members[1]


def state_of_vote(house: House, decision: int) -> DecisionState:
    with house.app.app_context(), db.engine.connect() as connection:
        return connection.execute(sa.select(Decision.state).where(Decision.id == decision)).scalar_one()


def test_an_open_vote_is_annulled_where_its_key_is_not_there(house: House, houses: list[House]):
    _world, decision, _other = voted(house)
    second = restored(houses, house, copied(house), "--no-erasures")
    assert state_of_vote(second, decision) is DecisionState.ANNULLED


@pytest.mark.parametrize(("cast_since", "state"), [(False, DecisionState.OPEN), (True, DecisionState.ANNULLED)])
def test_an_open_vote_goes_on_where_its_key_is_there_and_nobody_answered_since(
        built, houses: list[House], cast_since: bool, state: DecisionState):
    house = built("sqlite")
    world, decision, other = voted(house)
    copy = copied(house)
    if cast_since:
        world.do(ballots.answer, other, decision, "against")
    second = house.beside("second")
    houses.append(second)
    shutil.copytree(house.folder / "keys", second.folder / "keys")
    answer = second.run("restore", copy, "--no-erasures")
    assert answer.exit_code == 0, answer.output
    assert state_of_vote(second, decision) is state
