"""An address of the web in its parts, whatever was typed or sent as one."""

from urllib.parse import SplitResult, urlsplit

NONE = SplitResult("", "", "", "", "")


def parted(url: str) -> SplitResult:
    """As the standard library parts it; no part at all where it raises (« http://[ », « smtp://host:99999 »)."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (read when it is asked for)
    except ValueError:
        return NONE
    return parts
