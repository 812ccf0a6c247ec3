"""What is pasted from a word processor."""

from app.web.pasting.views import blueprint

blueprints = [blueprint]
