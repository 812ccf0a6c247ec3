"""What an address or a form names may not be there: that is an answer, never a fault, on every route there is."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule
from werkzeug.routing.converters import NumberConverter

from app.core.kinds import Role
from tests.web.everything import named, need_with_all, project_with_all
from tests.web.signing import token
from tests.web.town import town

NOBODY = 987_654
WORDS = {"track": "need", "gate": "to_work_group", "code": "05061", "slug": "locaux", "kind": "proposal"}
ASKED = ("apres", "avant", "at", "avec", "avis", "code", "courriel", "de", "depuis", "espace", "fiche", "filtre",
         "genre", "groupe", "paragraphe", "quoi", "repond", "reponse", "reprise", "suite", "tri", "v", "vue")
SENT = ("amendment", "chosen", "commune", "covers", "de", "decision", "draft", "facilitator", "from", "group", "holder",
        "lifted", "lifts", "meeting", "middle", "newest", "number", "on", "other", "paragraph", "parent", "person",
        "place", "present", "question", "seen", "space", "structure", "theme", "to", "up_to", "version", "voice")
ENDS = ("people.sign_out", "people.erase")  # whoever follows them is gone


@dataclass
class Filled:
    """A town with a thing of each kind, and what number it bears."""

    app: Flask
    client: FlaskClient  # of somebody who carries it, and holds every role
    ids: dict[str, int]


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    for place in town(sqlite_template, tmp_path_factory.mktemp("missing"), days_ago=30):
        world = place.world
        for role in (Role.STEERING, Role.MODERATOR, Role.OPERATOR):
            world.person("Alice", role)
        need, project = need_with_all(world, world.person("Bob"), "paisible"), project_with_all(world, "partagée")
        place.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield Filled(place.app, place.enter("Alice"), asdict(need) | asdict(project) | {"proposal": project.project})


def _rules(place: Filled, method: str) -> list[Rule]:
    return [rule for rule in place.app.url_map.iter_rules()
            if method in (rule.methods or ()) and rule.endpoint not in ENDS]


def _path(place: Filled, rule: Rule, missing: str = "") -> str:
    """With what is there in each place of the address, but one."""
    kinds, given = named(rule), {}
    for name in rule.arguments:
        converter = rule._converters[name]
        if name == missing:
            given[name] = NOBODY if isinstance(converter, NumberConverter) else "nobody-at-all"
        elif isinstance(converter, AnyConverter):
            given[name] = sorted(converter.items)[0]
        else:
            given[name] = place.ids.get(kinds.get(name, ""), WORDS.get(name, 1))
    with place.app.test_request_context():
        return rule.build(given)[1]


def test_an_address_that_names_nothing(there: Filled):
    client, found = there.client, []
    sent = {"csrf_token": token(client.get("/profil/modifier"))}
    for rule in _rules(there, "GET") + _rules(there, "POST"):
        for missing in rule.arguments:
            if isinstance(rule._converters[missing], AnyConverter):
                continue
            path = _path(there, rule, missing)
            for method in {"GET", "POST"} & (rule.methods or set()):
                answer = client.open(path, method=method, data=sent if method == "POST" else None)
                found += [f"{method} {path}: {answer.status_code}"] if answer.status_code >= 500 else []
                answer.close()
    assert found == []


def test_a_question_that_names_nothing(there: Filled):
    client, found = there.client, []
    for rule in _rules(there, "GET"):
        path = _path(there, rule)
        answer = client.get(path, query_string=dict.fromkeys(ASKED, str(NOBODY)))
        found += [f"{path}: {answer.status_code}"] if answer.status_code >= 500 else []
        answer.close()
    assert found == []


def test_a_form_that_names_nothing(there: Filled):
    client, found = there.client, []
    sent = dict.fromkeys(SENT, str(NOBODY)) | {"csrf_token": token(client.get("/profil/modifier"))}
    for rule in _rules(there, "POST"):
        path = _path(there, rule)
        answer = client.post(path, data=sent)
        found += [f"{path}: {answer.status_code}"] if answer.status_code >= 500 else []
        answer.close()
    assert found == []
