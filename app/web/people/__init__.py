"""Signing in, one's own space and settings, and the page a person shows."""

from app.web.people import leaving, own, person, presence, security, settings, sign_in
from app.web.people.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "leaving", "own", "person", "presence", "security", "settings", "sign_in"]
