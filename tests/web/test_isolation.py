"""Nothing tells that a draft, a joined file or a hidden text is there: whoever may not read it and asks for it, through
every address that could name it, gets the answer for something that never was.

Left out on purpose, and only these: a hidden proposal's own address, and a hidden message in its thread, say that
something was hidden, when and on what ground, and nothing of it (people see that moderation was at work)."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.operations import amendments, attachments, carriers, discussion, drafts, following, need_lines, proposals
from app.rules.kinds import Role, Stance, Subject
from app.rules.kinds_talk import LineKind
from tests.build import REASON
from tests.papers import picture
from tests.web.everything import hide, need_with_all, project_with_all
from tests.web.signing import token
from tests.web.test_matrix import first_of, routes
from tests.web.town import Town, town

WORD, NEAR = "phosphorescente", "zibeline"  # one is looked for, the other must not come with it
NOTHING = 987654
PLACES = {"brouillons": "draft", "comite": "proposal", "commentaires": "comment", "debats": "debate",
          "decisions": "decision", "documents": "document", "engagements": "commitment", "groupes": "group",
          "lignes": "line", "pieces": "attachment", "propositions": "proposal", "reunions": "meeting"}
BESIDE = {"amendment": "amendment", "answer": "answer", "carrier_id": "carrier", "document": "document",
          "indicator_id": "indicator", "milestone_id": "milestone", "pledge": "pledge", "risk": "risk",
          "same": "decision"}
OPEN = {"aide", "appels", "communes", "langue", "mandats", "moderation", "mon-espace", "personnes", "r", "regles",
        "structures", "themes"}  # their ids name nothing that can be hidden, or nobody's but one's own
NO_ID = {"/propositions/nouvelle/<track>", "/signaler/recu/<code>"}
PLACEHOLDERS = {"proposals.show", "discussion.comment", "discussion.branch"}
READERS = {"": "project need parts draft used", "Bob": "project need parts draft used", "Dan": "project need parts draft",
           "Ines": "project need parts draft", "Olga": "project need parts draft", "Mona": "draft used",
           "Alice": "used"}
SENT = {"reason": REASON, "body": REASON, "text": REASON, "title": "Un titre assez long", "stance": "for",
        "rationale": REASON, "field": "brings", "paragraph": "0", "version": "1", "seen": "1", "kind": "proposal",
        "explanation": REASON, "ground": "hate", "comes": "yes", "state": "done", "role": "member", "note": "Une note"}
TOKEN = re.compile(r'name="(?:csrf_token|key)"[^>]*value="[^"]+"')
Ids = dict[str, int]
Seen = tuple[int, str, str, str]


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Alice wrote and carries what is hidden; Bob is in its group and follows it; Dan was asked to carry it."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("isolation"), days_ago=75):
        for name in ("Bob", "Dan"):
            made.world.person(name)
        made.world.person("Olga", Role.OPERATOR)
        yield made


@pytest.fixture(scope="module")
def hidden(place: Town) -> dict[str, Ids]:
    world, said = place.world, f"{NEAR} {WORD}"
    alice, bob = world.person("Alice"), world.people["Bob"]
    project, need = asdict(project_with_all(world, said)), asdict(need_with_all(world, alice, said))
    project["proposal"], need["proposal"] = project.pop("project"), need.pop("need")
    world.do(carriers.invite_person, alice, project["proposal"], world.people["Dan"])
    with world.make_session() as session:
        project["carrier"] = session.scalar(sa.text("SELECT max(id) FROM carrier"))
    for kind, number in ((Subject.GROUP, project["group"]), (Subject.PROPOSAL, need["proposal"])):
        world.do(following.follow, bob, kind, number)
    made = {"project": project, "need": need, "parts": _parts(place, said), **_drafts(place, said)}
    for number in (project["proposal"], need["proposal"]):
        hide(world, Subject.PROPOSAL, number)
    return made


def _parts(place: Town, said: str) -> Ids:
    """Of a need that everybody reads."""
    world = place.world
    carol, chloe = world.person("Carol"), world.person("Chloe")
    need = world.need(chloe, "Un besoin que tout le monde lit")
    made = {
        "comment": world.do(discussion.post, carol, need, Stance.FOR, f"Un message {said}.", "fr"),
        "amendment": world.do(amendments.make, carol, need, "lived", 0, 1, f"Le soir {said}.", said, "fr"),
        "line": world.do(need_lines.add, carol, need, LineKind.OFFER, f"Un minibus {said}", "fr"),
    }
    for kind, number in made.items():
        hide(world, Subject(kind), number)
    joined = world.do(attachments.attach, chloe, need, f"Photo {said}", said, picture())
    world.do(attachments.remove, chloe, joined)
    return made | {"attachment": joined, "proposal": need}


def _drafts(place: Town, said: str) -> dict[str, Ids]:
    world, alice, fields = place.world, place.world.people["Alice"], {"title": said, "lived": said}
    kept, used = (world.do(drafts.save, alice, key * 32, world.space_id, "need", fields, 0)[0] for key in "ku")
    text = proposals.Text(title="Un besoin publié depuis", lang="fr", fields={"lived": "Ce que je vis."},
                          place_ids=(world.places["Gap"],))
    world.do(proposals.submit, alice, world.space_id, "need", text, used)
    return {"draft": {"draft": kept}, "used": {"draft": used}}


def named(rule: Rule, word: str = "proposal") -> dict[str, str]:
    """Argument to the kind of thing that it names."""
    kind = word if "kind" in rule.arguments else PLACES.get(rule.rule.split("/")[1], "")
    found = {name: BESIDE[name] for name in rule.arguments if name in BESIDE}
    return found | ({"number": kind} if "number" in rule.arguments and kind else {})


def rules(place: Town) -> list[tuple[Rule, str]]:
    return sorted(((rule, method) for rule in place.app.url_map.iter_rules() if rule.arguments - {"filename"}
                   for method in ("GET", "POST") if method in (rule.methods or ())), key=str)


def addresses(place: Town, hidden: dict[str, Ids]) -> list[tuple[str, str, str, str, str]]:
    """(which, endpoint, method, address of what is hidden, the same of nothing)."""
    found = []
    for rule, method in rules(place):
        words = sorted(rule._converters["kind"].items) if "kind" in rule.arguments else [""]
        for which, ids in hidden.items():
            for word in words:
                names = named(rule, word)
                if not names or not set(names.values()) <= set(ids) or set(names.values()) == {"proposal"} & set(
                        names.values()) and (which == "parts" or (which == "need" and "carrier" not in word)):
                    continue
                given: dict[str, Any] = {name: ids[kind] for name, kind in names.items()} | (
                    {"kind": word} if word else {})
                lost = {name: NOTHING for name, kind in names.items()
                        if (kind != "proposal" if which == "parts" else name == "number")}
                found.append((which, rule.endpoint, method, address(rule, given), address(rule, given | lost)))
    return found


def address(rule: Rule, given: dict[str, Any]) -> str:
    rest = {name: first_of(rule, name) for name in rule.arguments if name not in given}
    return str(rule.build({**rest, **given})[1])
