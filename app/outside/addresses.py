"""Addresses that an operator writes down, read without a connection: nonsense is refused before anything starts."""

import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.outside.prefix import WELL_FORMED

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
