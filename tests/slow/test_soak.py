"""Two sites, one on each database, read and written for twenty minutes: nothing grows that should not, nothing breaks.

CORDEE_SOAK_MINUTES says how long; what is measured after the first quarter is compared with the end."""

import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from app.extensions import db
from tests.polls import open_question, people
from tests.slow.browsers import Browser, cookie_of
from tests.slow.crowd import Crowd, crowd
from tests.slow.lives import Site, lived
from tests.slow.promises import broken, place_of, told_once
from tests.slow.readers import Reader
from tests.slow.test_kills import said
from tests.slow.watching import Look, Watch
from tests.smtp import Box, smtp_server
from tests.web.town import Town

pytestmark = pytest.mark.slow
MINUTES = float(os.environ.get("CORDEE_SOAK_MINUTES", "20"))
PEOPLE, NEEDS, WRITERS, READERS = 120, 12, 2, 4
BETWEEN_ACTS, BETWEEN_PAGES = 1.0, 0.4  # seconds, of each
GROWTH = 1.10  # of the memory, from the second quarter to the last
LOG = 64_000_000  # bytes
BESIDE = 40  # open files more than at the start: connections, spools


@dataclass
class Soaked:
    kind: str
    site: Site
    town: Town
    crowd: Crowd
    readers: list[Reader]
    watch: Watch


def connections_of(url: str) -> Callable[[], int]:
    """Those that the server of PostgreSQL sees of this database, less the one that asks."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)

    def asked() -> int:
        with engine.connect() as connection:
            return int(connection.exec_driver_sql(
                "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = ''").scalar() or 0)

    return asked


def begun(kind: str, site: Site, town: Town, stop: Event) -> Soaked:
    people(town.world, PEOPLE)
    place = place_of(town.world, NEEDS, open_question(town.world, ballots="secret"))
    there = crowd(site, town, place, PEOPLE)
    there.pause = BETWEEN_ACTS
    visitor = Browser(site.port, "", stop)
    inside = [Browser(site.port, cookie_of(town, town.world.person(f"Ann{n}")), stop) for n in range(READERS - 1)]
    readers = [Reader(browser, n, BETWEEN_PAGES, stop) for n, browser in enumerate((visitor, *inside))]
    with town.app.app_context():
        db.session.remove()
        db.engine.dispose()
    site.begin_cold()
    site.wait_until_it_answers()
    watch = Watch(site.pid, site.folder, None if kind == "sqlite" else connections_of(site.url))
    return Soaked(kind, site, town, there, readers, watch)


def soaked(both: list[Soaked], stop: Event) -> None:
    threads = [Thread(target=reader.run) for one in both for reader in one.readers]
    with ExitStack() as stack:
        for one in both:
            stack.enter_context(one.crowd.at_work(WRITERS))
        for thread in threads:
            thread.start()
        watching = [one.watch.begin() for one in both]
        time.sleep(60 * MINUTES)
        stop.set()
    for one in both:
        one.watch.over.set()
    for thread in (*threads, *watching):
        thread.join()


def figures(one: Soaked) -> dict[str, object]:
    looks = one.watch.looks
    return {"minutes": MINUTES, "pages": sum(reader.read for reader in one.readers), "acts": one.crowd.acts,
            "statuses": dict(sum((Counter(reader.statuses) for reader in one.readers), Counter[int]())),
            "memory": f"{one.watch.mean_memory(0.25, 0.5) / 1000:.1f} then"
                      f" {one.watch.mean_memory(0.75, 1) / 1000:.1f} MB, {looks[0].memory / 1000:.1f} at first",
            **{name: f"{min(told)} to {max(told)}" for name in ("files", "threads", "connections")
               if (told := [getattr(look, name) for look in looks])},
            "write-ahead log at most": f"{max(look.log for look in looks) / 1e6:.1f} MB",
            "instance": f"{looks[0].folder / 1e6:.1f} then {looks[-1].folder / 1e6:.1f} MB"}


def grown(one: Soaked) -> list[str]:
    """What grew more than it should, of the second quarter and the last."""
    before, after = one.watch.between(0.25, 0.5), one.watch.between(0.75, 1)

    def most(looks: list[Look], name: str) -> int:
        return max(getattr(look, name) for look in looks)

    wrong = [name for name in ("threads", "connections") if most(after, name) > most(before, name) + 8]
    if one.watch.mean_memory(0.75, 1) > GROWTH * one.watch.mean_memory(0.25, 0.5):
        wrong.append("memory")
    if most(after, "files") > one.watch.looks[0].files + BESIDE:
        wrong.append("files")
    return wrong + (["write-ahead log"] if most(one.watch.looks, "log") > LOG else [])


def wrong(one: Soaked) -> list[str]:
    with one.town.app.app_context():
        found = broken(db.session(), one.crowd.told, one.crowd.place) + told_once(db.session())
        db.session.remove()
    answers = [*one.crowd.counted.broken, *(answer for reader in one.readers for answer in reader.broken)]
    return [*grown(one), *found, *one.crowd.faults, *said(one.site), *map(str, answers)]


def test_nothing_grows_and_nothing_breaks(tmp_path: Path, sqlite_template: Path, postgres: str,
                                          record_property: Callable[..., None]) -> None:
    stop, box = Event(), Box()
    with smtp_server(box) as mails, ExitStack() as stack:
        both = []
        for kind in ("sqlite", "postgresql"):
            (folder := tmp_path / kind).mkdir()
            site, town = stack.enter_context(lived(
                kind, folder, sqlite_template, postgres, CORDEE_MODE="production", CORDEE_MAIL_URL=mails,
                CORDEE_BASE_URL="http://cordee.example", CORDEE_BACKUP_FREE_PERCENT="0"))
            both.append(begun(kind, site, town, stop))
        soaked(both, stop)
        time.sleep(5)  # what was due is told
        for one in both:
            one.site.stop()
        found = {one.kind: wrong(one) for one in both}
        for one in both:
            record_property(one.kind, figures(one))
    record_property("mails", len(box.taken))
    assert found == {"sqlite": [], "postgresql": []}
