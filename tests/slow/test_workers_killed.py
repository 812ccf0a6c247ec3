"""Two job workers killed between any two steps: each job is done once in the end, as where nobody was killed."""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from app import jobs as runner
from app.extensions import db
from tests.slow.all_due import became, settled
from tests.slow.lives import Site, lived
from tests.slow.promises import told_once
from tests.smtp import Box, smtp_server
from tests.started import ROOT
from tests.web.town import Town

pytestmark = pytest.mark.slow
LATER = timedelta(hours=30)  # after the last life: what a killed one had begun is begun again


@dataclass
class Named(Box):
    """Knows its mails by their number."""

    names: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.names[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return await super().handle_DATA(server, session, envelope)


def turns(town: Town, site: Site, mails: str) -> None:
    """In this process, until nothing is left to do."""
    town.app.config["CORDEE"] = replace(town.app.config["CORDEE"], mail_url=mails)
    for number in range(40):
        now, done = datetime.now(UTC) + LATER + number * timedelta(minutes=5), 0
        for name, step in runner.steps().items():
            if name == "backups":
                continue
            with town.app.app_context():
                done += step(town.app, now)
                db.session.remove()
        if not done:
            return
    raise AssertionError("there is no end to what is due")


def killed(site: Site, mails: str) -> tuple[int, int]:
    done = subprocess.run([sys.executable, "-m", "tests.slow.workers"], cwd=ROOT, check=False, capture_output=True,
                          text=True, timeout=900, env=site.environment | {"CORDEE_MAIL_URL": mails})
    assert done.returncode == 0, done.stderr
    told = re.search(r"^pairs (\d+) kills (\d+)$", done.stdout, re.M)
    assert told is not None, done.stdout
    return int(told[1]), int(told[2])


def differences(name: str, calm: Any, other: Any) -> list[str]:
    if isinstance(calm, dict):
        return [f"{name} {key}: {calm.get(key)}, and {other.get(key)}" for key in {*calm, *other}
                if calm.get(key) != other.get(key)]
    if isinstance(calm, list):
        lost, more = Counter(map(str, calm)), Counter(map(str, other))
        return [f"{name} lost: {one}" for one in lost - more] + [f"{name} more: {one}" for one in more - lost]
    return [f"{name}: {calm}, and {other}"] if calm != other else []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_job_is_done_once(kind: str, tmp_path: Path, sqlite_template: Path, postgres: str,
                               record_property: Callable[..., None]) -> None:
    begun, found, boxes, deaths = time.monotonic(), [], (Named(), Named()), (0, 0)
    for box, dies in zip(boxes, (False, True), strict=True):
        (folder := tmp_path / str(dies)).mkdir()
        with smtp_server(box) as mails, lived(kind, folder, sqlite_template, postgres, CORDEE_MODE="production",
                                              CORDEE_BASE_URL="http://cordee.example",
                                              CORDEE_BACKUP_FREE_PERCENT="0") as (site, town):
            settled(town.world)
            if dies:
                deaths = killed(site, mails)
            turns(town, site, mails)
            assert site.run("backup", "make").returncode == 0
            found.append(asdict(became(town)))
            with town.app.app_context():
                assert told_once(db.session()) == []
                db.session.remove()
    calm, killed_often = found
    assert [line for name in calm for line in differences(name, calm[name], killed_often[name])] == []
    assert calm["faults"] == []
    assert len(boxes[1].names) == len(boxes[0].names)
    doubled = sum(n - 1 for n in boxes[1].names.values())
    for name, value in (("lives", 2 * deaths[0]), ("kills", deaths[1]), ("mails", len(boxes[1].names)),
                        ("mails doubled", doubled), ("jobs lost", 0), ("jobs doubled", 0),
                        ("seconds", round(time.monotonic() - begun))):
        record_property(name, value)
    assert doubled <= deaths[1]
