"""Mails out: each is taken by one worker, written in its reader's language, and sent; then its content is emptied."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import force_locale

from app.extensions import sessions
from app.operations import delivery_mail
from app.outside import mail
from app.queries import site as read
from app.queries.delivery import due_mails
from app.settings import Settings, formats_of

BATCH = 20
NAME = "Cordée"
LOG = logging.getLogger("cordee.mail")


def step(app: Flask, now: datetime) -> int:
    """How many went out. Runs inside an application context."""
    with sessions()() as session:
        due = due_mails(session, now, BATCH)
        site = read.mail(session) if due else read.NO_MAIL
    told: Settings = app.config["CORDEE"]
    if not due or waits(told, site):
        return 0
    sender = sender_of(app, told, site)
    try:
        return sum(_post(app, sender, site.name or NAME, now, mail_id, tries) for mail_id, tries in due)
    finally:
        sender.close()


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


def _post(app: Flask, sender: mail.Sender, name: str, now: datetime, mail_id: int, tries: int) -> bool:
    leased = delivery_mail.lease(sessions(), now, None, mail_id, tries)
    if leased is None:
        return False
    try:
        sender.send(written(app, leased, name))
    except Exception as fault:  # whatever is wrong with one mail, the others go out; it is put off and counted
        given_up = delivery_mail.failed(sessions(), now, None, mail_id)
        LOG.warning("mail %s (%s) not sent: %s%s", mail_id, leased.kind, _word(fault), ", given up" if given_up else "")
        return False
    delivery_mail.sent(sessions(), now, None, mail_id)
    return True


def _word(fault: Exception) -> str:
    return str(fault) if isinstance(fault, mail.NotSent) else type(fault).__name__


def written(app: Flask, leased: delivery_mail.Leased, name: str = NAME) -> mail.Letter:
    """The templates are asked directly: pages' context (who is signed in) does not exist here."""
    told: Settings = app.config["CORDEE"]
    given: dict[str, Any] = {**leased.params, "base_url": told.base_url.rstrip("/"), "lang": leased.locale,
                             "site_name": name}
    with force_locale(formats_of(leased.locale)):
        subject, body = (app.jinja_env.get_template(f"mail/{leased.kind}/{part}.txt").render(given)
                         for part in ("subject", "body"))
    return mail.Letter(leased.to_address, subject, body, leased.dedupe_key, leased.locale)
