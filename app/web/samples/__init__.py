"""Examples: what they are, and taking them away."""

from app.web.samples.views import blueprint

blueprints = [blueprint]

__all__ = ["blueprints"]
