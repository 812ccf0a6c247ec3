"""Proposals that probably say the same: the queue of pairs, and telling two apart."""

from app.web.likeness.views import blueprint

blueprints = [blueprint]

__all__ = ["blueprints"]
