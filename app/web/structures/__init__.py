"""The register of structures, and who speaks for them."""

from app.web.structures.views import blueprint

blueprints = [blueprint]
