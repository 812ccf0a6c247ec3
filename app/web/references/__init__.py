"""Speakable references: the short addresses /r/…"""

from app.web.references.views import blueprint

blueprints = [blueprint]

__all__ = ["blueprints"]
