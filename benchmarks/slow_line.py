"""Every kind of page on a poor line: 50 kB a second, 400 ms before each answer, on a phone that has nothing kept.

    python benchmarks/slow_line.py [PART OF A KIND'S NAME]

For each: milliseconds to the first words on the screen and to the end of loading, with scripts and without, what came
over the line, in how many requests, and by how much the page moved under the reader. Bars: first words under 1 500 ms,
no movement at all.
"""

import shutil
import sys
import time
from dataclasses import dataclass

from _demo import FLAGS, PAGES, Demo, demo
from playwright.sync_api import Browser, CDPSession, sync_playwright

PHONE = {"width": 390, "height": 844}
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FIRST_WORDS, MOVED = 1_500, 0.0
# Where scripts are off no callback of the page runs: what was seen is taken at a second call.
WATCH = """() => {
  window.shifts = new PerformanceObserver((list) => window.seen.push(...list.getEntries()));
  window.seen = [];
  window.shifts.observe({ type: "layout-shift", buffered: true });
}"""
FIGURES = """() => {
  const moved = [...window.seen, ...window.shifts.takeRecords()].reduce((sum, e) => sum + e.value, 0);
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  const [whole] = performance.getEntriesByType("navigation");
  return [paint.startTime, whole.loadEventEnd, moved];
}"""


@dataclass(slots=True)
class Seen:
    first: float = 0
    whole: float = 0
    moved: float = 0
    requests: int = 0
    size: int = 0


def _count(session: CDPSession, seen: Seen) -> None:
    def ended(event: dict[str, float]) -> None:
        seen.requests += 1
        seen.size += int(event["encodedDataLength"])

    session.on("Network.loadingFinished", ended)


def look(browser: Browser, url: str, path: str, cookie: str | None, javascript: bool) -> Seen:
    """A browser as empty as a new phone's; what the worker fetches afterwards is not counted here."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, locale="fr-FR", base_url=url,
                                  java_script_enabled=javascript, service_workers="block")
    if cookie:
        context.add_cookies([{"name": "cordee", "value": cookie, "url": url}])
    page, seen = context.new_page(), Seen()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    _count(session, seen)
    answer = page.goto(path, wait_until="load")
    assert answer is not None, path
    assert answer.status == 200, path
    page.evaluate(WATCH)
    time.sleep(0.5)  # the last byte is counted after the page says that it has loaded
    seen.first, seen.whole, seen.moved = page.evaluate(FIGURES)
    context.close()
    return seen


def table(browser: Browser, there: Demo, wanted: str) -> list[str]:
    cookies, above = there.cookies(browser), []
    print(f"{'':20} first words      whole page           on the line  requests  moved\n"
          f"{'':20} with  without   with  without scripts")
    for kind, (path, who) in PAGES.items():
        if wanted not in kind:
            continue
        cookie = cookies.get(who) if who else None
        browser.new_page().goto(there.url + path)  # a page is compiled at the first demand: once in a server's life
        seen, plain = (look(browser, there.url, path, cookie, javascript) for javascript in (True, False))
        print(f"{kind:20} {seen.first:5.0f} {plain.first:6.0f} {seen.whole:7.0f} {plain.whole:6.0f}"
              f" {seen.size / 1000:17.1f} kB {seen.requests:8} {seen.moved:7.4f}", flush=True)
        if max(seen.first, plain.first) > FIRST_WORDS or max(seen.moved, plain.moved) > MOVED:
            above.append(kind)
    return above


def main() -> None:
    with demo() as there, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        above = table(browser, there, sys.argv[1] if len(sys.argv) > 1 else "")
        browser.close()
    print("above the bars:", ", ".join(above) or "none")


if __name__ == "__main__":
    main()
