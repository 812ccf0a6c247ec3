"""The pact, the trial with its measures, and its bilan."""

from app.web.experiments import outcome, pact, sharing, show, steps
from app.web.experiments.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "outcome", "pact", "sharing", "show", "steps"]
