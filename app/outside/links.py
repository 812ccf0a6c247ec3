"""The address that a link leads to in the end, without those who count who follows it."""

from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

_THROUGH = {
    "google.com": ("q", "url"), "google.fr": ("q", "url"), "safelinks.protection.outlook.com": ("url",),
    "l.facebook.com": ("u",), "lm.facebook.com": ("u",), "l.instagram.com": ("u",)}
_COUNTING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


def unwrapped(href: str) -> str:
    try:
        return _counted_by_nobody(_led_on(href.strip()))
    except ValueError:  # not an address
        return href


def _led_on(href: str) -> str:
    parts = urlsplit(href)
    host = (parts.hostname or "").removeprefix("www.")
    for end, names in _THROUGH.items():
        if host == end or host.endswith("." + end):
            asked = parse_qs(parts.query)
            found = next((asked[name][0] for name in names if name in asked), "")
            return found if urlsplit(found).scheme in ("http", "https") else href
    return href


def _counted_by_nobody(href: str) -> str:
    parts = urlsplit(href)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in asked if not pair[0].lower().startswith(_COUNTING)]
    return href if len(kept) == len(asked) else urlunsplit(parts._replace(query=urlencode(kept)))
