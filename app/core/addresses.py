"""A site that lives under a path of somebody else's host: https://exemple.org/participer/.

The address of the site says the path; where it has none, a declared proxy may say it (X-Forwarded-Prefix), as it says
the host. The proxy must set or clear the header itself: those of docs/deploy do."""

import re
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

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


# Addresses that an operator writes down, read without a connection: nonsense is refused before anything starts.

Checks = tuple[tuple[bool, str], ...]
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def parsed(text: str) -> SplitResult | None:
    """None where no program could follow it: a port above 65535, a bracket left open."""
    try:
        address = urlsplit(text)
        return address if address.port != 0 else None
    except ValueError:
        return None


NONE = SplitResult("", "", "", "", "")


def parted(text: str) -> SplitResult:
    """The same for what anybody typed or sent; no part at all where it cannot be read."""
    found = parsed(text)
    return NONE if found is None else found


def is_site(text: str) -> bool:
    """https://name or https://name/prefix, and nothing after."""
    address = parsed(text)
    return (address is not None and address.scheme in ("http", "https") and bool(address.hostname) and " " not in text
            and (address.path in ("", "/") or WELL_FORMED.fullmatch(address.path.rstrip("/")) is not None)
            and not address.query and not address.fragment and address.username is None)


def database_fault(text: str) -> str:
    """What can be known without a connection; the address may hold a password and is not said back."""
    try:
        address = make_url(text)
    except (ArgumentError, ValueError):
        return "database_url cannot be read (example: postgresql+psycopg://cordee@/cordee)"
    folder = Path(address.database or "").parent
    missing = address.drivername == "sqlite" and bool(address.database) and not folder.is_dir()
    return f"database_url: the folder {folder} does not exist" if missing else ""


def tiles(template: str, attribution: str, page: str) -> Checks:
    """The host goes into the policy that every answer carries: it is a plain one, without wildcard or credentials."""
    address, link = parsed(template), parsed(page)
    if address is None or link is None:
        return ((address is not None, "map_tiles cannot be read as an address"),
                (link is not None, "map_attribution_url cannot be read as an address"))
    local = address.hostname in ("127.0.0.1", "localhost")
    return (
        (not template or all(f"{{{axis}}}" in template for axis in "zxy"), "map_tiles must contain {z}, {x} and {y}"),
        (not template or address.scheme == "https" or (address.scheme == "http" and local),
         "map_tiles must start with https://"),
        (not template or HOST.fullmatch(address.netloc) is not None,
         "map_tiles must name one host, without {s}, name or password"),
        (not template or attribution != "", "map_attribution is needed with map_tiles"),
        (not page or (link.scheme == "https" and bool(link.netloc)), "map_attribution_url must start with https://"),
    )


# Network addresses: whose door a request came by.

UNKNOWN = "unknown"
HOUSEHOLD = 64  # bits of an IPv6 address that a provider gives to one line (RIPE-690, RFC 6177)


def network_of(address: str | None) -> str:
    """One IPv4 address, or the /64 of an IPv6 one: whoever has a line has all of that /64, and would otherwise have as
    many budgets as they like. What cannot be read shares one."""
    found = parsed_network(address)
    if found is None:
        return UNKNOWN
    if isinstance(found, IPv4Address):
        return f"{found}/32"
    return str(ip_network((int(found), HOUSEHOLD), strict=False))


def is_loopback(address: str | None) -> bool:
    found = parsed_network(address)
    return found is not None and found.is_loopback


def parsed_network(address: str | None) -> IPv4Address | IPv6Address | None:
    """As proxies write it: with a port, in brackets, with a zone, an IPv4 address inside an IPv6 one (RFC 4291)."""
    told = (address or "").strip()
    if told.startswith("["):
        told = told[1:].partition("]")[0]
    elif told.count(":") == 1:
        told = told.partition(":")[0]
    try:
        found = ip_address(told.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
