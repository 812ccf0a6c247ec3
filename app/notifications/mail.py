"""Text mails, to a folder or by SMTP. The standard library only."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from threading import Timer
from typing import Protocol
from urllib.parse import unquote

from app.core.addresses import parted
from app.core.secrets import open_private, private_folder

SECONDS = 10.0  # for one step of the conversation
WHOLE = 30.0  # for one mail, with its connection: a server that answers a sign at a time is silent too
PARTING = 3.0  # to say goodbye
CLOSING = 421  # the server leaves the conversation, whatever it was about
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


class Failure(StrEnum):
    """RFC 5321, 4.2.1: what a refusal is about, and whether it may pass another time."""

    SERVER = "server"  # nobody answers, or refuses whoever writes: no mail would leave
    LATER = "later"  # 4yz: not this mail, not now
    NEVER = "never"  # 5yz: not this mail, and asking again is of no use


class NotSent(Exception):
    """Told in one word for the log: never an address, never the text. `code`: what the server answered, or 0."""

    def __init__(self, word: str, failure: Failure = Failure.NEVER, code: int = 0) -> None:
        super().__init__(f"{word} {code}" if code else word)
        self.word, self.failure, self.code = word, failure, code


ABOUT_A_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused,
                smtplib.SMTPNotSupportedError)


def _understood(fault: Exception) -> NotSent:
    """A fault in the middle of a mail. One that may be the mail's own (a filter that hangs up on it) is put off as
    this mail's: others go before it."""
    word, code = type(fault).__name__, getattr(fault, "smtp_code", 0)
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _words in fault.recipients.values()), default=0)
    elif isinstance(fault, smtplib.SMTPNotSupportedError):  # an address with accents, where the server knows none
        return NotSent(word, Failure.NEVER)
    if code == CLOSING or (isinstance(fault, smtplib.SMTPSenderRefused) and code >= 500):
        return NotSent(word, Failure.SERVER, code)  # it refuses us, whatever we write
    return NotSent(word, Failure.NEVER if code >= 500 else Failure.LATER, code)


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
    """One connection for as long as it works. TLS where the server offers it; a password is never sent without.
    `seconds`: for each step, and three times that for one mail."""

    def __init__(self, url: str, sender: str, host: str, seconds: float = SECONDS) -> None:
        self._url, self._sender, self._host, self._seconds = parted(url), sender, host, seconds
        self._open: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        made = message(letter, self._sender, self._host, datetime.now(UTC))
        with _no_longer(lambda: self._open, self._seconds * (WHOLE / SECONDS)):
            link = self._open or self._connected()
            try:
                link.send_message(made)
            except (smtplib.SMTPException, OSError) as fault:
                told = _understood(fault)
                if not isinstance(fault, ABOUT_A_MAIL) or told.code == CLOSING:
                    self._drop()
                raise told from fault

    def close(self) -> None:
        link = self._open
        if link is not None:
            with suppress(smtplib.SMTPException, OSError), _no_longer(lambda: link, PARTING):
                link.quit()
        self._drop()

    def _drop(self) -> None:
        """Without a word: who is silent is not waited for once more."""
        link, self._open = self._open, None
        if link is not None:
            link.close()

    def _connected(self) -> smtplib.SMTP:
        try:
            return self._connect()
        except (smtplib.SMTPException, OSError) as fault:
            self._drop()
            raise NotSent(type(fault).__name__, Failure.SERVER, getattr(fault, "smtp_code", 0)) from fault

    def _connect(self) -> smtplib.SMTP:
        url, host = self._url, self._url.hostname or "localhost"
        if url.scheme == "smtps":
            link: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=self._host, timeout=self._seconds,
                                                  context=ssl.create_default_context())
        else:
            link = smtplib.SMTP(local_hostname=self._host, timeout=self._seconds)
        self._open = link  # from here on it may be cut
        _greeted(link, host, url.port or (465 if url.scheme == "smtps" else 587))
        self._greet(link)
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


def _greeted(link: smtplib.SMTP, host: str, port: int) -> None:
    link._host = host  # type: ignore[attr-defined]  # which only the constructor keeps, for the name in the certificate
    code, words = link.connect(host, port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)


@contextmanager
def _no_longer(link: Callable[[], smtplib.SMTP | None], seconds: float) -> Iterator[None]:
    """Cut from the side when the time is over: a time-out of the socket begins again at each sign that comes."""

    def cut() -> None:
        held = link()
        if held is not None and held.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(held.sock, socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def sender(url: str, folder: Path, address: str, host: str, seconds: float = SECONDS) -> Sender:
    """By SMTP where the settings say so, else into the folder."""
    return Smtp(url, address, host, seconds) if url else Folder(folder, address, host)


def kept(folder: Path, most: int, read: Callable[[bytes], EmailMessage]) -> list[EmailMessage]:
    """The newest mails of a folder first."""
    files = sorted(folder.glob("*.eml"), reverse=True)[:most] if folder.is_dir() else []
    return [read(file.read_bytes()) for file in files]
