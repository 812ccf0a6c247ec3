"""The door for people: views translate a request into an operation or a query, and its answer into a page.

May import every room below, outside, extensions and settings; never api, jobs or cli. Begin with doors.py.
A view loads, guards, acts, and redirects; each subject has a folder with views.py and forms.py.
"""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint, Flask

from app.web import (
    assets,
    authentication,
    bodies,
    demonstration,
    doors,
    errors,
    filters,
    frame,
    headers,
    held,
    idempotency,
    kept,
    locale,
    paging,
    request,
    unopened,
)


def _blueprints() -> list[Blueprint]:
    """Each folder here that has a views module with a `blueprint`, in alphabetical order."""
    found: list[Blueprint] = []
    for module in sorted(m.name for m in iter_modules(__path__) if m.ispkg):
        package = import_module(f"{__name__}.{module}")
        found += getattr(package, "blueprints", [])
    return found


def init_app(app: Flask) -> None:
    for part in (assets, authentication, locale, paging, request, doors, idempotency, headers, errors, held, filters,
                 frame, kept, unopened, demonstration.wall, bodies):
        part.init_app(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
