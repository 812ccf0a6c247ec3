"""Text mails, to a folder or by SMTP. The standard library only."""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app.outside.private import open_private, private_folder

SECONDS = 20
NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` becomes the Message-ID: a mail sent twice by accident is the same mail for who receives it."""

    to: str
    subject: str
    body: str
    key: str
    language: str = "fr"


class Sender(Protocol):
    def send(self, letter: Letter) -> None: ...

    def close(self) -> None: ...


class NotSent(Exception):
    """Told in one word for the log: never an address, never the text."""


def one_line(text: str) -> str:
    """A header is one line: an end of line in a subject could add headers of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def signed(name: str, address: str) -> str:
    """`"Besoins du Buëch" <participer@…>`: who writes, before the mail is opened."""
    try:
        return str(Address(display_name=one_line(name), addr_spec=address)) if name else address
    except (ValueError, IndexError):
        return address


def message(letter: Letter, sender: str, host: str, now: datetime) -> EmailMessage:
    made = EmailMessage()
    made["From"] = one_line(sender)
    made["To"] = _address(letter.to)
    made["Subject"] = one_line(letter.subject)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{NOT_PLAIN.sub('-', letter.key)}@{NOT_PLAIN.sub('-', host)}>"
    made["Content-Language"] = one_line(letter.language)
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.body)
    return made


def _address(text: str) -> Address:
    """One address and nothing else: no list, no name, no end of line."""
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError) as fault:  # the parser of the library trips over an empty one
        raise NotSent("bad address") from fault


class Folder:
    """One file for each mail: where a person, or a page of the demonstration, reads it."""

    def __init__(self, folder: Path, sender: str, host: str) -> None:
        self._folder, self._sender, self._host = folder, sender, host

    def send(self, letter: Letter) -> None:
        now = datetime.now(UTC)
        private_folder(self._folder)
        file = self._folder / f"{now:%Y%m%dT%H%M%S%f}-{NOT_PLAIN.sub('-', letter.key)}.eml"
        half = file.with_suffix(".part")
        with open_private(half) as out:
            out.write(message(letter, self._sender, self._host, now).as_bytes())
        half.rename(file)  # whoever lists the folder never sees half a mail

    def close(self) -> None:
        pass


class Smtp:
    """One connection for as long as it works. TLS where the server offers it; a password is never sent without."""

    def __init__(self, url: str, sender: str, host: str) -> None:
        self._url, self._sender, self._host = urlsplit(url), sender, host
        self._open: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        made = message(letter, self._sender, self._host, datetime.now(UTC))
        try:
            self._open = self._open or self._connect()
            self._open.send_message(made)
        except (smtplib.SMTPException, OSError) as fault:
            self.close()
            raise NotSent(type(fault).__name__) from fault

    def close(self) -> None:
        link, self._open = self._open, None
        if link is not None:
            with suppress(smtplib.SMTPException, OSError):
                link.quit()

    def _connect(self) -> smtplib.SMTP:
        url, host = self._url, self._url.hostname or "localhost"
        if url.scheme == "smtps":
            link: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS,
                                                  context=ssl.create_default_context())
        else:
            link = smtplib.SMTP(host, url.port or 587, timeout=SECONDS)
        try:
            self._greet(link)
        except BaseException:
            link.close()
            raise
        return link

    def _greet(self, link: smtplib.SMTP) -> None:
        link.ehlo()
        safe = self._url.scheme == "smtps"
        if not safe and link.has_extn("starttls"):
            link.starttls(context=ssl.create_default_context())
            link.ehlo()
            safe = True
        if self._url.username:
            if not safe:
                raise smtplib.SMTPException("no password without TLS")
            link.login(unquote(self._url.username), unquote(self._url.password or ""))


def sender(url: str, folder: Path, address: str, host: str) -> Sender:
    """By SMTP where the settings say so, else into the folder."""
    return Smtp(url, address, host) if url else Folder(folder, address, host)


def kept(folder: Path, most: int, read: Callable[[bytes], EmailMessage]) -> list[EmailMessage]:
    """The newest mails of a folder first."""
    files = sorted(folder.glob("*.eml"), reverse=True)[:most] if folder.is_dir() else []
    return [read(file.read_bytes()) for file in files]
