"""The answers that cost no thread: to who was too slow, sent too much of a head, or came when all places were taken."""

from email.utils import formatdate
from http import HTTPStatus

SAID = {
    400: ("Cette demande n’a pas été comprise.", "This request was not understood."),
    408: ("Cette demande n’est pas arrivée à temps. Vérifiez votre connexion, puis recommencez.",
          "This request did not arrive in time. Check your connection, then try again."),
    431: ("L’en-tête de cette demande est trop long.", "The head of this request is too long."),
    500: ("Le site a rencontré une panne. Recommencez dans un instant.",
          "The site met a fault. Try again in a moment."),
    503: ("Le site est très occupé. Recommencez dans quelques secondes.",
          "The site is very busy. Try again in a few seconds."),
}
HEADERS = ((b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store"),
           (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
           (b"x-content-type-options", b"nosniff"), (b"connection", b"close"))


def page(code: int) -> bytes:
    french, english = SAID[code]
    return (f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{code}</title>'
            f'<p>{french}</p><p lang="en">{english}</p></html>').encode()


def headers(code: int) -> list[tuple[bytes, bytes]]:
    again = [(b"retry-after", b"10")] if code == 503 else []
    return [*HEADERS, (b"content-length", str(len(page(code))).encode()),
            (b"date", formatdate(usegmt=True).encode()), *again]


def whole(code: int) -> bytes:
    """As it goes on the wire, for a request that never became one."""
    lines = [f"HTTP/1.1 {code} {HTTPStatus(code).phrase}".encode(), *(b": ".join(pair) for pair in headers(code))]
    return b"\r\n".join(lines) + b"\r\n\r\n" + page(code)
