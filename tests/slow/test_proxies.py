"""The proxies of docs/deploy in front of a real service, on loopback: only ports and the certificate are others."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.serving import get, heard, post
from tests.started import SECONDS, Started, free_port, until_it_listens

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).parents[2] / "docs" / "deploy"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
NAME = "participer.exemple.org"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    started = Started(tmp_path_factory.mktemp("service"), CORDEE_MODE="production", CORDEE_PROXIES="1",
                      CORDEE_RATE_LIMITS="0")
    until_it_listens(started)
    yield started
    started.kill()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout",
                    folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
    return folder


def nginx(server: Started, certificate: Path, folder: Path, port: int) -> list[str]:
    text = (FOLDER / "nginx.conf").read_text()
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    text = re.sub(r"/etc/letsencrypt/live/[^/]+/fullchain.pem", str(certificate / "cert.pem"), text)
    text = re.sub(r"/etc/letsencrypt/live/[^/]+/privkey.pem", str(certificate / "key.pem"), text)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    text = re.sub(r"listen \[::\].*", "", text)
    (folder / "cordee.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log {folder}/errors.log;\n"
        "events {}\nhttp { access_log off;\n"
        + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in TEMPORARY)
        + f"include {folder}/cordee.conf; }}\n")
    words = [shutil.which("nginx") or "nginx", "-p", str(folder), "-e", f"{folder}/errors.log", "-c",
             str(folder / "nginx.conf")]
    subprocess.run([*words, "-t"], check=True, capture_output=True)
    return words


def caddy(server: Started, certificate: Path, folder: Path, port: int) -> list[str]:
    text = (FOLDER / "Caddyfile").read_text().replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    text = text.replace(f"{NAME} {{", f"https://{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate / 'cert.pem'} "
                        f"{certificate / 'key.pem'}")
    text = text.replace("{\n\tservers {", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers {", 1)
    (folder / "Caddyfile").write_text(text)
    words = [shutil.which("caddy") or "caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    subprocess.run([words[0], "validate", *words[2:]], check=True, capture_output=True)
    return words


class Front:
    def __init__(self, port: int) -> None:
        self.port = port
        self.trust = ssl.create_default_context()
        self.trust.check_hostname, self.trust.verify_mode = False, ssl.CERT_NONE

    def line(self, data: bytes = b"") -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), SECONDS)
        one = self.trust.wrap_socket(plain, server_hostname=NAME)
        one.sendall(data.replace(b"Host: x\r\n", f"Host: {NAME}\r\n".encode()))
        return one

    def ask(self, data: bytes) -> bytes:
        with self.line(data) as one:
            return heard(one)


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, server: Started, certificate: Path,
          tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder, port = tmp_path_factory.mktemp("front"), free_port()
    words = request.param(server, certificate, folder, port)
    with (folder / "said.log").open("w") as said:
        process = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT, cwd=folder,
                                   env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})
    last = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert time.monotonic() < last, (folder / "said.log").read_text()
            time.sleep(0.1)
    yield Front(port)
    process.terminate()
    process.wait(20)


def code(said: bytes) -> int:
    return int(said.split(b" ", 2)[1])


def test_the_site_is_there(front: Front):
    assert code(front.ask(get("/healthz"))) == 200


def test_what_a_visitor_forges_does_not_pass(front: Front):
    """The page that asks for the set-up tells the address it was asked under."""
    said = front.ask(get("/installation", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Host: evil.example",
                         "X-Forwarded-Proto: http", "X-Forwarded-Prefix: /evil", "Forwarded: host=evil.example"))
    assert code(said) == 200
    assert b"evil" not in said
    assert b'href="/evil' not in said


def test_five_megabytes_pass_and_more_does_not(front: Front):
    """The service's own answer says that it came: 400, there is no token in it; 413, it may not weigh so much there."""
    assert code(front.ask(post(900_000, b"x" * 900_000, "Connection: close"))) in (400, 405)
    with front.line(b"POST /propositions/1/joindre/document HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    b"Content-Length: 5500000\r\n\r\n" + b"x" * 5_500_000) as one:
        assert code(heard(one)) != 413
    with front.line(b"POST /installation HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    b"Content-Length: 7000000\r\n\r\n") as one:
        with suppress(OSError):
            one.sendall(b"x" * 7_000_000)
        assert code(heard(one) or b"HTTP/1.1 413 cut") == 413


def test_unfinished_bodies_do_not_reach_the_service(front: Front, server: Started):
    lines = [front.line(post(1_000, b"half")) for _ in range(60)]
    begun = time.monotonic()
    assert code(front.ask(get("/healthz"))) == 200
    assert time.monotonic() - begun < 0.5
    for one in lines:
        one.close()
