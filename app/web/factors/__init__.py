"""The second factor: having one, showing it, and the ways back."""

from app.web.factors import challenge, passkeys, resetting, security
from app.web.factors.blueprint import blueprint

blueprints = [blueprint]

__all__ = ["blueprints", "challenge", "passkeys", "resetting", "security"]
