"""A site that lives under a path of somebody else's host: https://exemple.org/participer/.

The address of the site says the path; where it has none, a declared proxy may say it (X-Forwarded-Prefix), as it says
the host. The proxy must set or clear the header itself: those of docs/deploy do."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

App = Callable[..., Iterable[bytes]]
HEADER = "HTTP_X_FORWARDED_PREFIX"
WELL_FORMED = re.compile(r"(?:/[A-Za-z0-9][A-Za-z0-9._~-]*)+")
LINK = re.compile(r'(\s(?:href|src|action|formaction|data-[a-z-]+)=")(/(?!/)[^"]*|/)(?=")')


def path_of(address: str) -> str:
    """`https://exemple.org/participer/` → `/participer`."""
    return urlsplit(address).path.rstrip("/")


def under(prefix: str, path: str) -> str:
    """A path of the site, once under its prefix. (No page of the site begins with the prefix: it would be refused.)"""
    inside = path == prefix or path.startswith((f"{prefix}/", f"{prefix}?", f"{prefix}#"))
    return path if not prefix or inside or not path.startswith("/") or path.startswith("//") else prefix + path


def links(html: str, prefix: str) -> str:
    """Addresses that were written by hand, in templates and in texts that were rendered long ago. A sign `"` of a text
    is escaped, so that only attributes are touched."""
    return LINK.sub(lambda found: found[1] + under(prefix, found[2]), html)


class Prefix:
    """WSGI. `address` says the site's; `proxies` is how many stand in front; the last one's word counts."""

    def __init__(self, app: App, address: Callable[[], str], proxies: int) -> None:
        self._app, self._address, self._proxies = app, address, proxies

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        said = [one.strip().rstrip("/") for one in environ.pop(HEADER, "").split(",")]
        prefix = path_of(self._address()) or (said[-self._proxies] if 0 < self._proxies <= len(said) else "")
        if prefix and WELL_FORMED.fullmatch(prefix):
            environ["SCRIPT_NAME"] = prefix
            path = environ.get("PATH_INFO", "")
            if path == prefix or path.startswith(f"{prefix}/"):  # a proxy that does not take it away
                environ["PATH_INFO"] = path[len(prefix):] or "/"
        return self._app(environ, start)
