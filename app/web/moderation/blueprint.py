"""The blueprint that each file of this folder hangs its views on, and the words its templates use."""

from flask import Blueprint

from app.rules.kinds import Ground
from app.web.happenings import ground_word, role_word
from app.web.moderation.words import RULES

blueprint = Blueprint("moderation", __name__)


@blueprint.app_template_filter("rule_of")
def rule_of(ground: Ground | None) -> str:
    """The rule of the charter of participation that this ground names."""
    return str(RULES[ground]) if ground is not None else ""


blueprint.add_app_template_filter(ground_word)
blueprint.add_app_template_filter(role_word)
