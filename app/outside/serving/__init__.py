"""The server: uvicorn reads requests and writes answers with deadlines of our own, a pool of threads runs the WSGI
application between the two. A thread is never lent to somebody who is slow; docs/developpement.md has the measures."""

from app.outside.serving.bridge import Bridge
from app.outside.serving.patience import Patience
from app.outside.serving.server import CannotListen, listen, serve

__all__ = ["Bridge", "CannotListen", "Patience", "listen", "serve"]
