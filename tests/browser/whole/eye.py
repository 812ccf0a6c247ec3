"""What axe does not measure: zoom, narrow screens, spacing of text, size of targets, visible focus, forced colours."""

from collections.abc import Iterator

from playwright.sync_api import Page, ViewportSize

DESK: ViewportSize = {"width": 1280, "height": 900}
ZOOM_2: ViewportSize = {"width": 640, "height": 450}  # 1280 × 900 at 200 %
ZOOM_4: ViewportSize = {"width": 320, "height": 256}  # 1280 × 1024 at 400 %: the narrowest that must do
CHECKS = ("320", "200%", "spacing", "targets", "focus", "forced")

WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.querySelectorAll("main *, header *, footer *")].filter(
    (one) => one.getBoundingClientRect().right > width + 1 && getComputedStyle(one).position !== "absolute");
  return [`${document.documentElement.scrollWidth} wide: ` + out.slice(-1).map((one) => one.outerHTML.slice(0, 110))];
}"""

# 1.4.12: no text is cut when lines, words and letters are spread.
SPREAD = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
CUT = """() => [...document.querySelectorAll(
    "main :is(button, a.button, summary, label, legend, h1, h2, td, th), .top :is(a, button)")]
  .filter((one) => { const s = getComputedStyle(one);
    return ["hidden", "clip"].includes(s.overflowX) && s.webkitLineClamp === "none" && !one.closest(".unseen, .crumbs")
      && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1); })
  .map((one) => one.outerHTML.slice(0, 110))"""

# 2.5.8: 24 by 24, or inside a sentence, or with 24 pixels of room to itself; a map has its table beside it.
SMALL = """() => {
  const shown = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && !one.closest(".unseen, svg.map, .skip"));
  const boxes = shown.map((one) => {
    const target = one.matches("input[type=checkbox], input[type=radio]") && one.closest("label") || one;
    return [one, target.getBoundingClientRect()];
  }).filter(([, box]) => box.width && box.height);
  const text = (node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim().length > 1);
  const flows = (one) => getComputedStyle(one).display === "inline";
  const inline = (one) => flows(one) && (text(one.parentElement)
    || (flows(one.parentElement) && text(one.parentElement.parentElement)));
  const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
  const far = ([x, y], box) =>
    Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  return boxes.filter(([one, box]) => (box.width < 24 || box.height < 24) && !inline(one)
    && boxes.some(([other, place]) => other !== one && !one.contains(other) && !other.contains(one)
      && (far(middle(box), place) < 12 || ((place.width < 24 || place.height < 24)
        && Math.hypot(middle(box)[0] - middle(place)[0], middle(box)[1] - middle(place)[1]) < 24))))
    .map(([one, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 100)}`);
}"""

# 2.4.7 and 2.4.11: where the focus is can be seen, and is not under something else.
FOCUS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && !one.disabled);
  const bare = [];
  for (const one of all) {
    one.focus({ focusVisible: true, preventScroll: false });
    if (document.activeElement !== one) { bare.push("takes no focus: " + one.outerHTML.slice(0, 90)); continue; }
    const own = getComputedStyle(one), after = getComputedStyle(one, "::after");
    const drawn = one.querySelector("circle, path");
    const seen = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== "none";
    if (!seen(own) && !seen(after) && !(drawn && parseFloat(getComputedStyle(drawn).strokeWidth) >= 5))
      bare.push("no mark: " + one.outerHTML.slice(0, 90));
    const box = one.getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight) bare.push("out of sight: " + one.outerHTML.slice(0, 90));
  }
  document.activeElement.blur();
  scrollTo(0, 0);
  return bare;
}"""

# Forced colours: what acts keeps a border, an underline or a mark of its own.
FLAT = """() => [...document.querySelectorAll("main button, main a.button, main .tag, main .notice, main .choice")]
  .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && !one.closest(".unseen"))
  .filter((one) => { const s = getComputedStyle(one);
    return s.borderTopStyle === "none" && s.borderBottomStyle === "none" && !s.textDecorationLine.includes("underline")
      && !one.querySelector("svg"); })
  .map((one) => one.outerHTML.slice(0, 110))"""


def look(page: Page) -> Iterator[tuple[str, list[str]]]:
    """The page that is open, made narrow, spread, walked through; left as it was."""
    yield "focus", page.evaluate(FOCUS)
    page.emulate_media(forced_colors="active")
    yield "forced", page.evaluate(FLAT)
    page.emulate_media(forced_colors="none")
    page.set_viewport_size(ZOOM_4)
    yield "320", page.evaluate(WIDER)
    yield "targets", page.evaluate(SMALL)
    yield "spacing", _spread(page)
    page.set_viewport_size(ZOOM_2)
    yield "200%", page.evaluate(WIDER)
    page.set_viewport_size(DESK)


def _spread(page: Page) -> list[str]:
    """By the developer tools' own door: the policy of the pages refuses any style from elsewhere."""
    page.evaluate("""(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
        document.adoptedStyleSheets = [sheet]; }""", SPREAD)
    found: list[str] = page.evaluate(WIDER) + page.evaluate(CUT)
    page.evaluate("document.adoptedStyleSheets = []")
    return found
