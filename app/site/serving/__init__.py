"""The server: uvicorn reads requests and writes answers with deadlines of our own, a pool of threads runs the WSGI
application between the two. A thread is never lent to somebody who is slow; docs/developpement.md has the measures."""

from app.site.serving.connection import Bridge
from app.site.serving.server import CannotListen, listen, serve
from app.site.serving.threads import Patience

__all__ = ["Bridge", "CannotListen", "Patience", "listen", "serve"]
