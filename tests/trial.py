"""A work group and what it tries, for the tests of groups, meetings and experiments; all of it by operations."""

from datetime import date, time, timedelta
from decimal import Decimal

import sqlalchemy as sa

from app.core.kinds import Answer, GroupRole, OutcomeKind, Role
from app.decisions.service import steering
from app.experiments import service as experiments
from app.experiments.models import Indicator
from app.groups import service as groups
from app.groups.models import Group, Meeting
from tests.build import REASON, World
from tests.remembered import remembered

MINUTES = "Nous avons ouvert le local et compté les outils : **quarante**, dont six à réparer."
LESSONS = ("Le prêt marche quand une personne connue tient le cahier ; sans permanence régulière les outils ne "
           "reviennent pas, et personne n’ose les réclamer.")
HAPPENED = "Trente foyers ont emprunté, quatre outils ont disparu."


def group_of(world: World, project: int) -> int:
    with world.make_session() as session:
        return session.execute(sa.select(Group.id).where(Group.proposal_id == project)).scalar_one()


@remembered
def project_with_group(world: World) -> tuple[int, int]:
    """(proposal, group): carried by Alice, Zoe and Yann, who are its members."""
    project = world.group_project(world.person("Alice"))
    return project, group_of(world, project)


def plan(world: World, days: int = 3, **given: object) -> groups.Plan:
    return groups.Plan(**{"title": "Première réunion", "day": (world.now + timedelta(days=days)).date(),
                            "starts": time(18, 30), "ends": time(20), "where": "Salle des fêtes"} | given)


def meeting(world: World, group: int, by: int, days: int = 3, **given: object) -> int:
    made: int = world.do(groups.plan, by, group, plan(world, days, **given))
    return made


def held(world: World, group: int, by: int, *promises: groups.Promise) -> int:
    """A meeting with its minutes; time passes."""
    made = meeting(world, group, by)
    world.later(days=4)
    world.do(groups.write, by, made, groups.Said(text=MINUTES, present=[by], promises=promises))
    return made


def terms(world: World, **given: object) -> experiments.Terms:
    today = world.now.date()
    return experiments.Terms(**{
        "hypothesis": "Un outil partagé sert dix fois plus.", "population": "Trente foyers de Gap.",
        "starts_on": today, "ends_on": today + timedelta(days=120), "stop": "Plus de dix outils perdus.",
        "observers": "Le centre social, chaque mois."} | given)


@remembered
def experiment(world: World) -> tuple[int, int]:
    """(proposal, indicator): the gate's conditions are met one by one, then the committee says yes."""
    alice = world.person("Alice")
    project, group = project_with_group(world)
    world.do(groups.join, world.person("Bob"), group)
    world.do(groups.give_role, alice, group, alice, GroupRole.LEAD)
    held(world, group, alice)
    world.do(experiments.save, alice, project, terms(world), 0)
    world.do(experiments.add_indicator, alice, project, gauge())
    chair = world.person("Steering", Role.STEERING)
    world.do(steering.decide, chair, project, world.gate(project), Answer.PROMOTED, REASON)
    with world.make_session() as session:
        return project, session.execute(sa.select(Indicator.id).where(Indicator.proposal_id == project)).scalar_one()


def gauge(**given: object) -> experiments.Gauge:
    return experiments.Gauge(**{
        "name": "Prêts par mois", "unit": "prêts", "baseline": Decimal(4), "target": Decimal(40)} | given)


def measured(world: World, indicator: int, value: str = "12", on: date | None = None) -> int:
    """By Alice; today unless told otherwise."""
    day = on or world.now.date()
    made: int = world.do(experiments.add_measure, world.person("Alice"), indicator, day, Decimal(value))
    return made


def bilan(kind: OutcomeKind, **given: object) -> experiments.Bilan:
    return experiments.Bilan(**{"kind": kind, "happened": HAPPENED, "lessons": LESSONS} | given)


def meeting_row(world: World, number: int) -> Meeting:
    with world.make_session() as session:
        return session.get_one(Meeting, number)
