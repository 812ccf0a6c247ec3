"""Mails out: each is taken by one worker, written in its reader's language, and sent; then its content is emptied."""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import force_locale

from app.extensions import sessions
from app.jobs.faults import log_fault
from app.operations import delivery_mail
from app.outside import mail
from app.queries import site as read
from app.queries.delivery import due_mails
from app.settings import Settings, formats_of

BATCH = 20
ROUND = 60.0  # seconds of one turn, beside the mail that is on its way
SHORTEST, LONGEST = 5.0, 60.0  # seconds
GIVEN_UP = ", given up"
NAME = "Cordée"
LOG = logging.getLogger("cordee.mail")


def step(app: Flask, now: datetime) -> int:
    """How many went out. Runs inside an application context. Bounded in time, in a loop of its own: what is due never
    waits for a mail server; and a server that is away is asked again a little later each time."""
    pause: Pause = app.extensions.setdefault("mail_pause", Pause())
    stop: Event | None = app.extensions.get("jobs_stop")
    if pause.is_on():
        return 0
    with sessions()() as session:
        due = due_mails(session, now, BATCH)
        site = read.mail(session) if due else read.NO_MAIL
    told: Settings = app.config["CORDEE"]
    if not due or waits(told, site):
        return 0
    sender, ends, out = sender_of(app, told, site), time.monotonic() + ROUND, 0
    try:
        for mail_id, tries in due:
            if time.monotonic() >= ends or (stop is not None and stop.is_set()):
                break
            went = _post(app, sender, site.name or NAME, now, mail_id, tries)
            pause.noted(away=went is Went.NOBODY_THERE)
            if went is Went.NOBODY_THERE:
                break
            out += went is Went.OUT
    finally:
        sender.close()
    return out


class Went(Enum):
    """What became of one mail."""

    OUT = auto()
    NOT_THIS_TIME = auto()
    NOBODY_THERE = auto()


@dataclass
class Pause:
    """Between two tries of a server that is away: 5 seconds, 10, 20… a minute at most. Of this process alone."""

    seconds: float = 0.0
    ends: float = 0.0

    def is_on(self) -> bool:
        return time.monotonic() < self.ends

    def noted(self, *, away: bool) -> None:
        self.seconds = min(max(self.seconds * 2, SHORTEST), LONGEST) if away else 0.0
        self.ends = time.monotonic() + self.seconds


def waits(told: Settings, site: read.MailTold) -> bool:
    """A real site without a mail server: nothing is written where others could read it, and nothing is lost. A mail
    whose time passes meanwhile (a code) is given up when it is taken."""
    real = told.mode == "production" or (told.mode == "demo" and site.set_up)
    return real and not (told.mail_url or site.url)


def sender_of(app: Flask, told: Settings, site: read.MailTold) -> mail.Sender:
    """The settings file wins over what was told on a page: a secret may stay out of the database."""
    url, address = (told.mail_url, told.mail_from) if told.mail_url or not site.url else (site.url, site.sender)
    return mail.sender(url, Path(app.instance_path) / "mail", mail.signed(site.name, address), _host(told))


def _host(told: Settings) -> str:
    return urlsplit(told.base_url).hostname or "localhost"


def _post(app: Flask, sender: mail.Sender, name: str, now: datetime, mail_id: int, tries: int) -> Went:
    leased = delivery_mail.lease(sessions(), now, None, mail_id, tries)
    if leased is None:
        return Went.NOT_THIS_TIME
    try:
        sender.send(written(app, leased, name))
    except mail.NotSent as fault:
        return _not_sent(leased, fault)
    except Exception as fault:  # whatever is wrong with one mail, the others go out; it is put off and counted
        given_up = delivery_mail.failed(sessions(), datetime.now(UTC), None, mail_id, type(fault).__name__)
        log_fault(LOG, fault, "mail %s (%s) not written%s", mail_id, leased.kind, GIVEN_UP if given_up else "")
        return Went.NOT_THIS_TIME
    delivery_mail.sent(sessions(), datetime.now(UTC), None, mail_id)
    return Went.OUT


def _not_sent(leased: delivery_mail.Leased, fault: mail.NotSent) -> Went:
    """The moment is taken anew: a server may have been silent for half a minute."""
    now = datetime.now(UTC)
    if fault.failure is mail.Failure.SERVER:
        delivery_mail.put_back(sessions(), now, None, leased.id, str(fault))
        LOG.warning("mail %s (%s) waits: the mail server is away or refuses this site: %s", leased.id, leased.kind,
                    fault)
        return Went.NOBODY_THERE
    for_ever = fault.failure is mail.Failure.NEVER
    given_up = delivery_mail.failed(sessions(), now, None, leased.id, str(fault), for_ever=for_ever)
    LOG.warning("mail %s (%s) not sent: %s%s", leased.id, leased.kind, fault, GIVEN_UP if given_up else "")
    return Went.NOT_THIS_TIME


def written(app: Flask, leased: delivery_mail.Leased, name: str = NAME) -> mail.Letter:
    """The templates are asked directly: pages' context (who is signed in) does not exist here."""
    told: Settings = app.config["CORDEE"]
    given: dict[str, Any] = {**leased.params, "base_url": told.base_url.rstrip("/"), "lang": leased.locale,
                             "site_name": name}
    with force_locale(formats_of(leased.locale)):
        subject, body = (app.jinja_env.get_template(f"mail/{leased.kind}/{part}.txt").render(given)
                         for part in ("subject", "body"))
    return mail.Letter(leased.to_address, subject, body, leased.dedupe_key, leased.locale)
