"""The living page: every part of every template, in every state. Begin with views.py; the words shown are samples."""

from app.web.design.views import blueprint

blueprints = [blueprint]
__all__ = ["blueprints"]
