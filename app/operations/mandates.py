"""Who speaks for a structure: asked by a person, settled by the structure or by the committee."""

from app.models.structures import Mandate, Structure
from app.operations._mandates import ask_step, keeps
from app.operations._people import home_id
from app.operations._steps import allow
from app.operations._work import Refused, Work, operation
from app.queries.loading import existing
from app.rules.happenings import MandateSettled
from app.rules.kinds import MandateState
from app.rules.permissions import Action


@operation
def ask(work: Work, structure_id: int, title: str = "") -> int:
    allow(work, Action.MANDATE_ASK)
    existing(work.session, Structure, structure_id)
    return ask_step(work, structure_id, title)


@operation
def confirm(work: Work, mandate_id: int) -> None:
    """Never by the person who asks: two people know of each mandate."""
    mandate = _asked(work, mandate_id)
    mandate.state, mandate.from_on = MandateState.ACTIVE, work.now.date()
    _settle(work, mandate)


@operation
def refuse(work: Work, mandate_id: int) -> None:
    mandate = _asked(work, mandate_id)
    mandate.state = MandateState.REFUSED
    _settle(work, mandate)


@operation
def end(work: Work, mandate_id: int) -> None:
    """By oneself at any time, or by who keeps the structure's page. A request is taken back in the same way."""
    mandate = existing(work.session, Mandate, mandate_id, with_for_update={"key_share": True})
    if mandate.person_id == work.me:
        allow(work, Action.MANDATE_ASK)
    elif not keeps(work, allow(work, Action.MANDATE_CONFIRM), mandate.structure_id):
        raise Refused("not_your_structure")
    if mandate.state not in (MandateState.ASKED, MandateState.ACTIVE):
        raise Refused("mandate_is_settled")
    mandate.state, mandate.until_on = MandateState.ENDED, work.now.date()
    _settle(work, mandate)


def _asked(work: Work, mandate_id: int) -> Mandate:
    """A request that waits, seen by somebody who may answer it."""
    mandate = existing(work.session, Mandate, mandate_id, with_for_update={"key_share": True})
    if not keeps(work, allow(work, Action.MANDATE_CONFIRM), mandate.structure_id):
        raise Refused("not_your_structure")
    if mandate.person_id == work.me:
        raise Refused("not_your_own_request")
    if mandate.state is not MandateState.ASKED:
        raise Refused("mandate_is_settled")
    return mandate


def _settle(work: Work, mandate: Mandate) -> None:
    mandate.decided_by = work.me
    work.say(MandateSettled(space_id=home_id(work), subject_id=mandate.structure_id, mandate_id=mandate.id,
                            person_id=mandate.person_id, state=mandate.state.value))
