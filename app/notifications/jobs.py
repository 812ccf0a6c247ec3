"""How a fault of a job is logged: a line where the database cannot answer now, a traceback where it is a fault of ours.

A job that fails is tried again at its next turn, every second for some: a database that is away for an hour must not
fill the log with thousands of tracebacks, nor hide among them the one that matters.
"""

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

from app.config import Settings, formats_of
from app.core.database import is_full, is_transient
from app.extensions import sessions
from app.notifications import mail, service as delivery
from app.notifications.queries import due_events, due_mails
from app.site import queries as read


def log_fault(log: logging.Logger, fault: Exception, words: str, *given: object) -> None:
    if is_full(fault):
        log.error(f"{words}: the disk of the database is full", *given)
    elif is_transient(fault):
        log.warning(f"{words}: the database is locked, busy or away", *given)
    else:
        log.error(words, *given, exc_info=fault)


# From the outbox to notifications and mails: each event in its own transaction, so that one cannot stop the others.

EVENTS_BATCH = 200
LOG = logging.getLogger("cordee.deliver")


def deliver_events(app: Flask, now: datetime) -> int:
    """How many events were told. Runs inside an application context."""
    with sessions()() as session:
        due = due_events(session, now, EVENTS_BATCH)
    told: Settings = app.config["CORDEE"]
    return sum(_deliver(event_id, now, told.locales[0]) for event_id in due)


def _deliver(event_id: int, now: datetime, locale: str) -> bool:
    try:
        return delivery.deliver(sessions(), now, None, event_id, locale) is not None
    except Exception as fault:  # whatever is wrong with one event, the others are told; it is put off and counted
        log_fault(LOG, fault, "event %s not delivered", event_id)
        delivery.put_off(sessions(), now, None, event_id)
        return False


# Mails out: each is taken by one worker, written in its reader's language, and sent; then its content is emptied.

MAILS_BATCH = 20
ROUND = 60.0  # seconds of one turn, beside the mail that is on its way
SHORTEST, LONGEST = 5.0, 60.0  # seconds
GIVEN_UP = ", given up"
NAME = "Cordée"
MAIL_LOG = logging.getLogger("cordee.mail")


def send_mails(app: Flask, now: datetime) -> int:
    """How many went out. Runs inside an application context. Bounded in time, in a loop of its own: what is due never
    waits for a mail server; and a server that is away is asked again a little later each time."""
    pause: Pause = app.extensions.setdefault("mail_pause", Pause())
    stop: Event | None = app.extensions.get("jobs_stop")
    if pause.is_on():
        return 0
    with sessions()() as session:
        due = due_mails(session, now, MAILS_BATCH)
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
    leased = delivery.lease(sessions(), now, None, mail_id, tries)
    if leased is None:
        return Went.NOT_THIS_TIME
    try:
        sender.send(written(app, leased, name))
    except mail.NotSent as fault:
        return _not_sent(leased, fault)
    except Exception as fault:  # whatever is wrong with one mail, the others go out; it is put off and counted
        given_up = delivery.failed(sessions(), datetime.now(UTC), None, mail_id, type(fault).__name__)
        log_fault(MAIL_LOG, fault, "mail %s (%s) not written%s", mail_id, leased.kind, GIVEN_UP if given_up else "")
        return Went.NOT_THIS_TIME
    delivery.sent(sessions(), datetime.now(UTC), None, mail_id)
    return Went.OUT


def _not_sent(leased: delivery.Leased, fault: mail.NotSent) -> Went:
    """The moment is taken anew: a server may have been silent for half a minute."""
    now = datetime.now(UTC)
    if fault.failure is mail.Failure.SERVER:
        delivery.put_back(sessions(), now, None, leased.id, str(fault))
        MAIL_LOG.warning("mail %s (%s) waits: the mail server is away or refuses this site: %s", leased.id, leased.kind,
                    fault)
        return Went.NOBODY_THERE
    for_ever = fault.failure is mail.Failure.NEVER
    given_up = delivery.failed(sessions(), now, None, leased.id, str(fault), for_ever=for_ever)
    MAIL_LOG.warning("mail %s (%s) not sent: %s%s", leased.id, leased.kind, fault, GIVEN_UP if given_up else "")
    return Went.NOT_THIS_TIME


def written(app: Flask, leased: delivery.Leased, name: str = NAME) -> mail.Letter:
    """The templates are asked directly: pages' context (who is signed in) does not exist here."""
    told: Settings = app.config["CORDEE"]
    given: dict[str, Any] = {**leased.params, "base_url": told.base_url.rstrip("/"), "lang": leased.locale,
                             "site_name": name}
    with force_locale(formats_of(leased.locale)):
        subject, body = (app.jinja_env.get_template(f"mail/{leased.kind}/{part}.txt").render(given)
                         for part in ("subject", "body"))
    return mail.Letter(leased.to_address, subject, body, leased.dedupe_key, leased.locale)
