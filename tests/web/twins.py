"""One world built twice by the same operations, on SQLite and on a PostgreSQL that sorts as French does; and every
address of it asked of both. Nothing is normalised but the tokens that each form draws for itself."""

import os
import random
import re
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import unified_diff
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from werkzeug.exceptions import HTTPException

from app import create_app
from app.extensions import db
from tests import postgres as pg
from tests.web.signing import fit, sign_in

TOKEN = re.compile(rb'(name="(?:csrf_token|act_key|key)"[^>]*value=")[^"]+')
INSTANT = re.compile(rb'"20\d\d-\d\d-\d\dT[^"]+"')  # of who signed in when, in one's own data
OWN_DATA = "/mon-espace/mes-donnees.json"
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')
SKIPPED = ("/deconnexion", "/langue", "/code-source", "/static", "/healthz")
AGAIN = 2  # an instant may pass between the two answers


@contextmanager
def same_chance() -> Iterator[None]:
    """The kernel's randomness replaced by streams that are the same each time, one for each length asked for (what
    libraries draw once for themselves does not move the others): both worlds draw the same secrets."""
    streams = defaultdict[int, random.Random](lambda: random.Random(2026))
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((os, "urandom"), (random, "_urandom")):
            patch.setattr(module, name, lambda size: streams[size].randbytes(size))
        yield


def house(folder: Path, url: str) -> Flask:
    folder.mkdir(exist_ok=True)
    return fit(create_app(folder, secret_key="t" * 40, mode="test", database_url=url, jobs=False, rate_limits=False))


@contextmanager
def two_houses(server: sa.URL, folder: Path) -> Iterator[dict[str, Flask]]:
    """Empty ones, each on a database of its own; PostgreSQL's sorts as French does."""
    name = f"twins_{os.getpid()}_{secrets.token_hex(4)}"
    pg.create(Path(server.query["host"]), name)
    url = server.set(database=name).render_as_string(hide_password=False)
    apps = {"sqlite": house(folder / "sqlite", f"sqlite:///{folder / 'sqlite' / 'cordee.db'}"),
            "postgresql": house(folder / "postgresql", url)}
    try:
        for app in apps.values():
            with app.app_context():
                upgrade()
                db.session.remove()
        yield apps
    finally:
        for app in apps.values():
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


@dataclass
class Twins:
    """The two applications, and who is signed in to each."""

    apps: dict[str, Flask]
    clients: dict[tuple[str, str], FlaskClient] = field(default_factory=dict)

    @classmethod
    def built(cls, apps: dict[str, Flask], build: Callable[[Flask], None]) -> "Twins":
        for app in apps.values():
            with same_chance(), app.app_context():
                build(app)
                db.session.remove()
        return cls(apps)

    def client(self, engine: str, address: str) -> FlaskClient:
        """Signed in once; an empty address is a visitor."""
        key = (engine, address)
        if key not in self.clients:
            self.clients[key] = self.apps[engine].test_client()
            if address:
                sign_in(self.apps[engine], self.clients[key], address)
        return self.clients[key]

    def asked(self, address: str, path: str) -> dict[str, tuple[int, str | None, bytes]]:
        """Status, where it leads to, body."""
        found = {}
        for engine in self.apps:
            answer = self.client(engine, address).get(path)
            body = TOKEN.sub(rb"\1", answer.data)
            found[engine] = (answer.status_code, answer.headers.get("Location"),
                             INSTANT.sub(b"", body) if path == OWN_DATA else body)
            answer.close()
        return found

    def differ(self, address: str, path: str) -> dict[str, tuple[int, str | None, bytes]]:
        """Nothing where both say the same."""
        for _ in range(AGAIN):
            found = self.asked(address, path)
            if len(set(found.values())) == 1:
                return {}
        return found

    @staticmethod
    def first_difference(found: dict[str, tuple[int, str | None, bytes]]) -> str:
        """For whoever reads the failure."""
        one, other = (f"{status} {place}\n{body.decode(errors='replace')}".replace("<", "\n<").splitlines()
                      for status, place, body in found.values())
        return " | ".join(list(unified_diff(one, other, n=0, lineterm=""))[2:8])

    def walk(self, address: str, start: list[str], most: int = 10**6, kinds: int = 10**6) -> "Walk":
        """Every address that a reader is led to, and those that we begin with; no more than `kinds` of one rule."""
        walk, waiting, tried = Walk(), list(start), dict[str, int]()
        app = next(iter(self.apps.values()))
        while waiting and len(walk.asked) < most:
            path = waiting.pop(0)
            kind = rule_of(app, path)
            if path in walk.asked or path.startswith(SKIPPED) or not kind or tried.get(kind, 0) >= kinds:
                continue
            tried[kind] = tried.get(kind, 0) + 1
            walk.asked.add(path)
            found = self.asked(address, path)
            if len(set(found.values())) > 1 and (found := self.differ(address, path)):
                walk.different[path] = found
            for status, place, body in found.values():
                if status >= 500:
                    walk.broken.add(path)
                if b"<html" in body:
                    waiting += [unescape(link) for link in LINK.findall(body.decode())]
                if place:
                    parts = urlsplit(place)
                    waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        return walk


@dataclass
class Walk:
    asked: set[str] = field(default_factory=set)
    different: dict[str, dict[str, tuple[int, str | None, bytes]]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)


def rule_of(app: Flask, path: str) -> str:
    try:
        rule, _given = app.url_map.bind("localhost").match(path.partition("?")[0], method="GET", return_rule=True)
    except HTTPException:
        return ""
    return rule.rule
