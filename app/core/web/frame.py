"""What the frame round every page reads: the site's name, logo, colours and claim, and the head of the journal."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g, url_for
from flask_babel import gettext as _

from app.core.web.languages import here, localised
from app.site.queries import SiteRef
from app.site.views.pages import state

FACTORY_NAME = "Cordée"
LOGO_HEIGHT = 32


class Site:
    """Asked for by templates only when they are rendered, so that a redirect costs nothing."""

    @property
    def told(self) -> SiteRef:
        return here().reference.site

    @property
    def name(self) -> str:
        return self.told.name or FACTORY_NAME

    @property
    def short_name(self) -> str:
        return self.told.short_name or self.name

    @property
    def logo(self) -> str | None:
        drawn = self.told.logo
        return url_for("brand.logo", digest=drawn.digest[:16]) if drawn else None

    @property
    def logo_width(self) -> int:
        """At the height of the head of a page."""
        drawn = self.told.logo
        return min(max(round(LOGO_HEIGHT * drawn.width / drawn.height), 16), 160) if drawn else 40

    @property
    def sheet(self) -> str | None:
        """The address of the site's own colours; none where they are the factory's: nothing more is asked for."""
        if not self.told.primary:
            return None
        return url_for("brand.sheet_file", v=f"{self.told.primary[1:]}{self.told.accent[1:]}")

    @property
    def sentence(self) -> str:
        return localised(self.told.sentence)

    @property
    def claim(self) -> str:
        space = here().reference.territory
        where = localised(space.name) if space else ""
        return " – ".join(part for part in (_("Besoins, idées et projets partagés"), where) if part)

    @property
    def accessibility(self) -> str:
        """The law asks for the state itself on every page."""
        return str(_("Accessibilité\u00a0: %(state)s", state=state()))


class JournalHead:
    """False where there is no journal yet."""

    @property
    def _head(self) -> Any:
        present = here()
        space = present.reference.territory
        return present.heads.get(space.id) if space else None

    def __bool__(self) -> bool:
        return self._head is not None

    @property
    def seq(self) -> int:
        return int(self._head.seq)

    @property
    def fingerprint(self) -> str:
        digest = self._head.digest
        return " ".join(digest[n:n + 4] for n in range(0, 16, 4))


def _context() -> dict[str, Any]:
    return {"site": Site(), "journal_head": JournalHead() if not g.get("plain_frame") else None}


def _addresses() -> Callable[[str], str]:
    """Addresses without a parameter never change: twenty `url_for` on each page cost a third of a list's time."""
    known: dict[str, str] = {}

    def address(endpoint: str) -> str:
        if endpoint not in known:
            known[endpoint] = url_for(endpoint)
        return known[endpoint]

    return address


def init_app(app: Flask) -> None:
    app.jinja_env.globals["address"] = _addresses()
    app.context_processor(_context)
