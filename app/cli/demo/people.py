"""The demo's people, their roles, the structures and who speaks for them."""

from datetime import datetime

import sqlalchemy as sa

from app.cli.demo.stage import Stage
from app.cli.demo.texts import Row
from app.models.structures import Structure
from app.operations import accounts, mandates, structures
from app.operations import people as roles
from app.operations._people import Profile
from app.operations.structures import Card
from app.rules.kinds import Role, StructureKind


def plan(stage: Stage) -> None:
    for row in stage.texts.people.values():
        stage.at(515, _enter, row)
    for n, row in enumerate(stage.texts.structures.values()):
        stage.at(510 - n // 2, _register, row)
    for row in stage.texts.people.values():
        for key in row.get("represents", ()):
            stage.at(465, _speak, row["key"], key)


def _enter(stage: Stage, when: datetime, row: Row) -> None:
    profile = Profile(first_name=row["first_name"], last_name=row["last_name"], place_id=stage.places[row["commune"]])
    person_id = stage.do(when, accounts.enter_person, None, row["email"], profile, row.get("locale", "fr"))
    stage.people[row["key"]] = person_id
    for role in row.get("roles", ()):
        if role != Role.PARTICIPANT:
            stage.do(when, roles.grant, None, person_id, Role(role))


def _register(stage: Stage, when: datetime, row: Row) -> None:
    card = Card(
        name=row["name"],
        kind=StructureKind(row["kind"]),
        college=row["college"],
        place_id=stage.places.get(row["commune"]),
        about=row["about"],
        aliases=tuple(row.get("aliases", ())),
    )
    slug = stage.do(when, structures.register, "operator", card)
    stage.structures[row["key"]] = stage.one(sa.select(Structure.id).where(Structure.slug == slug))


def _speak(stage: Stage, when: datetime, person: str, structure: str) -> None:
    """Asked by the person, confirmed by somebody else of the committee."""
    mandate_id = stage.do(when, mandates.ask, person, stage.structures[structure])
    stage.do(when, mandates.confirm, "steering" if person != "steering" else "operator", mandate_id)
