"""The demo territory, served as people have it (the real server, another process), and one page of each kind."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
LINK = re.compile(r"http://\S+/connexion/code\?\S+")
ROLES = ("resident", "structure", "host", "moderator", "steering", "operator")  # in the order the server prints them

# kind: (path, who opens it; None is a visitor)
PAGES: dict[str, tuple[str, str | None]] = {
    "home": ("/", None),
    "list of needs": ("/besoins", None),
    "list of projects": ("/projets", None),
    "need": ("/propositions/1", None),
    "proposal": ("/propositions/7", None),
    "experiment": ("/propositions/7/experimentation", None),
    "outcome": ("/propositions/2/bilan", None),
    "group": ("/groupes/1", None),
    "decisions": ("/decisions", None),
    "decision": ("/decisions/6", None),
    "result": ("/decisions/4", None),
    "consent round": ("/decisions/5", None),
    "structures": ("/structures", None),
    "structure": ("/structures/bibliobus-des-vallees", None),
    "territory map": ("/territoire", None),
    "commune": ("/communes/05061", None),
    "theme": ("/themes/locaux-et-materiels", None),
    "search": ("/recherche?q=garder", None),
    "journal": ("/journal", None),
    "rules": ("/regles", None),
    "help": ("/aide", None),
    "help article": ("/aide/decider-ensemble", None),
    "sign-in": ("/connexion", None),
    "write a need": ("/propositions/nouvelle/need", None),
    "own space": ("/mon-espace", "resident"),
    "news": ("/nouvelles", "resident"),
    "proposal, signed in": ("/propositions/7", "resident"),
    "steering": ("/comite", "steering"),
    "moderation": ("/moderation", "moderator"),
}


@dataclass(frozen=True, slots=True)
class Demo:
    url: str
    links: dict[str, str]

    def cookies(self, browser: Browser) -> dict[str, str]:
        """The session of each role that a page asks for, by the pages of the sign-in."""
        return {role: self._enter(browser, role) for role in {who for _path, who in PAGES.values() if who}}

    def _enter(self, browser: Browser, role: str) -> str:
        context = browser.new_context(base_url=self.url)
        page = context.new_page()
        page.goto(self.links[role])
        page.locator("main form button.primary").first.click()
        page.wait_for_url("**/mon-espace")
        found = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "cordee")
        context.close()
        return found


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@contextmanager
def demo() -> Iterator[Demo]:
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "flask", "serve", "--demo", "--port", str(port)]
        server = subprocess.Popen(words, cwd=ROOT, env=os.environ | {"CORDEE_INSTANCE": folder}, text=True,
                                  stdout=subprocess.PIPE)
        try:
            links = _links(server)
            _wait(port)
            yield Demo(f"http://127.0.0.1:{port}", dict(zip(ROLES, links, strict=True)))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)


def _wait(port: int) -> None:
    """Links are printed before the server takes its port."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _links(server: subprocess.Popen[str]) -> list[str]:
    """One for each kind of person."""
    assert server.stdout is not None
    found: list[str] = []
    for line in server.stdout:
        found += LINK.findall(line)
        if len(found) == len(ROLES):
            return found
    raise RuntimeError("the server stopped before it served")
