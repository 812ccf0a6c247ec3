"""What can happen: one frozen dataclass for each kind of event, with who may read it.

Fields are ids, codes and numbers, never a name or a text: the journal outlives what people erase.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, dataclass_transform

from app.rules.kinds import Subject, Visibility

KINDS: dict[str, type["Happening"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """`subject_id` is the id of what it is about (`about` says of which kind)."""

    kind: ClassVar[str] = ""
    about: ClassVar[Subject] = Subject.PROPOSAL
    visibility: ClassVar[Visibility] = Visibility.PUBLIC

    space_id: int
    subject_id: int

    def data(self) -> dict[str, Any]:
        """What the journal keeps beside the subject: canonical, without the keys that have their own column."""
        told = asdict(self)
        return {key: told[key] for key in told if key not in ("space_id", "subject_id") and told[key] is not None}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def happening(name: str, about: Subject = Subject.PROPOSAL, visibility: Visibility = Visibility.PUBLIC) -> Any:
    """Class decorator: freeze, name, and enter into the list of kinds."""

    def mark(cls: Any) -> Any:
        made: Any = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        made.kind, made.about, made.visibility = name, about, visibility
        KINDS[name] = made
        return made

    return mark
