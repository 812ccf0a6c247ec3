"""Speaking for a structure, as a step of other acts."""

from app.models.structures import Mandate
from app.operations._people import home_id
from app.operations._texts import checked
from app.operations._work import Refused, Work
from app.queries.dialect import upsert
from app.queries.people import speaks_for
from app.rules import limits, names
from app.rules.happenings import MandateAsked
from app.rules.kinds import MandateState, Role
from app.rules.permissions import Actor

KEEPERS = frozenset({Role.STEERING, Role.OPERATOR})


def ask_step(work: Work, structure_id: int, title: str) -> int:
    """Once: a request that waits, or a mandate that runs, is not asked for again."""
    text = checked(names.tidy(title), "title", most=limits.NAME)
    mandate_id = work.session.scalar(upsert(work.session, Mandate).values(
        structure_id=structure_id, person_id=work.me, title=text, state=MandateState.ASKED, from_on=work.now.date(),
        created_at=work.now).on_conflict_do_nothing().returning(Mandate.id))
    if mandate_id is None:
        raise Refused("mandate_is_there")
    work.say(MandateAsked(space_id=home_id(work), subject_id=structure_id, mandate_id=mandate_id, person_id=work.me))
    found: int = mandate_id
    return found


def keeps(work: Work, actor: Actor, structure_id: int) -> bool:
    """The committee, an operator, or somebody who speaks for that very structure (not for another one)."""
    return bool(actor.roles & KEEPERS) or speaks_for(work.session, work.me, structure_id, work.now.date())
