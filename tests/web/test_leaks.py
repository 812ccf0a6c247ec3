"""While results are hidden, nothing that others can read depends on a ballot: no page, feed, file, mail or header.

Three worlds that differ by one ballot only: Bob said yes, Bob said no, Bob said nothing."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker

from app import create_app, jobs as runner
from app.core.kinds import Role
from app.decisions.service import ballots, rounds
from app.extensions import db
from app.notifications.models import Mail, Notification
from tests.build import World
from tests.polls import PLACES, open_question, people
from tests.soundness import unsound
from tests.web.signing import sign_in
from tests.web.test_matrix import routes
from tests.web.town import town

READERS = ("visitor", "Ann0", "Mona", "Ines", "Olga")
TOKEN = re.compile(rb'(name="(?:csrf_token|act_key|key)"[^>]*value=")[^"]+')  # drawn anew for each form
INSTANT = re.compile(rb'"20\d\d-\d\d-\d\dT[^"]+"')  # when each copy was told its news
LINK = re.compile(r'(?:href|src)="(/[^"#]*)"')
MOST = 115
SKIPPED = ("/deconnexion", "/langue", "/code-source", "/verify.py", "/static")


@dataclass
class World3:
    """The three copies, with the same people signed in."""

    apps: dict[str, Flask]
    cookies: dict[str, str]
    decisions: list[int]
    pages: dict[str, str] = field(default_factory=dict)  # one of each kind, met on the way


def _three(base: Path, file: Path, jar: dict[str, str], bob: int, asked: dict[str, int]) -> World3:
    says = {"yes": {"majority": "for", "majority_judgment": {f"o{n}": 0 for n in (1, 2, 3)}, "consent": "consent"},
            "no": {"majority": "against", "majority_judgment": {f"o{n}": 6 for n in (1, 2, 3)}, "consent": "concern"},
            "nothing": {}}
    apps = {}
    for name, given in says.items():
        folder = base / name
        folder.mkdir()
        shutil.copy(file, folder / "cordee.db")
        shutil.copytree(file.parent / "keys", folder / "keys")
        app = create_app(folder, secret_key="t" * 40, mode="test", database_url=f"sqlite:///{folder / 'cordee.db'}",
                         jobs=False, rate_limits=False)
        with app.app_context():
            make = sessionmaker(db.engine, expire_on_commit=False)
        for method, choice in given.items():
            ballots.answer(make, datetime.now(UTC), bob, asked[method], choice, None, "Parce que c’est mon avis.")
        runner.once(app)
        apps[name] = app
    return World3(apps, jar, list(asked.values()))


@pytest.fixture(scope="module")
def three(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World3]:
    base = tmp_path_factory.mktemp("leaks")
    (base / "first").mkdir()
    for place in town(sqlite_template, base / "first", days_ago=40):
        world = place.world
        asked = _asked(world)
        world.now = datetime.now(UTC)
        runner.once(place.app, ("anchors",))  # one key, one signed head: a ballot signs nothing more
        jar = {}
        for name in READERS[1:]:
            client = place.app.test_client()
            sign_in(place.app, client, f"{name.lower()}@example.org")
            jar[name] = client.get_cookie("cordee").value
        with place.app.app_context():
            db.session.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
            db.session.remove()
            db.engine.dispose()
        found = _three(base, base / "first" / "cordee.db", jar, world.person("Bob"), asked)
    yield found
    for app in found.apps.values():
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def _asked(world: World) -> dict[str, int]:
    """A consent that is at its call for objections; a secret vote; a public one. Ann0 answers the same in all."""
    first, *_others = people(world)
    for name, role in (("Mona", Role.MODERATOR), ("Olga", Role.OPERATOR)):
        world.person(name, role)
    world.person("Bob")
    idea = world.idea(world.person("Alice"))
    asked = {"consent": open_question(world, "consent", open_days=60)}
    for _ in range(4):
        world.later(days=9)  # a step of seven days ends with a civil day, and one may be of 25 hours
        world.do(rounds.step_if_due, None, asked["consent"])
    asked |= {"majority": open_question(world, ballots="secret", open_days=60, proposal_id=idea),
              "majority_judgment": open_question(world, "majority_judgment", open_days=60)}
    world.later(hours=1)
    world.do(ballots.answer, first, asked["majority"], "for")
    world.do(ballots.answer, first, asked["consent"], "consent")
    world.do(ballots.answer, first, asked["majority_judgment"], {f"o{n}": n for n in range(1, len(PLACES) + 1)})
    return asked


def _client(app: Flask, cookie: str | None) -> FlaskClient:
    client = app.test_client()
    if cookie:
        client.set_cookie("cordee", cookie)
    return client


def _start(app: Flask, decisions: list[int]) -> list[str]:
    found = routes(app, "GET")
    return found + [f"/decisions/{n}{end}" for n in decisions for end in (
        "", "/repondre", "/recu", "/liste", "/recus", f"/decision-{n}.json", "/conclusion")]


def _seen(three: World3, name: str, path: str, cookie: str | None) -> tuple[int, bytes, str]:
    app = three.apps[name]
    answer = _client(app, cookie).get(path)
    if answer.mimetype == "text/html" and answer.status_code == 200:
        three.pages.setdefault(_kind(app, answer.request.path), answer.text)
    body = INSTANT.sub(b"", TOKEN.sub(rb"\1", answer.data))
    told = (answer.status_code, body, f"{answer.headers.get('ETag')} {answer.headers.get('Location')}")
    answer.close()
    return told


def _kind(app: Flask, path: str) -> str:
    return str(app.url_map.bind("localhost").match(path)[0])


@pytest.mark.parametrize("reader", READERS)
def test_r07_nothing_depends_on_somebody_elses_ballot(three: World3, reader: str):
    cookie, first = three.cookies.get(reader), three.apps["nothing"]
    waiting, asked = _start(first, three.decisions), set[str]()
    leaks = []
    while waiting and len(asked) < MOST:
        path = waiting.pop(0)
        if path in asked or path.startswith(SKIPPED):
            continue
        asked.add(path)
        seen = {name: _seen(three, name, path, cookie) for name in three.apps}
        if len(set(seen.values())) > 1:  # a page may say what time it is: asked again if the minute turned between
            seen = {name: _seen(three, name, path, cookie) for name in three.apps}
        if len(set(seen.values())) > 1:
            leaks.append(path)
        if b"<html" in seen["nothing"][1]:
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(seen["nothing"][1].decode())]
    assert leaks == []
    assert {"/journal.atom", "/journal/empreintes"} <= asked
    assert len(asked) > 100


def test_r07_no_mail_and_no_news_depend_on_it_either(three: World3):
    told = {}
    for name, app in three.apps.items():
        with app.app_context():
            mails = db.session.execute(sa.select(Mail.kind, Mail.person_id, Mail.to_address).order_by(Mail.id)).all()
            news = db.session.execute(sa.select(Notification.person_id, Notification.event_id)
                                      .order_by(Notification.id)).all()
            db.session.remove()
        written = sorted(path.stat().st_size for path in Path(app.instance_path).glob("mail/*"))
        told[name] = (tuple(mails), tuple(news), tuple(written))
    assert len(set(told.values())) == 1


def test_bob_reads_his_own(three: World3):
    """Otherwise the worlds would not differ, and nothing above would have been tested."""
    counts = {}
    for name, app in three.apps.items():
        with app.app_context():
            counts[name] = db.session.execute(sa.text("SELECT count(*) FROM sealed_ballot")).scalar()
            db.session.remove()
    assert counts == {"yes": 6, "no": 6, "nothing": 3}


def test_every_kind_of_page_met_on_the_way_is_sound(three: World3):
    """Last of this file, after the readers' walks: what was read is there already."""
    if not three.pages:
        test_r07_nothing_depends_on_somebody_elses_ballot(three, "visitor")
    assert {kind: found for kind, page in three.pages.items() if (found := unsound(page))} == {}
    assert len(three.pages) > 15
