"""The consent round: where it stands, what it asks, objections from their raising to their lifting."""

from app.web.rounds.views import blueprint

blueprints = [blueprint]
