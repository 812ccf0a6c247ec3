"""Members of a work group: they join, take roles, leave."""

import sqlalchemy as sa

from app.models.groups import Group, GroupMember
from app.operations._following import follow
from app.operations._groups import group_for, leads, member
from app.operations._journey import advance, enter, touch
from app.operations._stage import opens, today
from app.operations._work import Refused, Work, operation
from app.queries.people import roles_on, speaks_for
from app.rules.charter import Feature
from app.rules.happenings import GroupLeft, GroupRoleGiven
from app.rules.kinds import GroupRole, Role, Subject
from app.rules.permissions import Action


@operation
def join(work: Work, group_id: int, structure_id: int | None = None, asked: GroupRole = GroupRole.MEMBER) -> bool:
    """Anybody who takes part may; always as a member. A named role is asked for, and given by who leads or carries."""
    group, proposal = group_for(work, Action.GROUP_JOIN, group_id)
    opens(work, proposal, Feature.GROUP)
    if structure_id is not None and not speaks_for(work.session, work.me, structure_id, today(work, group.space_id)):
        raise Refused("no_mandate", field="structure")
    if member(work, group_id, work.me) is not None:
        return False
    enter(work, group, work.me, structure_id, GroupRole.MEMBER)
    work.session.flush()  # the row is changed just below
    if asked is not GroupRole.MEMBER and (entered := member(work, group_id, work.me)) is not None:
        entered.asked_role = asked
    touch(work, proposal)
    follow(work, work.me, Subject.PROPOSAL, proposal.id)
    advance(work, proposal.id)
    return True


@operation
def leave(work: Work, group_id: int) -> None:
    """The last lead hands over first, as long as somebody is there to take it."""
    group, proposal = group_for(work, Action.GROUP_JOIN, group_id)
    there = member(work, group_id, work.me)
    if there is None:
        raise Refused("not_a_member")
    if leads(work, group_id) == {work.me} and group.members > 1:
        raise Refused("last_lead")
    there.until_at = work.now
    work.session.execute(sa.update(Group).where(Group.id == group_id).values(members=Group.members - 1)
                         .execution_options(synchronize_session=False))
    work.say(GroupLeft(space_id=group.space_id, subject_id=proposal.id, group_id=group_id, person_id=work.me))
    advance(work, proposal.id)


@operation
def give_role(work: Work, group_id: int, person_id: int, role: GroupRole) -> bool:
    """To a member. The lead is given by a lead, or by a carrier while there is none. True when it changed."""
    group, proposal = group_for(work, Action.GROUP_MANAGE, group_id)
    there = member(work, group_id, person_id)
    if there is None:
        raise Refused("not_a_member")
    there.asked_role = None
    if there.role is role:
        return False
    if GroupRole.LEAD in (role, there.role):
        _may_move_the_lead(work, group_id, there)
    there.role = role
    touch(work, proposal)
    work.say(GroupRoleGiven(space_id=group.space_id, subject_id=proposal.id, group_id=group_id, person_id=person_id,
                            role=role.value))
    advance(work, proposal.id)
    return True


def _may_move_the_lead(work: Work, group_id: int, there: GroupMember) -> None:
    now_leading = leads(work, group_id)
    if there.role is GroupRole.LEAD and now_leading == {there.person_id}:
        raise Refused("last_lead")
    group = work.session.get_one(Group, group_id)
    held = roles_on(work.session, work.me, group.proposal_id or 0)
    if Role.LEAD not in held and (now_leading or Role.CARRIER not in held):
        raise Refused("lead_gives_lead")
