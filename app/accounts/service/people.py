"""What a person changes about themselves, and the roles they are given."""

from app.accounts import credentials, refusals
from app.accounts import rules as guessable
from app.accounts.models import Person
from app.accounts.queries.roles import givers_of
from app.accounts.service.roles import put_forward
from app.accounts.service.shared import (
    Profile,
    give,
    held,
    home_id,
    may_give,
    post,
    prove,
    revoke_sessions,
    set_profile,
    somebody_is_left,
    take,
)
from app.core.database_faults import existing
from app.core.kinds import PersonState, Role
from app.core.loading import allow
from app.core.permissions import Action
from app.core.unit_of_work import Refused, Work, operation
from app.governance.rolls import STAFF, ActKind, Result


def _me(work: Work) -> Person:
    allow(work, Action.PERSON_EDIT_SELF)
    return work.session.get_one(Person, work.me, with_for_update={"key_share": True})


@operation
def change_profile(work: Work, profile: Profile) -> None:
    set_profile(work, _me(work), profile)


@operation
def choose_language(work: Work, locale: str) -> None:
    """Kept with the person: mails are written in it."""
    _me(work).locale = locale


@operation
def set_password(work: Work, password: str, current: str, session_id: int) -> None:
    """Other browsers are signed out, and the person is told by mail: whoever did it, they will know."""
    person = _me(work)
    prove(work, person, current, session_id)
    if reason := guessable.refusal(password, *_known(person)):
        refused = Refused.because(reason)
        refused.field = "password"
        raise refused
    person.password_hash = credentials.hashed(password)
    _told(work, person, "password_changed", session_id)


@operation
def remove_password(work: Work, current: str, session_id: int) -> None:
    """The code by mail is enough: nobody loses their account by this."""
    person = _me(work)
    if person.password_hash is None:
        return
    prove(work, person, current, session_id)
    person.password_hash = None
    _told(work, person, "password_removed", session_id)


def _known(person: Person) -> list[str]:
    address = person.email or ""
    return [address, address.split("@")[0], person.first_name, person.last_name, person.pseudonym]


def _told(work: Work, person: Person, kind: str, session_id: int) -> None:
    revoke_sessions(work, work.me, but=session_id)
    if person.email:
        post(work, person.email, kind, person.locale or "fr", person.id)


@operation
def grant(work: Work, person_id: int, role: Role, space_id: int | None = None) -> Result:
    """By an operator, or from the terminal (no actor). A role of the team takes a second (governance/rolls.py). False
    when they had it."""
    may_give(work, role)
    space_id = _there(work, person_id, space_id)
    if work.session.scalar(held(space_id, person_id, role)) is not None:
        return Result.NOTHING
    if work.actor_id is None or role not in STAFF:
        return Result.DONE if give(work, space_id, person_id, role, work.actor_id) else Result.NOTHING
    return _put(work, ActKind.GRANT, space_id, person_id, role)


@operation
def revoke(work: Work, person_id: int, role: Role, space_id: int | None = None) -> Result:
    """Gone at the next request of that person. False when they had it not. The last one stays: somebody must answer.
    What an operator had asked of addresses goes with the role. One leaves a role of the team alone; others take it
    away together."""
    may_give(work, role)
    space_id = _there(work, person_id, space_id)
    somebody_is_left(work, person_id, role, space_id)
    if work.session.scalar(held(space_id, person_id, role)) is None:
        return Result.NOTHING
    if work.actor_id in (None, person_id) or role not in STAFF:
        return Result.DONE if take(work, space_id, person_id, role) else Result.NOTHING
    return _put(work, ActKind.REVOKE, space_id, person_id, role)


def _put(work: Work, kind: ActKind, space_id: int, person_id: int, role: Role) -> Result:
    result, _act = put_forward(work, kind, space_id, work.me, givers_of(work.session, space_id), person_id=person_id,
                               role=role.value)
    return result


def _there(work: Work, person_id: int, space_id: int | None) -> int:
    person = existing(work.session, Person, person_id)
    if person.state is PersonState.ERASED:
        raise Refused(refusals.UNKNOWN_PERSON)
    return space_id if space_id is not None else home_id(work)
