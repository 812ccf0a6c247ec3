"""Trying rules on what happened, for the committee: nothing is stored, nothing changes."""

from app.web.simulation.views import blueprint

blueprints = [blueprint]
