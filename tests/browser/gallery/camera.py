"""Takes the pictures: two widths, light and dark, with nothing that moves."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.gallery.house import House, opened, served
from tests.browser.gallery.pages import ALL, Shot
from tests.browser.gallery.worlds import Country, empty, ordinary, overfull

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 900
TALLEST = 8_000  # pixels of a picture; beyond 16 384 the browser draws nothing that can be trusted
PIECES = 4  # of one page, at most
MOST_TRIES = 6
SEEN = """async () => { for (const _ of [1, 2, 3]) await new Promise(requestAnimationFrame);  // autofocus comes late
    document.activeElement?.blur();
    const late = [...document.images]; late.forEach(image => image.loading = "eager");
    await Promise.all(late.map(image => image.decode().catch(() => null))); }"""
STILL = ["--hide-scrollbars", "--force-device-scale-factor=1", "--force-color-profile=srgb", "--disable-lcd-text",
         "--font-render-hinting=none", "--disable-partial-raster", "--disable-skia-runtime-opts"]
WORLDS = {"empty": empty, "ordinary": ordinary, "overfull": overfull}


def take_all(folder: Path, only: str = "", locale: str = "fr-FR") -> list[str]:
    """Into `folder/world/page-width-scheme.png`; returns what is wrong with the pages beside their looks."""
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS + STILL)
        for seed, (world, make) in enumerate(WORLDS.items(), 1):
            shots = [one for one in ALL[world] if only in f"{world}/{one.name}"]
            if shots:
                with opened(seed) as house:
                    country = make(house)
                    with served(house):
                        wrong += _world(browser, house, country, shots, folder / world, locale)
        browser.close()
    return wrong


def _world(browser: Browser, house: House, country: Country, shots: Sequence[Shot], folder: Path,
           locale: str) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    pages: dict[str, Page] = {}
    wrong = []
    for shot in shots:
        if shot.who not in pages:
            pages[shot.who] = _reader(browser, house, country, shot.who, locale)
        wrong += [f"{folder.name}/{shot.name}: {why}" for why in _shoot(pages[shot.who], shot, country, folder)]
    for page in pages.values():
        page.context.close()
    return wrong


def _reader(browser: Browser, house: House, country: Country, who: str, locale: str) -> Page:
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": HEIGHT}, locale=locale,
                                  base_url=house.url, reduced_motion="reduce", timezone_id="Europe/Paris")
    context.add_cookies([{"name": "lang", "value": locale[:2], "url": house.url}])  # before what a profile says
    if who:
        context.add_cookies([house.cookie(country.people[who])])  # type: ignore[list-item]
    return context.new_page()


def _shoot(page: Page, shot: Shot, country: Country, folder: Path) -> list[str]:
    answer = page.goto(shot.path.format(**country.ids))
    assert answer is not None
    if shot.press:
        page.locator(shot.press).first.click()
        page.wait_for_load_state()
    page.evaluate(SEEN)
    wrong = [] if answer.status == shot.status else [f"answered {answer.status}"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme,  # type: ignore[arg-type]
                               forced_colors="active" if shot.forced else "none")
            _take(page, folder / f"{shot.name}-{width}-{scheme}.png")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"wider than {width}")
    return wrong


def _take(page: Page, file: Path) -> None:
    """A tall page is cut into several pictures: `name.png`, `name.2.png`…"""
    wide, tall = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
    for n, top in enumerate(range(0, min(tall, TALLEST * PIECES), TALLEST), 1):
        area = {"x": 0, "y": top, "width": wide, "height": min(tall - top, TALLEST)}
        (file if n == 1 else file.with_suffix(f".{n}.png")).write_bytes(_settled(page, area))


def _settled(page: Page, area: dict[str, int]) -> bytes:
    """The browser draws a photograph coarsely at first, and now and then leaves out a tile of a tall page: a picture
    is taken until it is twice the same."""

    def shot() -> bytes:
        return page.screenshot(full_page=True, animations="disabled", caret="hide", clip=area)  # type: ignore[arg-type]

    last = shot()
    for _try in range(MOST_TRIES):
        before, last = last, shot()
        if before == last:
            break
        page.wait_for_timeout(100)
    return last
