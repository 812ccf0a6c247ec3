"""One line for each request on standard output, without personal data: no address, no query, no name."""

import logging
import sys
import time

from flask import Flask, g, request
from werkzeug.wrappers import Response


def _line(response: Response) -> Response:
    took = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    route = request.url_rule.rule if request.url_rule else "-"
    logging.getLogger("cordee.request").info("%s %s %s %.1fms", request.method, route, response.status_code, took)
    return response


def _start() -> None:
    g.started = time.perf_counter()


def init_app(app: Flask) -> None:
    """The route is logged, not the address asked for: `/propositions/<int:number>` names nobody."""
    logger = logging.getLogger("cordee")
    if not logger.handlers and not app.testing:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    app.before_request_funcs.setdefault(None, []).insert(0, _start)
    app.after_request(_line)
