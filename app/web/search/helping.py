"""The help pages, searched where they are: they change with the code, so no database has to know them."""

from dataclasses import dataclass

from flask import current_app, render_template, url_for

from app.outside import markdown
from app.queries.search.stems import stems
from app.rules.asking import Sought, places
from app.web.locale import chosen
from app.web.pages.views import ARTICLES

WHOLE = 1_000_000


@dataclass(frozen=True, slots=True)
class Page:
    url: str
    title: str
    text: str
    head: tuple[str, ...]
    words: tuple[str, ...]


def help_pages(sought: Sought) -> list[Page]:
    """Those that answer, the ones whose title does first."""
    found = [page for page in _pages() if sought.matches(page.words)]
    return sorted(found, key=lambda page: -sum(
        any(places(piece, page.head) for piece in group) for group in sought.wanted))


def _pages() -> tuple[Page, ...]:
    """Read once in each language."""
    kept: dict[str, tuple[Page, ...]] = current_app.extensions.setdefault("help_pages", {})
    lang = chosen()
    if lang not in kept:
        kept[lang] = tuple(_page(slug, str(title), str(about), lang) for slug, (title, about) in ARTICLES.items())
    return kept[lang]


def _page(slug: str, title: str, about: str, lang: str) -> Page:
    html = render_template(f"pages/help/{slug}.html")
    text = f"{about} {markdown.first_words(html, WHOLE)}"
    head = stems(title, lang)
    return Page(url_for("pages.help_page", slug=slug), title, text, tuple(head), (*head, *stems(text, lang)))
