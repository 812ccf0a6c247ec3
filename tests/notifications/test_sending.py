"""Text mails: safe headers, one file each, and SMTP against a small server on the loopback."""

import socketserver
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from threading import Thread

import pytest

from app.core.addresses import parted
from app.notifications import mail
from app.notifications.mail import Failure, Letter, NotSent
from tests.smtp import Box, dripping_server, silent_server, smtp_server

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LETTER = Letter("alice@example.org", "Votre code", "Bonjour,\n\n    123456\n", "code-1", "fr")


def made(**given: str) -> bytes:
    from dataclasses import replace

    return mail.message(replace(LETTER, **given), "cordee@example.org", "cordee.example.org", NOW).as_bytes()


def read(content: bytes):
    return message_from_bytes(content, policy=policy.default)


@pytest.mark.parametrize("subject", ["Bonjour\r\nBcc: eve@example.org", "Bonjour\nBcc: eve@example.org",
                                     "Bonjour\x00\x0bBcc: eve@example.org", "Bonjour\u2028Bcc: eve@example.org"])
def test_a_subject_cannot_add_a_header(subject: str) -> None:
    """ASVS 1.3.11."""
    read_back = read(made(subject=subject))
    assert read_back["Bcc"] is None
    assert read_back["Subject"].startswith("Bonjour")


@pytest.mark.parametrize("to", ["alice@example.org\r\nBcc: eve@example.org", "alice@example.org, eve@example.org",
                                "Alice <alice@example.org>", "", "alice"])
def test_only_one_plain_address_is_written_to(to: str) -> None:
    with pytest.raises(NotSent):
        made(to=to)


def test_the_key_is_the_message_id() -> None:
    assert read(made(key="event-4-7"))["Message-ID"] == "<event-4-7@cordee.example.org>"


def test_accents_and_long_lines_come_through() -> None:
    body = "Forêt, œuf, 日本 " * 80
    read_back = read(made(subject="L’été à Gap", body=body))
    assert read_back["Subject"] == "L’été à Gap"
    assert read_back.get_content().strip() == body.strip()


def test_answering_machines_are_told_not_to_answer() -> None:
    assert read(made())["Auto-Submitted"] == "auto-generated"


def test_a_folder_keeps_the_newest_first(tmp_path: Path) -> None:
    sender = mail.sender("", tmp_path / "mail", "cordee@example.org", "example.org")
    for n in range(3):
        sender.send(Letter("alice@example.org", f"Numéro {n}", "…", f"../../k{n}"))
    assert [m["Subject"] for m in mail.kept(tmp_path / "mail", 2, read)] == ["Numéro 2", "Numéro 1"]
    assert {p.parent for p in tmp_path.rglob("*.eml")} == {tmp_path / "mail"}


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert mail.kept(tmp_path / "none", 5, read) == []


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    refuses = False
    offers_login = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[bytes] = []
        self.connections = 0
        self.said: list[str] = []


class Talk(socketserver.StreamRequestHandler):
    """As little of RFC 5321 as a client needs."""

    server: Server

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            self.server.said.append(word)
            if word == "DATA":
                self.data()
            elif word == "RCPT" and self.server.refuses:
                self.say("550 nobody")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 ok")
        return None

    def data(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.letters.append(b"".join(lines))
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def smtp(server: Server, who: str = "") -> mail.Sender:
    return mail.sender(f"smtp://{who}127.0.0.1:{server.server_address[1]}", Path(), "cordee@example.org", "example.org")


def test_one_connection_for_several_mails(server: Server) -> None:
    sender = smtp(server)
    sender.send(LETTER)
    sender.send(LETTER)
    sender.close()
    assert (len(server.letters), server.connections) == (2, 1)
    assert b"123456" in server.letters[0]


def test_a_refusal_is_said_without_the_address(server: Server) -> None:
    server.refuses = True
    with closing(smtp(server)) as sender, pytest.raises(NotSent) as fault:
        sender.send(LETTER)
    assert "alice" not in str(fault.value)


def test_a_password_is_never_sent_in_clear(server: Server) -> None:
    with pytest.raises(NotSent):
        smtp(server, "cordee:secret@").send(LETTER)
    assert "AUTH" not in server.said


def test_nobody_at_the_other_end(server: Server) -> None:
    sender = mail.sender("smtp://127.0.0.1:1", Path(), "cordee@example.org", "example.org")
    with pytest.raises(NotSent):
        sender.send(LETTER)


def talked(url: str, seconds: float = 5.0) -> mail.Sender:
    return mail.sender(url, Path(), "cordee@example.org", "example.org", seconds)


@pytest.mark.parametrize(("step", "answer", "failure"), [
    ("at_rcpt", "451 come back", Failure.LATER), ("at_rcpt", "450 busy", Failure.LATER),
    ("at_rcpt", "550 nobody", Failure.NEVER), ("at_rcpt", "553 not like this", Failure.NEVER),
    ("at_data", "452 full", Failure.LATER), ("at_data", "554 looks like spam", Failure.NEVER),
    ("at_mail", "451 come back", Failure.LATER), ("at_mail", "553 not you", Failure.SERVER),
    ("at_rcpt", "421 closing", Failure.SERVER)])
def test_a_refusal_says_what_it_is_about(step: str, answer: str, failure: Failure) -> None:
    with smtp_server(Box(**{step: answer})) as url, closing(talked(url)) as sender, pytest.raises(NotSent) as fault:
        sender.send(LETTER)
    assert (fault.value.failure, str(fault.value.code)) == (failure, answer[:3])


def test_a_refused_mail_does_not_end_the_conversation() -> None:
    box = Box(at_rcpt="550 nobody")
    with smtp_server(box) as url:
        sender = talked(url)
        with pytest.raises(NotSent):
            sender.send(LETTER)
        box.at_rcpt = ""
        sender.send(LETTER)
        sender.close()
    assert (box.calls, box.taken) == (1, ["alice@example.org"])


@pytest.mark.parametrize("server", [silent_server, dripping_server])
def test_who_says_nothing_is_not_waited_for(server: Callable[[], AbstractContextManager[str]]) -> None:
    """Neither a server without a word, nor one that says a sign at a time: the time-out of a socket begins again."""
    with server() as url, pytest.raises(NotSent) as fault:
        talked(url, 0.1).send(LETTER)
    assert fault.value.failure is Failure.SERVER


def test_a_conversation_that_was_cut_is_begun_anew() -> None:
    with silent_server() as silent:
        sender = talked(silent, 0.05)
        with pytest.raises(NotSent):
            sender.send(LETTER)
        box = Box()
        with smtp_server(box) as url:
            sender._url = parted(url)
            sender.send(LETTER)
            sender.close()
    assert box.taken == ["alice@example.org"]
