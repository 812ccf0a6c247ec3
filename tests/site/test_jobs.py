"""The site's own jobs make the copies at their hour, and say when there is none."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import jobs as runner
from app.core.kinds import Role
from app.journal.models import Event
from app.notifications.models import Mail
from app.site import jobs as job
from app.site.service import upkeep
from tests.build import World
from tests.site.conftest import House
from tests.web.signing import sign_in


@pytest.fixture
def real(built) -> Iterator[House]:
    """In production: the command that the jobs start reads the same settings file."""
    house = built("sqlite")
    told = f'secret_key = "{"t" * 40}"\nmode = "production"\ndatabase_url = "{house.url}"\n'
    (house.folder / "settings.toml").write_text(told)
    house.given |= {"mode": "production"}
    house.world()
    yield house
    process = house.app.extensions.get("backup")
    if process is not None:
        process.wait()


def turn(house: House, **later: float) -> int:
    with house.app.app_context():
        return job.make_backups(house.app, house.world().now + timedelta(**later))


def test_a_copy_is_made_by_a_process_of_its_own(real: House):
    assert turn(real) == 1
    assert turn(real) == 0  # it is at work
    assert real.app.extensions["backup"].wait() == 0
    assert len(real.copies()) == 1
    assert turn(real, minutes=30) == 0  # not due
    assert "backup" not in real.app.extensions


def test_none_is_made_elsewhere_than_in_production(built):
    house = built("sqlite")
    house.world()
    assert turn(house) == 0


def test_none_is_made_where_somebody_else_does(real: House):
    real.given |= {"backup_hours": 0}
    real.close()
    assert turn(real) == 0
    assert real.run("site", "check").output.count("good copy") == 0


def test_one_that_failed_is_tried_again_later(real: House):
    folder = real.folder / "backups"
    folder.mkdir()
    tried = {"at": real.world().now.isoformat(), "fault": "room"}
    (folder / "last-try.json").write_text(json.dumps(tried))
    assert turn(real, minutes=5) == 0
    assert turn(real, minutes=16) == 1
    real.app.extensions["backup"].kill()  # begun is enough here


def test_after_two_days_without_one_the_technical_team_is_told(real: House):
    """On the page, in the news, by mail, by the command and by the address of whoever watches."""
    (real.folder / "backups").mkdir()
    (real.folder / "backups" / "last-try.json").write_text(json.dumps(
        {"at": real.world().now.isoformat(), "fault": "room"}))
    world = real.world()
    world.person("Olga", Role.OPERATOR)
    old = world.now - timedelta(days=3)
    (real.folder / "backups" / f"cordee-{old:%Y%m%dT%H%M%S}Z.tar.gz").write_text("x")
    assert turn(real) == 0
    runner.once(real.app, ("deliver",))
    with world.make_session() as session:
        assert session.scalars(sa.select(Mail.kind)).all() == ["backup_late"]
    assert json.loads(real.app.test_client().get("/healthz").text)["backup"] == "late"
    assert "WRONG a good copy is not two days old" in real.run("site", "check").output
    olga = real.app.test_client()
    sign_in(real.app, olga, "olga@example.org")
    page = olga.get("/et-maintenant").text
    assert "pas assez de place libre" in page
    assert "flask backup make" in page


def warned(world: World) -> int:
    with world.make_session() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Event).where(Event.kind == "backup.late"))


def test_lateness_is_said_once_a_week_until_a_copy_is_made(world: World):
    last = world.now - timedelta(days=2)
    assert [world.do(upkeep.warn, None, last), world.do(upkeep.warn, None, last)] == [True, False]
    world.later(days=6)
    assert not world.do(upkeep.warn, None, last)
    world.later(days=1, hours=1)
    assert world.do(upkeep.warn, None, last)
    newer = world.now + timedelta(hours=1)
    world.later(days=3)
    assert world.do(upkeep.warn, None, newer)
    assert warned(world) == 3
