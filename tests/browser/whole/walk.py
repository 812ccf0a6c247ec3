"""`make pages`: every kind of page, for every role, in both languages, through axe and the measures of the eye.

Prints a table and ends with 1 where something is found. Takes a quarter of an hour; a few of the same pages are in
the tests of every day (tests/browser/test_pages.py)."""

import argparse
import hashlib
import logging
import re
import shutil
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import click
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.conftest import FLAGS
from tests.browser.whole import eye
from tests.browser.whole.kinds import Reader, demo, readers

MAIN = re.compile(r"<main.*?</main>", re.S)
DRAWN = re.compile(r'name="(?:csrf_token|act_key|key|seen)"[^>]*value="[^"]*"|\?\d+|<time[^>]*>')
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
EMPTY = """() => { const form = document.querySelector("main form.form:has([required])");
  for (const one of form.elements) if (["text", "textarea", "email", "url"].includes(one.type)) one.value = "";
  form.submit(); }"""
LANGUAGES = ("fr", "en")
CHECKS = ("axe", "dark", *eye.CHECKS)


@dataclass
class Told:
    """What was seen: how many pages of a kind, and what is wrong with them."""

    looked: Counter[str] = field(default_factory=Counter)
    alike: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, kind: str, check: str, where: str, found: list[str]) -> None:
        self.counts[kind, check] += len(found)
        for one in found:
            self.faults[kind].append(f"{check} {where}: {one}")
            click.echo(self.faults[kind][-1], err=True)


def check(page: Page) -> Iterator[tuple[str, list[str]]]:
    """One page that is open, in every light."""
    page.emulate_media(color_scheme="light")
    yield "axe", _axe(page, {"resultTypes": ["violations"]})
    page.emulate_media(color_scheme="dark")
    yield "dark", _axe(page, COLOURS)
    page.emulate_media(color_scheme="light")
    yield from eye.look(page)


def _axe(page: Page, options: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [f"{one['id']} × {len(one['nodes'])} {one['nodes'][0]['html'][:110]}" for one in found]


def walk(browser: Browser, base: str, reader: Reader, language: str, seen: set[str], told: Told, only: str) -> None:
    context = browser.new_context(viewport=eye.DESK, base_url=base, reduced_motion="reduce")
    context.add_cookies([{"name": name, "value": value, "url": base}
                         for name, value in (("lang", language), ("cordee", reader.cookie)) if value])
    page = context.new_page()
    for kind, path in reader.addresses:
        if only not in kind:
            continue
        answer = page.goto(path)
        assert answer is not None
        if answer.status not in (200, 404) or _known(answer.text(), language, reader, seen):
            told.alike[kind] += 1
            continue
        told.looked[kind] += 1
        for name, found in check(page):
            told.note(kind, name, f"{reader.role} {language} {path}", found)
        if sent_empty(page):
            told.looked[f"{kind} (refused)"] += 1
            for name, found in check(page):
                told.note(f"{kind} (refused)", name, f"{reader.role} {language} {path}", found)
    context.close()


def sent_empty(page: Page) -> bool:
    """The same form with its faults told, where it is one that asks for something."""
    if not page.locator("main form.form [required]").count():
        return False
    with page.expect_navigation() as answer:
        page.evaluate(EMPTY)
    return answer.value.status == 422


def _known(text: str, language: str, reader: Reader, seen: set[str]) -> bool:
    """The same content was looked at for another role; the frame is in every other page of this one."""
    main = MAIN.search(text)
    mark = hashlib.sha256((language + DRAWN.sub("", main.group() if main else text)).encode()).hexdigest()
    if mark in seen:
        return True
    seen.add(mark)
    return False


def table(told: Told) -> str:
    lines = [f"{'page':44}{'looked at':>10}{'the same':>10}" + "".join(f"{name:>10}" for name in CHECKS)]
    for kind in sorted(told.looked | told.alike):
        figures = "".join(f"{told.counts[kind, name]:>10}" for name in CHECKS)
        lines.append(f"{kind:44}{told.looked[kind]:>10}{told.alike[kind]:>10}{figures}")
    sums = "".join(f"{sum(n for (_k, c), n in told.counts.items() if c == name):>10}" for name in CHECKS)
    kinds = len(told.looked | told.alike)
    lines.append(f"{f'all {kinds} kinds':44}{told.looked.total():>10}{told.alike.total():>10}{sums}")
    return "\n".join(lines)


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default="", help="the kinds whose name holds this")
    asked.add_argument("--roles", default="", help="these roles, with commas")
    given = asked.parse_args()
    logging.disable(logging.INFO)
    told, began = Told(), time.monotonic()
    with demo() as app, sync_playwright() as playwright:
        people = readers(app, tuple(filter(None, given.roles.split(","))))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        seen: set[str] = set()
        for reader in people:
            for language in LANGUAGES:
                walk(browser, f"http://127.0.0.1:{server.server_port}", reader, language, seen, told, given.only)
                click.echo(f"{reader.role} {language}: {time.monotonic() - began:.0f} s, {told.looked.total()} pages, "
                           f"{told.counts.total()} faults", err=True)
        browser.close()
        server.shutdown()
    click.echo(table(told))
    for faults in told.faults.values():
        click.echo("\n".join(faults))
    return 1 if any(told.faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
