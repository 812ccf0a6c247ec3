"""Mails on their way, with real servers on the loopback: what is due never waits for them, and each goes out once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import sqlalchemy as sa
from flask import Flask

from app import jobs as runner
from app.accounts.service import signing_in
from app.core.kinds import MailState, Role, Stance
from app.discussion import service as discussion
from app.extensions import db
from app.journal.models import Outbox
from app.notifications import jobs as post
from app.notifications.models import Mail
from tests.build import World
from tests.smtp import Box, silent_server, smtp_server
from tests.web.signing import sign_in

KEY = "t" * 40


def by(app: Flask, url: str) -> None:
    app.config["CORDEE"] = replace(app.config["CORDEE"], mail_url=url)


def code_for(site: World, *names: str) -> None:
    for name in names:
        site.do(signing_in.ask_code, None, f"{name}@example.org", "fr", KEY, at=datetime.now(UTC))


def rows(app: Flask) -> list[tuple[MailState, int, str]]:
    with app.app_context():
        found = [(row.state, row.tries, row.fault) for row in db.session.query(Mail).order_by(Mail.id)]
        db.session.remove()
    return found


def turn(app: Flask) -> int:
    with app.app_context():
        out = post.send_mails(app, datetime.now(UTC))
        db.session.remove()
    return out


def wait_until(true: Callable[[], bool]) -> None:
    while not true():
        os.sched_yield()


def test_news_do_not_wait_for_a_silent_server(app: Flask, site: World) -> None:
    idea = site.idea(site.person("Alice"))
    site.do(discussion.post, site.person("Bob"), idea, Stance.FOR, "Bonjour", "fr")
    code_for(site, "zoe")

    def none_waits() -> bool:
        with app.app_context():
            left = db.session.scalar(sa.select(sa.func.count()).select_from(Outbox))
            db.session.remove()
        return left == 0

    with silent_server() as url:
        by(app, url)
        stop = Event()
        jobs = Thread(target=runner.run, args=(app, stop))
        jobs.start()
        wait_until(lambda: rows(app)[0][1] == 1)  # its mail is on the way, and will be for a while
        wait_until(none_waits)
        assert rows(app)[0][0] is MailState.PENDING
        stop.set()
    jobs.join()


def test_two_workers_send_each_mail_once(app: Flask, site: World) -> None:
    box = Box()
    names = [f"p{number}" for number in range(2 * post.MAILS_BATCH)]
    code_for(site, *names)
    with smtp_server(box) as url:
        by(app, url)
        with ThreadPoolExecutor(2) as pool:
            while sum(pool.map(turn, [app, app])):
                pass
    assert sorted(box.taken) == sorted(f"{name}@example.org" for name in names)
    assert {state for state, _tries, _fault in rows(app)} == {MailState.SENT}


def test_an_address_that_is_refused_for_ever_is_asked_once_and_told_to_the_operator(app: Flask, site: World) -> None:
    box = Box(at_rcpt="550 nobody")
    operator = app.test_client()
    site.person("Olga", Role.OPERATOR)
    code_for(site, "alice")
    with smtp_server(box) as url:
        by(app, url)
        turn(app)
        turn(app)
    assert box.asked == 1
    assert rows(app) == [(MailState.DEAD, 1, "SMTPRecipientsRefused 550")]
    sign_in(app, operator, "olga@example.org")
    assert "550" in app.test_cli_runner().invoke(args=["site", "check"]).output
    assert "Cette adresse n’existe pas" in operator.get("/et-maintenant/courriels").text


def test_a_code_that_is_refused_for_now_is_tried_again_in_seconds(app: Flask, site: World) -> None:
    box = Box(at_rcpt="451 come back")
    code_for(site, "alice")
    with smtp_server(box) as url:
        by(app, url)
        turn(app)
        box.at_rcpt = ""
        with app.app_context():
            assert post.send_mails(app, datetime.now(UTC) + timedelta(seconds=11)) == 1
            db.session.remove()
    assert box.taken == ["alice@example.org"]


def test_a_server_that_refuses_the_site_is_left_alone_for_a_moment(app: Flask, site: World) -> None:
    """One question for a whole queue, and none at the next turn; no mail loses a try by it."""
    box = Box(at_mail="553 not you")
    code_for(site, "alice", "bob")
    with smtp_server(box) as url:
        by(app, url)
        turn(app)
        turn(app)
    assert box.asked == 1
    assert [(state, tries) for state, tries, _fault in rows(app)] == [(MailState.PENDING, 0)] * 2


def test_the_pause_grows_and_ends_with_the_first_success() -> None:
    pause, told = post.Pause(), []
    for away in (True, True, True, True, True, True, False):
        pause.noted(away=away)
        told.append(pause.seconds)
    assert told == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0, 0.0]
