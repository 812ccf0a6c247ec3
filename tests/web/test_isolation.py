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

from app.attachments import service as attachments
from app.core.kinds import LineKind, Role, Stance, Subject
from app.discussion import service as discussion
from app.notifications import service as following
from app.proposals.service import amendments, carrying, proposals, starters, writing
from tests.build import REASON
from tests.papers import opened, picture
from tests.web.everything import hide, named, need_with_all, project_with_all
from tests.web.signing import token
from tests.web.test_matrix import first_of, routes
from tests.web.town import Town, town

WORD, NEAR = "phosphorescente", "zibeline"  # one is looked for, the other must not come with it
NOTHING = 987654
OPEN = {"a-plusieurs", "aide", "annee", "appels", "communes", "connexion", "installation", "langue", "logo", "mandats",
        "moderation", "mon-espace", "papier", "personnes", "qui-fait-quoi", "r", "regles", "structures", "themes"}
# Their ids name nothing that can be hidden, or nobody's but one's own.
NO_ID = {"/propositions/nouvelle/<track>", "/propositions/nouvelle/<track>/pas-a-pas", "/signaler/recu/<code>"}
PLACEHOLDERS = {"proposals.show", "discussion.comment", "discussion.branch"}
ALL, DRAFTS = {"project", "need", "parts", "draft", "used"}, {"draft", "used"}
READERS = {"": ALL, "Bob": ALL, "Dan": ALL, "Ines": ALL, "Mona": DRAFTS, "Alice": {"used"}}
SENT = {"reason": REASON, "body": REASON, "text": REASON, "title": "Un titre assez long", "stance": "for",
        "rationale": REASON, "field": "brings", "paragraph": "0", "version": "1", "seen": "1", "kind": "proposal",
        "explanation": REASON, "ground": "hate", "comes": "yes", "state": "done", "role": "member", "note": "Une note"}
TOKEN = re.compile(r'name="(?:csrf_token|act_key|key)"[^>]*value="[^"]+"')
Ids = dict[str, int]
Seen = tuple[int, str, str, str]


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Alice wrote and carries what is hidden; Bob is in its group and follows it, and carries something else; Dan keeps
    the site, and was asked to carry it; Ines is of the committee, Mona moderates."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("isolation"), days_ago=75):
        made.world.person("Dan", Role.OPERATOR)
        made.world.idea(made.world.person("Bob"), "Un four à pain pour le quartier")
        yield made


@pytest.fixture(scope="module")
def hidden(place: Town) -> dict[str, Ids]:
    world, said = place.world, f"{NEAR} {WORD}"
    alice, bob = world.person("Alice"), world.people["Bob"]
    project, need = asdict(project_with_all(world, said)), asdict(need_with_all(world, alice, said))
    project["proposal"], need["proposal"] = project.pop("project"), need.pop("need")
    world.do(carrying.invite_person, alice, project["proposal"], world.people["Dan"])
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
        "line": world.do(starters.add, carol, need, LineKind.OFFER, f"Un minibus {said}", "fr"),
    }
    for kind, number in made.items():
        hide(world, Subject(kind), number)
    joined = world.do(attachments.attach, chloe, need, f"Photo {said}", said, opened(picture()))
    world.do(attachments.remove, chloe, joined)
    return made | {"attachment": joined, "proposal": need}


def _drafts(place: Town, said: str) -> dict[str, Ids]:
    world, alice, fields = place.world, place.world.people["Alice"], {"title": said, "lived": said}
    kept, used = (world.do(writing.save, alice, key * 32, world.space_id, "need", fields, 0)[0] for key in "ku")
    text = proposals.Text(title="Un besoin publié depuis", lang="fr", fields={"lived": "Ce que je vis."},
                          place_ids=(world.places["Gap"],))
    world.do(proposals.submit, alice, world.space_id, "need", text, used)
    return {"draft": {"draft": kept}, "used": {"draft": used}}


def rules(place: Town) -> list[tuple[Rule, str]]:
    return sorted(((rule, method) for rule in place.app.url_map.iter_rules() if rule.arguments - {"filename"}
                   for method in ("GET", "POST") if method in (rule.methods or ())), key=str)


def asked_of(rule: Rule, names: dict[str, str], hidden: dict[str, Ids]) -> list[str]:
    """Which of the hidden things are asked for there; of two proposals, the one that has such a page."""
    if set(names.values()) == {"proposal"}:
        return ["need" if rule.endpoint.startswith("starters.") else "project"]
    return [which for which, ids in hidden.items() if names and set(names.values()) <= set(ids)]


def addresses(place: Town, hidden: dict[str, Ids]) -> list[tuple[str, str, str, str, str]]:
    """(which, endpoint, method, address of what is hidden, the same of nothing)."""
    found = []
    for rule, method in rules(place):
        for word in sorted(rule._converters["kind"].items) if "kind" in rule.arguments else [""]:
            names = named(rule, word)
            for which in asked_of(rule, names, hidden):
                given = {name: hidden[which][kind] for name, kind in names.items()} | ({"kind": word} if word else {})
                lost = {name: NOTHING for name, kind in names.items()
                        if (kind != "proposal" if which == "parts" else name == "number")}
                found.append((which, rule.endpoint, method, address(rule, given), address(rule, given | lost)))
    return found


