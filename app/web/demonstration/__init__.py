"""A demonstration, whose mails anybody may read: it answers to the machine it runs on, or to whoever gave the
passphrase that its start printed."""

from app.web.demonstration import wall
from app.web.demonstration.views import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "wall"]
