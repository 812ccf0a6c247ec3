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
from app.queries.delivery import due_mails
from app.settings import Settings

BATCH = 20
LOG = logging.getLogger("cordee.mail")


def step(app: Flask, now: datetime) -> int:
    """How many went out. Runs inside an application context."""
    with sessions()() as session:
        due = due_mails(session, now, BATCH)
    if not due:
        return 0
    told: Settings = app.config["CORDEE"]
    sender = mail.sender(told.mail_url, Path(app.instance_path) / "mail", told.mail_from, _host(told))
    try:
        return sum(_post(app, sender, now, mail_id, tries) for mail_id, tries in due)
    finally:
        sender.close()


def _host(told: Settings) -> str:
    return urlsplit(told.base_url).hostname or "localhost"


def _post(app: Flask, sender: mail.Sender, now: datetime, mail_id: int, tries: int) -> bool:
    leased = delivery_mail.lease(sessions(), now, None, mail_id, tries)
    if leased is None:
        return False
    try:
        sender.send(written(app, leased))
    except Exception as fault:  # whatever is wrong with one mail, the others go out; it is put off and counted
        given_up = delivery_mail.failed(sessions(), now, None, mail_id)
        LOG.warning("mail %s (%s) not sent: %s%s", mail_id, leased.kind, _word(fault), ", given up" if given_up else "")
        return False
    delivery_mail.sent(sessions(), now, None, mail_id)
    return True


def _word(fault: Exception) -> str:
    return str(fault) if isinstance(fault, mail.NotSent) else type(fault).__name__


def written(app: Flask, leased: delivery_mail.Leased) -> mail.Letter:
    """The templates are asked directly: pages' context (who is signed in) does not exist here."""
    told: Settings = app.config["CORDEE"]
    given: dict[str, Any] = {**leased.params, "base_url": told.base_url.rstrip("/"), "lang": leased.locale,
                             "site_name": app.config.get("SITE_NAME", "Cordée")}
    with force_locale(leased.locale):
        subject, body = (app.jinja_env.get_template(f"mail/{leased.kind}/{part}.txt").render(given)
                         for part in ("subject", "body"))
    return mail.Letter(leased.to_address, subject, body, leased.dedupe_key, leased.locale)
