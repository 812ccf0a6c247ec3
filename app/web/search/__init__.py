"""Search in everything that can be read."""

from app.web.search.views import blueprint

blueprints = [blueprint]
