"""One's commune, typed by name and found among those of the territory."""

from typing import Any, Literal

from flask_babel import gettext as _

from app.extensions import db
from app.operations.accounts import Profile
from app.queries import places
from app.rules.kinds import NameChoice

MOST_SUGGESTED = 400  # a longer list weighs more than it helps; typing the name works all the same


def suggested() -> list[str]:
    found = places.names(db.session())
    return found if len(found) <= MOST_SUGGESTED else []


def chosen_place(form: Any) -> int | Literal[False] | None:
    """Its id, None where nothing was typed, False (and a sentence beside the field) where it is not one place."""
    found, lost = places.resolve(db.session(), form.place.data or "")
    if lost or len(found) > 1:
        word, near = lost[0] if lost else (form.place.data, "")
        hint = _(" Vouliez-vous dire «\u00a0%(name)s\u00a0»\u00a0?", name=near) if near else ""
        lost_word = _("«\u00a0%(word)s\u00a0» n’est pas une commune du territoire. Laissez vide si c’est ailleurs.",
                      word=word)
        form.refuse("place", lost_word + hint)
        return False
    return found[0] if found else None


def profile_of(form: Any, place_id: int | None, about: str = "") -> Profile:
    return Profile(first_name=form.first_name.data or "", last_name=form.last_name.data or "",
                   pseudonym=form.pseudonym.data or "", name_choice=NameChoice(form.name_choice.data),
                   place_id=place_id, about=about)
