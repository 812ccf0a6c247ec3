"""kill -9 while a document is read: what starts again does not begin with it, and never a third time."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.attachments import queries as read, service as attachments
from app.attachments.models import Attachment
from tests.build import World
from tests.papers import odt, opened, read_by_job

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
KILLED = """
import os, signal, sys
from datetime import datetime
import sqlalchemy as sa
from pysqlite3 import dbapi2
from sqlalchemy.orm import sessionmaker
from app.attachments import jobs as reading
from app.attachments import sandbox
from app.core.database import prepare_sqlite

url = sys.argv[1]
sqlite = url.startswith("sqlite")
engine = sa.create_engine(url, **({"module": dbapi2} if sqlite else {}))
if sqlite:
    prepare_sqlite(engine)
sandbox.words = lambda data, ending: os.kill(os.getpid(), signal.SIGKILL)
reading.read(sessionmaker(engine), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
"""


def killed(world: World, number: int) -> None:
    url = world.engine.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(number), world.now.isoformat()],
                          cwd=ROOT, check=False,
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr


def waiting(world: World) -> list[int]:
    with world.make_session() as session:
        return read.unread(session, world.now, attachments.AGAIN)


def test_a_machine_that_stops_does_not_begin_again_with_the_same(world: World, session):
    alice = world.person("Alice")
    idea = world.idea(alice)
    bad, good = (world.do(attachments.attach, alice, idea, "Une pièce", "", opened(odt(words)))
                 for words in ("poison", "Un moulin à huile"))
    assert waiting(world) == [bad, good]
    killed(world, bad)
    assert waiting(world) == [good], "at once after the start"
    assert read_by_job(world, good)
    world.later(seconds=attachments.AGAIN.total_seconds())
    killed(world, bad)
    world.later(seconds=attachments.AGAIN.total_seconds())
    assert not read_by_job(world, bad)
    world.later(days=30)
    assert waiting(world) == []
    told = session.execute(sa.select(Attachment.read_at, Attachment.words).where(Attachment.id == bad)).one()
    assert (told.read_at is not None, told.words) == (True, "")