def address(rule: Rule, given: dict[str, Any]) -> str:
    rest = {name: first_of(rule, name) for name in rule.arguments if name not in given}
    return str(rule.build({**rest, **given})[1])


def seen(client: FlaskClient, method: str, path: str, csrf: str) -> Seen:
    """What an answer tells, without its own address and tokens, and with what the next page would say."""
    answer = client.open(path, method=method, data={"csrf_token": csrf, **SENT} if method == "POST" else None)
    body = TOKEN.sub("", answer.text.replace(path, "…").replace(quote(path, safe=""), "…"))
    answer.close()
    with client.session_transaction() as kept:
        news = str(kept.pop("_flashes", ""))
    to = re.sub(r"\d+", "…", answer.headers.get("Location") or "")
    return answer.status_code, to, "" if to else body, news


def reader(place: Town, name: str) -> tuple[FlaskClient, str]:
    client = place.enter(name) if name else place.client
    return client, token(client.get("/mon-espace/reglages")) if name else ""


def test_every_address_with_an_id_is_asked(place: Town, hidden: dict[str, Ids]):
    """A new one is either listed as open, or asked for by the test below."""
    asked = {endpoint for _which, endpoint, *_rest in addresses(place, hidden)}
    assert {rule.rule for rule, _method in rules(place) if rule.endpoint not in asked
            and rule.rule.split("/")[1] not in OPEN} - NO_ID == set()


@pytest.mark.parametrize("name", READERS)
def test_r09_what_may_not_be_read_is_answered_like_nothing(place: Town, hidden: dict[str, Ids], name: str):
    client, csrf = reader(place, name)
    nothing = seen(client, "GET", "/propositions/987654", csrf)
    differs = []
    for which, endpoint, method, path, lost in addresses(place, hidden):
        at_the_door = not name and method == "POST"  # asked to sign in, whatever the address
        if which not in READERS[name] or endpoint in PLACEHOLDERS or at_the_door:
            continue
        told = seen(client, method, path, csrf)
        if told != nothing and told != seen(client, method, lost, csrf):
            differs.append((method, path, told[0], told[3]))
    assert differs == []
    assert nothing[0] == 404


def shown(client: FlaskClient, path: str) -> str:
    """Text of what is sent, whatever its kind; a redirect is followed, as a person would be."""
    answer = client.get(path, follow_redirects=True)
    told = answer.get_data(as_text=True) if "image/" not in answer.mimetype else ""
    answer.close()
    return told


def near_by(place: Town, hidden: dict[str, Ids], whose: str) -> list[str]:
    """Pages that would show it, if anything did: lists, search, feeds, map, journal, people, what it is tied to."""
    with place.world.make_session() as session:
        codes = list(session.scalars(sa.text("SELECT reference FROM proposal UNION SELECT reference FROM decision "
                                             "UNION SELECT reference FROM work_group")))
    need, project, parts = hidden["need"]["proposal"], hidden["project"]["proposal"], hidden["parts"]["proposal"]
    asked = [f"/recherche?q={WORD}", f"/recherche?q={WORD[:6]}*", f"/recherche?q={WORD}&quoi=comment",
             f"/propositions/ressemblances?title=Un+besoin+{WORD}", f"/besoins?q={WORD}", f"/projets?q={WORD}",
             f"/propositions/nouvelle/project?repond={need}", f"/propositions/{parts}/discussion?vue=pour-contre",
             f"/propositions/{parts}/amendements", f"/propositions/{parts}/synthese",
             f"/decisions/nouvelle?proposition={project}", f"/decisions/nouvelle?groupe={hidden['project']['group']}",
             f"/propositions/{parts}/discussion?autour={hidden['parts']['comment']}", "/communes/05046",
             "/themes/locaux", "/territoire/carte.geojson", f"/propositions/{project}", f"/propositions/{need}",
             f"/commentaires/{hidden['parts']['comment']}/reponses", "/nouvelles/suivi", "/nouvelles", "/mon-espace"]
    beside = [path.replace("/propositions/1", f"/propositions/{parts}") for path in routes(place.app, "GET")
              if not path.startswith(("/moderation", "/groupes", "/reunions", "/decisions/1", "/brouillons/1"))]
    people = [f"/personnes/{number}" for number in place.world.people.values()]
    if whose in ("Bob", "Dan"):
        return asked
    return [*asked, *people, *(f"/r/{code}" for code in codes), *beside]


@pytest.mark.parametrize("name", ["", "Bob", "Dan", "Ines"])
def test_r08_nothing_of_it_is_in_any_page_feed_file_or_search(place: Town, hidden: dict[str, Ids], name: str):
    """One's own data hold what one wrote oneself, and are read by nobody else."""
    client, _csrf = reader(place, name)
    own = {"/mon-espace/mes-donnees", "/mon-espace/mes-donnees.json", "/code-source.tar.gz"}
    paths = sorted(set(near_by(place, hidden, name)) - own)
    assert [path for path in paths if NEAR in shown(client, path)] == []
    assert NEAR in shown(place.enter("Mona"), f"/propositions/{hidden['need']['proposal']}"), "moderators read it"
