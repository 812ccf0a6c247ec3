"""Slow clients hold no thread and no place for long; what is badly sent never reaches the application."""

import io
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from app.site.serving.connection import network_of
from app.site.serving.server import CannotListen, listen
from app.site.serving.threads import KEPT, Stage
from tests.serving import CALM, HURRIED, MOST, Told, answer, get, heard, post, served

IN_CHUNKS = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
BIG = b"x" * 20_000_000  # more than the system keeps for a client that does not read


def code(said: bytes) -> int:
    return int(said.split(b" ", 2)[1]) if said else 0


def body(said: bytes) -> bytes:
    return said.partition(b"\r\n\r\n")[2]


def until(true: Callable[[], Any]) -> None:
    """What the server does by itself, within ten seconds."""
    last = time.monotonic() + 10
    while not true():
        assert time.monotonic() < last
        time.sleep(0.01)


def test_thirty_unfinished_bodies_leave_both_threads_free():
    with served(threads=2) as told:
        unfinished = [told.line(post(1_000, b"half")) for _ in range(30)]
        assert code(told.ask(get())) == 200
        assert len(told.seen) == 1, "none of the unfinished ones reached the application"
        for one in unfinished:
            one.close()


def test_a_body_that_does_not_come_is_given_up_with_a_word():
    with served(patience=HURRIED) as told:
        assert code(said := told.ask(post(1_000, b"half"))) == 408
        assert "Vérifiez votre connexion".encode() in said
        assert told.seen == []


def test_each_byte_that_comes_wins_some_time():
    """One deadline for all sizes would shut a country line out."""
    with served(patience=replace(CALM, body_rate=10)) as told, told.line(post(40)) as one:
        until(lambda: any(line.stage is Stage.BODY for line in told.bridge._open))
        line = next(iter(told.bridge._open))
        at_first = line.until
        one.sendall(b"x" * 20)
        until(lambda: line.until - at_first > 1.9)
        one.sendall(b"x" * 20)
        assert code(answer(one)) == 200


