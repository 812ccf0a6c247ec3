"""In demo and development mails are files: this page lists them. In production there is no such page."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from flask import abort, current_app, render_template

from app.outside.mail import kept
from app.rules.permissions import Action
from app.web.doors import guard
from app.web.pages.blueprint import blueprint
from app.web.reference import shows_mail

MOST = 40


@dataclass(frozen=True, slots=True)
class Shown:
    to: str
    subject: str
    at: datetime
    body: str
    language: str


def _read(content: bytes) -> EmailMessage:
    read = message_from_bytes(content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def _shown(mail: EmailMessage) -> Shown:
    return Shown(str(mail["To"]), str(mail["Subject"]), parsedate_to_datetime(str(mail["Date"])), mail.get_content(),
                 str(mail["Content-Language"] or "fr"))


@blueprint.get("/courriels-de-demonstration")
@guard(Action.MAIL_READ_DEMO)
def mails() -> str:
    if not shows_mail():
        abort(404)
    found = [_shown(mail) for mail in kept(Path(current_app.instance_path) / "mail", MOST, _read)]
    return render_template("pages/mails.html", mails=found)
