"""Opening spaces, and putting a charter in force."""

from datetime import datetime

import sqlalchemy as sa

from app.models.spaces import Space, Theme
from app.operations._charters import put_in_force
from app.operations._texts import checked
from app.operations._work import Refused, Work, operation
from app.rules import limits
from app.rules.happenings import SpaceOpened
from app.rules.kinds import SpaceKind
from app.rules.speakable import code_from, is_code


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
    if code and not is_code(code):
        raise Refused("not_a_code", field="code")
    space = Space(
        code=code or (code_from(slug) if kind is SpaceKind.TERRITORY else ""),
        slug=slug,
        kind=kind,
        name=name,
        about=about,
        timezone=timezone,
        theme_needed=theme_needed,
        opens_at=opens_at or work.now,
        closes_at=closes_at,
    )
    work.session.add(space)
    work.session.flush()  # its id is needed
    work.say(SpaceOpened(space_id=space.id, subject_id=space.id, space=kind.value))
    put_in_force(work, space, charter_text, "première charte")
    return space.id


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
def set_themes(work: Work, themes: list[tuple[str, dict[str, str], dict[str, str]]]) -> None:
    """In their order; one that exists keeps its id and its proposals."""
    there = {theme.slug: theme for theme in work.session.scalars(sa.select(Theme))}
    for position, (slug, name, about) in enumerate(themes, 1):
        if (theme := there.get(slug)) is not None:
            theme.position, theme.name, theme.about = position, name, about
        else:
            work.session.add(Theme(position=position, slug=slug, name=name, about=about))
