"""Sixty strings that ran somewhere once, in every text people write; nothing of them runs on any page."""

import html5lib
import pytest
from flask import Flask

from app.models.people import Person
from app.operations import discussion, meetings, minutes, pact, proposals
from app.rules.kinds import Stance
from tests.build import World

CALLS = ["alert(1)", "fetch(`//x`)", "top[`al`+`ert`](1)"]
SHAPES = [
    "<script>{}</script>",
    "<ScRiPt >{}</sCrIpT>",
    '"><script>{}</script>',
    "'><img src=x onerror={}>",
    "<svg onload={}>",
    "<svg/onload={}>",
    '<img src=x onerror="{}">',
    "<body onload={}>",
    '<a href="javascript:{}">x</a>',
    "[x](javascript:{})",
    "[x](JaVaScRiPt:{})",
    "[x](data:text/html,<script>{}</script>)",
    "<iframe srcdoc='{}'>",
    "<details open ontoggle={}>",
    "<math><mtext></mtext><script>{}</script></math>",
    "</title><script>{}</script>",
    "</textarea><script>{}</script>",
    "<style>@import '{}'</style>",
    "<x onmouseover={}>x",
    '![x](x"onerror="{})',
]
CORPUS = [shape.format(call) for shape in SHAPES for call in CALLS]
TAGS = {"script", "iframe", "object", "embed", "style", "math", "base"}


def runs(text: str) -> list[str]:
    """What a browser would run or follow into code."""
    found = []
    for node in html5lib.parse(text, namespaceHTMLElements=False).iter():
        tag = str(node.tag)
        if tag in TAGS and not (tag == "script" and (node.get("src") or "").startswith("/static/")):
            found.append(tag)
        found += [f"{tag} {name}" for name in node.attrib if str(name).startswith(("on", "srcdoc", "style"))]
        found += [
            f"{tag} {node.get(name)}"
            for name in ("href", "src", "action")
            if (node.get(name) or "").strip().lower().startswith(("javascript:", "data:", "vbscript:"))
        ]
    return found


def rename(site: World, person_id: int, name: str) -> None:
    with site.make_session() as session:
        session.connection(execution_options={"writes": True})
        session.get_one(Person, person_id).display_name = name[:120]
        session.commit()


def test_the_corpus_is_large_enough():
    assert len(CORPUS) == 60


def test_needs_comments_and_names(app: Flask, site: World):
    client, pages = app.test_client(), ["/", "/besoins", "/journal", "/territoire", "/recherche?q=script"]
    for n, bad in enumerate(CORPUS):
        author = site.person(f"P{n // 6}")
        need = site.need(author, title=f"{n} {bad}"[:160], lived=bad)
        site.do(discussion.post, author, need, Stance.QUESTION, bad, "fr")
        pages.append(f"/propositions/{need}")
    for n in range(10):
        rename(site, site.people[f"P{n}"], CORPUS[n])
        pages.append(f"/personnes/{site.people[f'P{n}']}")
    assert {path: found for path in pages if (found := runs(client.get(path).text))} == {}


@pytest.mark.parametrize("bad", CORPUS[::6])
def test_groups_meetings_and_pacts(app: Flask, site: World, bad: str):
    from datetime import timedelta

    from app.models.groups import Group

    now = site.now
    site.now -= timedelta(days=60)
    alice = site.person("Alice")
    item = site.group_project(alice)
    site.now = now
    with site.make_session() as session:
        group = session.query(Group.id).filter_by(proposal_id=item).scalar()
    day = (now - timedelta(days=2)).date()
    told = meetings.Plan(
        title=bad[:160], day=day, starts=meetings.time(18), ends=meetings.time(19), where=bad[:200], agenda=bad
    )
    meeting = site.do(meetings.plan, alice, group, told)
    site.do(minutes.write, alice, meeting, minutes.Said(text=bad + " " * 5 + "x" * 30, present=[alice]))
    site.do(pact.save, alice, item, pact.Terms(hypothesis=bad, population=bad, stop=bad, observers=bad), 0)
    site.do(proposals.withdraw, alice, item, bad + "x" * 30)
    client = app.test_client()
    pages = (f"/propositions/{item}", f"/groupes/{group}", f"/reunions/{meeting}", f"/propositions/{item}/pacte")
    assert {path: found for path in pages if (found := runs(client.get(path).text))} == {}


@pytest.mark.parametrize("bad", CORPUS[::4])
def test_what_is_typed_in_an_address(app: Flask, site: World, bad: str):
    client = app.test_client()
    for path in ("/besoins", "/recherche", "/connexion", "/propositions/nouvelle/need", "/propositions/ressemblances"):
        for name in ("q", "titre", "title", "suite", "commune"):
            assert runs(client.get(path, query_string={name: bad}).text) == [], (path, name)
