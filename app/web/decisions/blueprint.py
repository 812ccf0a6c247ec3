"""The blueprint alone: every file of the room hangs its views on it."""

from flask import Blueprint

blueprint = Blueprint("decisions", __name__)
