"""What the browser says of itself, in plain words; and which addresses it may be sent on to."""

from flask import request
from flask_babel import gettext as _

from app.outside.addresses import parted

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("Linux", "Linux"))


def label() -> str:
    """« Firefox sur Android »: enough to recognise one's own, and nothing that follows anybody."""
    told = request.user_agent.string
    browser = next((name for mark, name in BROWSERS if mark in told), _("Navigateur"))
    system = next((name for mark, name in SYSTEMS if mark in told), "")
    return _("%(browser)s sur %(system)s", browser=browser, system=system) if system else browser


def own_path(told: str | None) -> str | None:
    """An address of this site, or None: never another site's, however it is written."""
    if not told or not told.startswith("/") or told.startswith("//") or "\\" in told or len(told) > 400:
        return None
    if not told.isprintable() or parted(told).netloc:
        return None
    return told


def came_from() -> str | None:
    """The page of this site that was left, if the browser says so."""
    parts = parted(request.headers.get("Referer", ""))
    if parts.netloc != request.host:
        return None
    return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
