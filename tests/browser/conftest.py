"""A real browser on a real server: each test has its own data, on loopback."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from app import jobs as runner
from app.accounts.models import LoginSession
from app.core.secrets import digest, draw
from tests.build import World

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey that fails is walked once more, and the summary says so: two programs and a network are between what
    is pressed and what is seen, and a busy machine may let one of them wait longer than any patience."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def comes_to(page: Page, expression: str, wanted: object) -> None:
    """What an expression of the page gives, once it is what is wanted: a page may say that something is done before its
    caches and its stores are written, so none of them is read only once."""
    page.wait_for_function(
        f"async (wanted) => {{ const found = {expression}; "
        "return JSON.stringify(await (typeof found === 'function' ? found() : found)) === wanted; }",
        arg=json.dumps(wanted, ensure_ascii=False, separators=(",", ":")))


@dataclass
class Site:
    """The service under test, and its people at the keyboard."""

    app: Flask
    url: str
    world: World
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def jobs(self) -> None:
        """What the loop beside the server does each second."""
        runner.once(self.app, ("deliver", "post"))

    def open(
        self,
        browser: Browser,
        *,
        javascript: bool = True,
        size: dict[str, int] = PHONE,
        locale: str = "fr-FR",
        worker: bool = False,
    ) -> Page:
        """A new person's browser, as empty as a new phone; the worker only where it is what is tested."""
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport=size,
            locale=locale,
            base_url=self.url,
            service_workers="allow" if worker else "block",
        )
        context.set_default_timeout(8000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        """Errors of the console, policy reports first; not the refusal (4xx) or the cut line that a test asks for."""
        if message.type == "error" and not re.search("status of 4|INTERNET_DISCONNECTED", message.text):
            self.complaints.append(message.text)

    def mailed_code(self, email: str) -> str:
        """The newest code in the mails that this demo site writes to its folder."""
        self.jobs()
        files = sorted((Path(self.app.instance_path) / "mail").iterdir(), key=lambda f: f.stat().st_mtime_ns)
        texts = [f.read_text() for f in files if email in f.read_text()]
        return next(found[0] for text in reversed(texts) if (found := re.findall(r"\b(\d{6})\b", text)))

    def sign_in(self, page: Page, email: str) -> None:
        """By the pages, with the code that was mailed."""
        if "/connexion" not in page.url:
            page.goto("/connexion")
        page.get_by_label("courriel").or_(page.get_by_label("e-mail")).first.fill(email)
        page.locator("main form button.primary").first.click()
        page.get_by_label("code").first.fill(self.mailed_code(email))
        page.locator("main form button.primary").first.click()

    def enter(self, page: Page, name: str) -> None:
        """Somebody who has an account, without the pages of the sign-in."""

        token, now = draw(), datetime.now(UTC)
        self.world._add(
            LoginSession(
                person_id=self.world.people[name],
                digest=digest(token),
                label="test",
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(days=3),
            )
        )
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        page.context.add_cookies([{"name": "cordee", "value": signer.dumps({"_user_id": token}), "url": self.url}])


@pytest.fixture
def live(app: Flask, site: World) -> Iterator[Site]:
    """Served on a free port of the loopback, by as many threads as ask."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Site(app, f"http://127.0.0.1:{server.server_port}", site)
    yield made
    for context in made.contexts:
        context.close()
    server.shutdown()
    assert made.complaints == []
