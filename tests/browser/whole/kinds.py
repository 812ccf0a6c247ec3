"""Every kind of page that each role can read, found by following the links of the demo territory."""

import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.exceptions import HTTPException
from werkzeug.routing import AnyConverter, Rule
from werkzeug.routing.converters import NumberConverter
from werkzeug.test import TestResponse

from app import create_app
from app.demo.load import load
from app.extensions import db, sessions
from tests.web.signing import ask, fit, last_code, post, sign_in

PEOPLE = {"visitor": None, "member": "claire.r@example.org", "carrier": "mehdi.b@example.org",
          "lead": "solene.v@example.org", "steering": "bernard.m@example.org", "moderator": "anouk.g@example.org",
          "operator": "ines.d@example.org"}
LINK = re.compile(r'href="(/[^"#]*)')
NOT_PAGES = ("/static", "/deconnexion", "/langue", "/healthz")
TRIED = 14  # addresses of one kind that links lead to, before it is left aside
NUMBERS = 25  # things of one kind that are tried by force
KEPT = 2  # addresses of one kind that are looked at: the first, and the longest of the others


@dataclass
class Reader:
    role: str
    client: FlaskClient
    kinds: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cookie: str = ""

    @property
    def addresses(self) -> list[tuple[str, str]]:
        return [(kind, path) for kind, paths in sorted(self.kinds.items()) for path in paths]


@contextmanager
def demo() -> Iterator[Flask]:
    """The demo territory on a database of its own, gone at the end."""
    folder = Path(tempfile.mkdtemp())
    app = fit(create_app(folder, secret_key="s" * 40, mode="demo", jobs=False, rate_limits=False,
                         database_url=f"sqlite:///{folder / 'cordee.db'}"))
    app.config["WTF_CSRF_SSL_STRICT"] = False
    with app.app_context():
        upgrade()
        load(sessions(), datetime.now(UTC))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(folder)


def readers(app: Flask, roles: tuple[str, ...] = ()) -> list[Reader]:
    """Everybody who reads, or those roles, each with an address or two of every kind."""
    clients = {role: app.test_client() for role in PEOPLE}
    for role, email in PEOPLE.items():
        if email:
            sign_in(app, clients[role], email)
    more = _begin(clients)
    found = [Reader(role, client) for role, client in clients.items() if not roles or role in roles]
    for reader in found:
        _follow(app, reader, more.get(reader.role, []))
    return [_with_cookie(reader) for reader in (*found, *(() if roles else _entering(app)))]


NEED = {"title": "Un arrêt à l’abri du vent", "lived": "On attend le car debout dans le froid.", "places": "Embrun"}
RUDE = {"body": "Nous en parlons **samedi**, et pas avec n’importe qui.", "stance": "neutral"}
HIDDEN = {"verdict": "hide", "ground": "harassment", "explanation": "Le message vise des personnes et non leurs idées."}


def _begin(clients: dict[str, FlaskClient]) -> dict[str, list[str]]:
    """What the demo leaves to be done: a draft, messages of one's own, one reported and hidden, rules being rewritten.

    Addresses that no link leads to, for each role."""
    draft = post(clients["member"], "/propositions/nouvelle/need", NEED).headers.get("Location", "")
    said = {role: _number(post(clients[role], "/propositions/7/commenter", RUDE)) for role in ("member", "lead")}
    post(clients["steering"], "/regles/brouillon", at="/regles/versions")
    reported = post(clients["carrier"], f"/signaler/comment/{said['member']}", {"ground": "harassment"})
    case = re.findall(r'href="(/moderation/\d+)"', clients["moderator"].get("/moderation").text)
    post(clients["moderator"], case[-1], HIDDEN)
    return {"visitor": [f"/commentaires/{said['lead']}/utile"],
            "member": [draft, f"/commentaires/{said['member']}/modifier"],
            "lead": [f"/commentaires/{said['lead']}/modifier"], "carrier": [reported.headers.get("Location", "")]}


def _number(answer: TestResponse) -> int:
    """Of the message that was just published."""
    return int(re.findall(r"\d+", answer.headers["Location"])[-1])


def _with_cookie(reader: Reader) -> Reader:
    cookie = reader.client.get_cookie("cordee")
    reader.cookie = cookie.value if cookie else ""
    return reader


def _entering(app: Flask) -> list[Reader]:
    """The pages between two states: the code that was mailed, the first welcome."""
    half, new = Reader("entering", app.test_client()), Reader("newcomer", app.test_client())
    for reader in (half, new):
        ask(reader.client, f"{reader.role}@example.org")
    half.kinds["people.code"] = ["/connexion/code"]
    post(new.client, "/connexion/code", {"code": last_code(app, "newcomer@example.org")})
    new.kinds["people.welcome"] = ["/connexion/bienvenue"]
    return [half, new]


def _follow(app: Flask, reader: Reader, more: list[str]) -> None:
    waiting, seen = [*filter(None, more), "/", "/introuvable", *_plain(app)], set[str]()
    tried: dict[str, int] = defaultdict(int)
    lengths: dict[str, list[int]] = defaultdict(list)
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(app, path)
        if path in seen or path.startswith(NOT_PAGES) or not kind or tried[kind] >= TRIED:
            continue
        seen.add(path)
        tried[kind] += 1
        waiting += _read(reader, kind, path, lengths)
    for kind, path in ((kind_of(app, path), path) for path in _by_force(app)):
        if not lengths[kind] and path not in seen:
            _read(reader, kind, path, lengths)


def _read(reader: Reader, kind: str, path: str, lengths: dict[str, list[int]]) -> list[str]:
    """The links of a page."""
    answer = reader.client.get(path)
    found = []
    if answer.mimetype == "text/html" and answer.status_code == (404 if kind == "404" else 200):
        _keep(reader, kind, path, len(answer.data), lengths)
        found = [unescape(link) for link in LINK.findall(answer.text)]
    answer.close()
    return found


def _keep(reader: Reader, kind: str, path: str, length: int, lengths: dict[str, list[int]]) -> None:
    """The first, and the longest of the others."""
    known = lengths[kind]
    if len(known) < KEPT:
        reader.kinds[kind].append(path)
        known.append(length)
    elif length > known[-1]:
        reader.kinds[kind][-1], known[-1] = path, length


def kind_of(app: Flask, path: str) -> str:
    """The endpoint, with the words that choose a template of its own; a page that is not there is a kind too."""
    try:
        endpoint, given = app.url_map.bind("localhost").match(path.partition("?")[0], method="GET")
    except HTTPException:
        return "404" if path == "/introuvable" else ""
    words = [str(v) for k, v in sorted(given.items()) if isinstance(v, str) and k in ("track", "listed", "section")]
    return "/".join([endpoint, *words])


def _plain(app: Flask) -> list[str]:
    return [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]


def _by_force(app: Flask) -> list[str]:
    """What no link leads to: each rule with the numbers of things."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.arguments:
            continue
        for number in range(1, NUMBERS):
            given = {name: _value(rule, name, number) for name in rule.arguments}
            if None not in given.values():
                found.append(rule.build(given)[1])
    return found


def _value(rule: Rule, name: str, number: int) -> object:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[number % len(converter.items)]
    return number if isinstance(converter, NumberConverter) else {"gate": "to_work_group"}.get(name)
