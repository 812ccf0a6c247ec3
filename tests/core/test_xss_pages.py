"""Strings that ran somewhere once, in every text people write; nothing of them runs on any page or in any file."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import html5lib
import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.core.calendar import civil_day
from app.core.database import WRITE
from app.core.kinds import Ground, Role, Stance, Subject
from app.core.unit_of_work import Refused
from app.discussion import service as discussion
from app.experiments import service as pact
from app.groups import service as meetings
from app.groups.models import Group
from app.moderation import service as moderation
from app.proposals.models import Proposal
from app.proposals.service import amendments, proposals
from app.proposals.service.texts import MARKS
from tests.vectors import corpus
from tests.web.town import Town, town

PLACE = ZoneInfo("Europe/Paris")  # its day, whatever the hour of the test
TAGS = {"script", "iframe", "object", "embed", "style", "math", "base", "frame", "applet", "marquee", "xss"}
ACTING = ("on", "srcdoc", "style", "formaction")
LONG = "\n\n" + "x" * 40


@cache
def packed(most: int) -> list[str]:
    """Many strings in one text, up to the length it may have, without those that a form refuses."""
    found = [""]
    for bad in corpus():
        if MARKS & set(bad):
            continue
        if len(found[-1]) + len(bad) + 1 > most:
            found.append("")
        found[-1] = f"{found[-1]} {bad[:most]}".strip()
    return found


def runs(text: str) -> list[str]:
    """What a browser would run, or follow into code."""
    found = []
    for node in html5lib.parse(text, namespaceHTMLElements=False).iter():
        tag = str(node.tag)
        if tag in TAGS and not (tag == "script" and (node.get("src") or "").startswith("/static/")):
            found.append(tag)
        if tag == "meta" and (node.get("http-equiv") or "").lower() == "refresh":
            found.append("meta refresh")
        found += [f"{tag} {name}" for name in node.attrib if str(name).startswith(ACTING)]
        found += [f"{tag} {node.get(name)}" for name in ("href", "src", "action", "data", "xlink:href")
                  if "".join((node.get(name) or "").split()).lower().startswith(("javascript:", "data:", "vbscript:"))]
    return found


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A need and a group's project whose every text is hostile, and twenty needs to be given titles."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("xss"), days_ago=60):
        world = made.world
        alice, bob = world.person("Alice"), world.person("Bob")
        world.person("Mona", Role.MODERATOR)
        need = world.need(alice, lived=packed(4000)[0])
        for n, bad in enumerate(packed(3900)):
            comment = world.do(discussion.post, bob, need, Stance.QUESTION, f"{bad} {n}", "fr")
        world.do(moderation.report, alice, Subject.COMMENT, comment, Ground.HATE, packed(1900)[0])
        for n in range(20):
            lived = packed(4000)[n % len(packed(4000))]
            world.need(world.person(f"P{n // 5}"), title=f"Un besoin, numéro {n}", lived=lived)
        yield made


def planted(there: Town, table: Any, column: str, texts: list[str], where: Any = True) -> int:
    """Straight into the rows: what is asked here is how they are shown. Returns how many took one."""
    with there.world.make_session() as session:
        session.connection(execution_options=WRITE)
        rows = list(session.scalars(sa.select(table).where(where).order_by(table.id)))
        for row, text in zip(rows, texts, strict=False):
            setattr(row, column, text)
        session.commit()
    return len(rows)


def found_on(there: Town, paths: list[str], name: str = "") -> dict[str, list[str]]:
    client = there.enter(name) if name else there.client
    pages = {}
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        pages[path] = answer.text
    return {path: found for path, text in pages.items() if (found := runs(text))}


def test_a_form_refuses_the_signs_that_nobody_sees(there: Town):
    bad = [text for text in corpus() if MARKS & set(text)]
    assert len(bad) >= 10
    for text in bad:
        with pytest.raises(Refused):
            there.world.do(discussion.post, there.world.people["Bob"], 1, Stance.NEUTRAL, f"avis {text} avis", "fr")


def test_texts_and_comments(there: Town):
    paths = [f"/propositions/{n}" for n in range(1, 6)]
    paths += ["/propositions/1/fiche", "/propositions/1/affiche", "/propositions/1/versions", "/recherche?q=script"]
    assert found_on(there, paths) == {}


def test_what_moderators_and_the_signed_in_read(there: Town):
    assert found_on(there, ["/moderation", "/moderation/1"], "Mona") == {}
    assert found_on(there, ["/propositions/1", "/mon-espace", "/nouvelles"], "Alice") == {}


def test_r20_titles_and_names(there: Town):
    """In lists, feeds and open data too."""
    titles, names = packed(160), packed(60)
    for start in range(0, len(titles), 21):
        planted(there, Proposal, "title", titles[start:])
        planted(there, Person, "display_name", names[start // 3:], Person.display_name.not_in(("Mona",)))
        paths = ["/besoins", "/journal", "/propositions/3", "/propositions/3/fiche"]
        assert found_on(there, paths) == {}
        json.loads(there.read("/territoire/carte.geojson"))
        html5lib.parse(there.read("/journal.atom"))
    planted(there, Proposal, "title", [f"Un besoin, numéro {n}" for n in range(21)])


def test_groups_meetings_pacts_and_suggestions(there: Town):
    world, bad = there.world, packed(1500)
    alice = world.people["Alice"]
    item = world.group_project(alice)
    with world.make_session() as session:
        group = session.scalar(sa.select(Group.id).where(Group.proposal_id == item))
    told = meetings.Plan(title=packed(160)[5], day=civil_day(world.now, PLACE), starts=meetings.time(18),
                         ends=meetings.time(19), where=packed(160)[6], agenda=bad[0])
    meeting = world.do(meetings.plan, alice, group, told)
    world.later(days=2)
    world.do(meetings.write, alice, meeting, meetings.Said(text=packed(20_000)[0] + LONG, present=[alice]))
    world.do(pact.save, alice, item, pact.Terms(hypothesis=bad[1], population=bad[2], stop=bad[3], observers=bad[4]), 0)
    world.do(amendments.make, world.people["Bob"], item, "problem", 0, 1, bad[5], bad[6], "fr")
    pages = [f"/propositions/{item}", f"/groupes/{group}", f"/reunions/{meeting}", f"/propositions/{item}/pacte",
             f"/propositions/{item}/amendements"]
    assert found_on(there, pages) == {}
    lines = there.read(f"/reunions/{meeting}.ics").split("\r\n")
    assert sum(line.startswith(("SUMMARY", "LOCATION", "URL", "BEGIN")) for line in lines) == 5
    world.do(proposals.withdraw, alice, item, bad[7])
    assert found_on(there, pages[:1]) == {}


@pytest.mark.parametrize("path", ["/besoins", "/recherche", "/connexion", "/propositions/ressemblances"])
def test_r21_what_is_typed_in_an_address(there: Town, path: str):
    for bad in packed(5000):
        told = dict.fromkeys(("q", "titre", "title", "suite", "commune"), bad)
        assert runs(there.client.get(path, query_string=told).text) == []
