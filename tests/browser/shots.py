"""`make shots`: the two screenshots of README.md, from the demo territory, on a server of its own."""

import shutil
import sys
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from flask_migrate import upgrade
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from app import create_app
from app.demo.load import load
from app.extensions import sessions
from tests.browser.conftest import FLAGS

PAGES = {"home": "/", "proposal": "/propositions/7"}
SIZE = {"width": 1280, "height": 1000}


def main(folder: Path) -> None:
    """Pages as a visitor sees them, the first screen of each."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as instance:
        app = create_app(Path(instance), secret_key="s" * 40, mode="test", jobs=False)
        with app.app_context():
            upgrade()
            load(sessions(), datetime.now(UTC))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _shoot(folder, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


def _shoot(folder: Path, base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_context(viewport=SIZE, locale="fr-FR", base_url=base).new_page()
        for name, path in PAGES.items():
            page.goto(path)
            page.screenshot(path=str(folder / f"{name}.png"))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