def test_a_head_that_does_not_come_is_given_up():
    with served(patience=HURRIED) as told:
        assert code(told.ask(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")) == 408


def test_who_says_nothing_is_left_without_a_word():
    with served(patience=HURRIED) as told:
        assert told.ask(b"") == b""


def test_an_idle_line_is_closed():
    with served(patience=HURRIED) as told:
        said = told.ask(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert said.count(b"200 OK") == 1


def test_two_requests_use_one_line():
    with served() as told, told.line() as one:
        for _ in range(2):
            one.sendall(post(4, b"word"))
            assert body(answer(one)) == b"word"


@pytest.mark.parametrize("kind", ["list", "pieces", "file"])
def test_who_does_not_read_is_cut_and_holds_no_thread(kind: str):
    def big(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        start("200 OK", [("Content-Length", str(len(BIG)))])
        if kind == "file":
            return environ["wsgi.file_wrapper"](io.BytesIO(BIG))
        return [BIG] if kind == "list" else iter([BIG[:5_000_000]] * 4)

    with served(big, replace(HURRIED, piece_seconds=1.0), threads=1) as told:
        lines = [told.line(get()) for _ in range(3)]
        until(lambda: len(told.seen) == 3)  # one thread served all three: nobody read anything yet
        until(lambda: not told.bridge._open)
        for one in lines:
            one.close()


def test_a_short_answer_nobody_takes_ends_with_the_line():
    """Many small ones on one line, none of them read."""
    def some(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [("Content-Length", "60000")])
        return [b"x" * 60_000]

    with served(some, replace(HURRIED, piece_seconds=1.0)) as told, told.line() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        until(lambda: _sends(one, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") or not told.bridge._open)
        until(lambda: not told.bridge._open)


def _sends(one: socket.socket, data: bytes) -> bool:
    """True once the other side has cut."""
    try:
        one.sendall(data)
    except OSError:
        return True
    return False


def test_a_body_in_chunks_arrives_whole():
    with served() as told:
        chunks = b"".join(b"3\r\nabc\r\n" for _ in range(10)) + b"0\r\n\r\n"
        with told.line(IN_CHUNKS + chunks) as one:
            assert body(answer(one)) == b"abc" * 10
        assert told.seen[0]["CONTENT_LENGTH"] == "30"
        assert "HTTP_TRANSFER_ENCODING" not in told.seen[0]


@pytest.mark.parametrize("sent", [post(MOST + 1, b"x" * (MOST + 1)), post(10**15, b"x"),
                                  IN_CHUNKS
                                  + b"2000\r\n%b\r\n" % (b"x" * 0x2000) * 8])
def test_what_is_too_heavy_goes_to_the_application_without_its_body(sent: bytes):
    """So that the refusal is a page of its own, in the language of who sent it."""
    def refuses(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("413 Too Large" if int(environ["CONTENT_LENGTH"]) > MOST else "200 OK", [])
        return [b"a page"]

    with served(refuses) as told, told.line(sent) as one:
        said = answer(one)
        assert code(said) == 413
        assert b"a page" in said


def test_a_refusal_is_read_although_the_body_still_comes():
    def refuses(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("413 Too Large", [])
        return [b"a page"]

    with served(refuses) as told, told.line(post(8_000_000)) as one:
        for _ in range(80):
            one.sendall(b"x" * 100_000)
        assert code(answer(one)) == 413
        one.sendall(get())
        assert code(heard(one)) == 413, "and the line is good for another request"


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one():
    with served() as told:
        for sent in (post(100, b"half"), IN_CHUNKS + b"4\r\nhalf\r\n"):
            with told.line(sent) as one:
                one.shutdown(socket.SHUT_WR)
                assert heard(one) == b""
        assert told.seen == []


@pytest.mark.parametrize("head", [
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nword",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\nword",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: four\r\n\r\nword",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nword",
    b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
    b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00"])
def test_what_two_servers_could_read_differently_is_refused(head: bytes):
    with served() as told:
        assert code(told.ask(head)) == 400
        assert told.seen == []


def test_a_head_has_an_end():
    with served() as told:
        assert code(told.ask(get("/", *(f"X-{n}: {'y' * 1_000}" for n in range(300)))[:-2])) == 431
        assert told.seen == []


def test_chunks_that_carry_nothing_are_cut():
    line = b"1;" + b"e" * 8_000 + b"\r\nx\r\n"
    with served(patience=replace(CALM, body_bytes=200_000)) as told, told.line(IN_CHUNKS) as one:
        until(lambda: _sends(one, line))
        assert told.seen == []


def test_when_all_places_are_taken_it_is_said():
    with served(patience=replace(CALM, connections=3)) as told:
        lines = [told.line(post(10)) for _ in range(3)]
        until(lambda: len(told.bridge._open) == 3)
        said = told.ask(get())
        assert code(said) == 503
        assert b"Retry-After".lower() in said.lower()
        for one in lines:
            one.close()
        until(lambda: not told.bridge._open)
        assert code(told.ask(get())) == 200


def test_an_idle_line_gives_its_place_up():
    with served(patience=replace(CALM, connections=2)) as told, told.line(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as idle:
        assert code(answer(idle)) == 200
        busy = told.line(post(10))
        until(lambda: len(told.bridge._open) == 2)
        assert code(told.ask(get())) == 200
        assert idle.recv(9) == b""
        busy.close()


def test_one_address_does_not_take_all_places():
    with served(patience=replace(CALM, share=2)) as told:
        lines = [told.line(post(10)) for _ in range(2)]
        until(lambda: len(told.bridge._open) == 2)
        assert code(told.ask(get())) == 503
        for one in lines:
            one.close()


@pytest.mark.parametrize(("one", "other", "same"), [
    ("192.0.2.1", "192.0.2.2", False), ("2001:db8::1", "2001:db8::ffff:1", True),
    ("2001:db8::1", "2001:db8:0:1::1", False), ("::ffff:192.0.2.1", "192.0.2.1", True), ("", "", True)])
def test_who_is_one_client(one: str, other: str, same: bool):
    assert (network_of(one) == network_of(other)) is same


def test_a_disk_that_is_full_of_bodies_says_so():
    with served(patience=replace(CALM, spool_bytes=5_000)) as told:
        assert code(told.ask(post(9_000, b"x" * 9_000))) == 503
        assert code(told.ask(post(4_000, b"x" * 4_000, "Connection: close"))) == 200
        assert told.bridge._spooled == 0


def test_the_environ_says_what_was_asked():
    with served() as told:
        told.ask(get("/a%C3%A9%2F?b=%20c", "Cookie: a=1", "Cookie: b=2", "X-Forwarded-For: 192.0.2.1",
                     "X_Forwarded_For: 1"))
        seen = told.seen[0]
        assert seen["PATH_INFO"].encode("latin-1").decode() == "/aé/"
        assert seen["QUERY_STRING"] == "b=%20c"
        assert seen["HTTP_COOKIE"] == "a=1; b=2"
        assert seen["HTTP_X_FORWARDED_FOR"] == "192.0.2.1", "a name with an underscore passes for the other one"
        assert seen["REMOTE_ADDR"] == "127.0.0.1"


def test_a_long_answer_in_pieces_has_its_length():
    def pieces(_environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        start("200 OK", [])(b"first")
        return (b"y" * 100_000 for _ in range(KEPT // 100_000 + 2))

    with served(pieces) as told:
        said = told.ask(get())
        assert body(said) == b"first" + b"y" * 100_000 * (KEPT // 100_000 + 2)
        assert b"content-length: %d" % len(body(said)) in said


def test_a_head_request_has_no_body():
    with served() as told:
        assert body(told.ask(get(method="HEAD"))) == b""


def test_a_fault_of_the_application_is_not_told():
    def fails(_environ: dict[str, Any], _start: Any) -> list[bytes]:
        raise ValueError("not for the world")

    with served(fails) as told:
        said = told.ask(get())
        assert code(said) == 500
        assert b"not for the world" not in said
        assert code(told.ask(get())) == 500, "and the thread lives on"


def test_who_left_before_a_thread_was_free_is_not_worked_for():
    free = Event()

    def waits(_environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        free.wait(10)
        start("200 OK", [])
        return [b""]

    with served(waits, threads=1) as told:
        first = told.line(get("/first"))
        until(lambda: len(told.seen) == 1)
        second = told.line(get("/second"))
        until(lambda: len(told.bridge._open) == 2)
        second.close()
        until(lambda: len([one for one in told.bridge._open if not one.gone]) == 1)
        third = told.line(get("/third"))
        until(lambda: [one.stage.value for one in told.bridge._open if not one.gone] == ["work", "work"])
        free.set()
        assert code(heard(third)) == 200
        assert [seen["PATH_INFO"] for seen in told.seen] == ["/first", "/third"]
        first.close()
        third.close()


def test_the_end_does_not_wait_for_the_slow():
    with served(patience=CALM) as told:
        lines = [told.line(post(10)), told.line(b"GET / HT")]
        until(lambda: len(told.bridge._open) == 2)
    assert isinstance(told, Told)  # `served` fails where the server did not end by itself
    for one in lines:
        one.close()


def test_a_port_that_is_taken_is_refused():
    with listen("127.0.0.1", 0) as first, pytest.raises(CannotListen):
        listen("127.0.0.1", first.getsockname()[1])


def test_a_host_that_does_not_exist_is_refused():
    with pytest.raises(CannotListen):
        listen("no.such.host.invalid", 8000)
