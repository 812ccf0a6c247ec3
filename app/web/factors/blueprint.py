"""The blueprint that each file of this folder hangs its views on."""

from flask import Blueprint

blueprint = Blueprint("factors", __name__)
