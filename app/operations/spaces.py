"""Opening spaces, and putting a charter in force."""

from collections.abc import Sequence
from datetime import datetime

from app.models.spaces import Space
from app.operations._charters import put_in_force
from app.operations._spaces import ThemeTold, opened, put_themes
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.rules import limits
from app.rules.kinds import SpaceKind
from app.rules.speakable import is_code


@operation
def open_space(
    work: Work,
    slug: str,
    kind: SpaceKind,
    name: dict[str, str],
    about: dict[str, str],
    timezone: str,
    charter_text: str,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    theme_needed: bool = True,
    code: str = "",
) -> int:
    """A space and its first charter, together: no space is ever without rules. `code` begins its references: a
    territory always has one, a call may do with the territory's."""
    space = Space(slug=slug, kind=kind, name=name, about=about, timezone=timezone, theme_needed=theme_needed,
                  opens_at=opens_at or work.now, closes_at=closes_at)
    return opened(work, space, charter_text, code)


@operation
def set_code(work: Work, space_id: int, code: str) -> None:
    """For what is published from now on; what bears another keeps it, since it is printed."""
    if not is_code(code):
        raise Refused("not_a_code", field="code")
    work.session.get_one(Space, space_id).code = code


@operation
def adopt_charter(work: Work, space_id: int, text: str, reason: str) -> int:
    """A new version replaces the one in force; proposals keep theirs until their next stage."""
    space = work.session.get_one(Space, space_id, with_for_update={"key_share": True})
    return put_in_force(work, space, text, checked(reason, "reason", most=limits.REASON, least=limits.REASON_LEAST))


@operation
def set_themes(work: Work, themes: Sequence[ThemeTold]) -> None:
    """In their order; one that exists keeps its id and its proposals."""
    put_themes(work, themes)
