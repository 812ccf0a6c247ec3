"""A space with its first charter, and the themes: shared by the set-up and by each opening."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.models.spaces import Space, Theme
from app.operations._charters import put_in_force
from app.operations._work import Refused, Work
from app.rules.happenings import SpaceOpened
from app.rules.kinds import SpaceKind
from app.rules.speakable import code_from, is_code

ThemeTold = tuple[str, dict[str, str], dict[str, str]]  # slug, name, what it is about


def opened(work: Work, space: Space, charter_text: str, code: str) -> int:
    """Its id. Without a code a territory writes under the first letters of its address."""
    if code and not is_code(code):
        raise Refused("not_a_code", field="code")
    space.code = code or (code_from(space.slug) if space.kind is SpaceKind.TERRITORY else "")
    work.session.add(space)
    work.session.flush()  # its id is needed
    work.say(SpaceOpened(space_id=space.id, subject_id=space.id, space=space.kind.value))
    put_in_force(work, space, charter_text, "première charte")
    return space.id


def put_themes(work: Work, themes: Sequence[ThemeTold]) -> None:
    there = {theme.slug: theme for theme in work.session.scalars(sa.select(Theme))}
    for position, (slug, name, about) in enumerate(themes, 1):
        if (theme := there.get(slug)) is not None:
            theme.position, theme.name, theme.about = position, name, about
        else:
            work.session.add(Theme(position=position, slug=slug, name=name, about=about))
