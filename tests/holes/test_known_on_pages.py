"""R19, R26, R29 and R33 once more, through pages: what a door draws, calls, takes from a form and shows."""

import ast
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import app as package
from app import jobs as runner
from app.accounts.models import LoginCode, LoginSession
from app.core import secrets
from app.core.kinds import ContentState, Status, StructureKind
from app.extensions import db
from app.notifications.models import Mail
from app.proposals.models import Proposal
from app.structures import service as structures
from app.structures.service import Card
from tests.build import World
from tests.core.test_pasting_pages import send
from tests.holes.test_known import SCRIPT, as_
from tests.polls import close, open_question, people
from tests.proposals.test_writing_pages import keep
from tests.web.signing import post, token
from tests.web.test_matrix import POLICY, routes

ROOT = Path(package.__file__).parent
ELSEWHERE = "http://169.254.169.254/latest/meta-data"


def test_r19_loomio_3934_what_opens_a_door_is_drawn_by_the_kernel_and_kept_as_a_digest(app: Flask, site: World):
    """128 bits at least, never a UUID nor a generator that can be foretold (ASVS 11.5.1)."""
    assert len({secrets.draw() for _ in range(100)} | {secrets.uid() for _ in range(100)}) == 200
    assert (len(secrets.draw()), len(secrets.uid())) == (43, 32)  # 256 bits in base64, 128 in hexadecimal
    foretold = [str(file.relative_to(ROOT)) for file in ROOT.rglob("*.py") for node in ast.walk(ast.parse(
        file.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)
        and {"random", "uuid"} & {getattr(node, "module", None), *(alias.name for alias in node.names)}]
    assert foretold == []
    site.person("Alice")
    client = as_(app, "Alice")
    with client.session_transaction() as cookie:
        held = cookie["_user_id"]
    with app.app_context():
        code = db.session.query(Mail).filter_by(kind="code").one().params["code"]
        kept = [row.digest for table in (LoginSession, LoginCode) for row in db.session.query(table)]
        db.session.remove()
    assert len(kept) == 2
    assert not [one for one in kept if held in one or code == one or len(one) != 64]


def test_r26_nothing_that_pages_and_jobs_do_opens_a_connection(app: Flask, site: World,
                                                              monkeypatch: pytest.MonkeyPatch):
    """With an address of the machine's own network in every text and field that takes one; mails go to a folder."""
    alice = site.person("Alice")
    idea = site.idea(alice, title="Une outilthèque, voyez http://127.0.0.1:1/", lived=f"[ici]({ELSEWHERE})")
    site.do(structures.register, alice, Card(name="Les outils du pays", kind=StructureKind.ASSOCIATION,
                                             college="associations", url=ELSEWHERE))
    client = as_(app, "Alice")

    def refuse(*told: Any, **_more: Any) -> None:
        raise AssertionError(f"something was called: {told}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    for path in (*routes(app, "GET"), f"/propositions/{idea}", "/structures/les-outils-du-pays"):
        with client.get(path) as answer:
            assert answer.status_code < 500, path
    pasted = send(client, f'<img src="{ELSEWHERE}/x.png"><a href="{ELSEWHERE}">ici</a>',
                  token(client.get("/mon-espace/reglages")))
    assert pasted.status_code == 200
    assert -1 not in runner.once(app).values()


def test_r29_discourse_cve_2026_28219_a_form_gives_a_text_and_no_rank(app: Flask, site: World):
    """Author, state, stage, figures and reference are never bound from a form (ASVS 15.3.3)."""
    alice, bob = site.person("Alice"), site.person("Bob")
    client = as_(app, "Alice")
    planted = {"author_id": bob, "person_id": bob, "state": "hidden", "status": "closed", "stage": "recognised",
               "supports": 999, "reference": "HA-N-2026-9999-A", "merged_into_id": 1, "carriers": 9,
               "space_id": 9, "id": 77, "published_at": "2020-01-01", "pinned": "y", "role": "operator"}
    preview = keep(client, **planted).headers["Location"]
    answer = post(client, preview.replace("relire", "publier"), planted, at=preview)
    assert answer.status_code == 303, answer.text
    with app.app_context():
        row = db.session.query(Proposal).one()
        assert (row.author_id, row.state, row.status, row.supports, row.version, row.merged_into_id, row.carriers) == (
            alice, ContentState.VISIBLE, Status.OPEN, 0, 1, None, 1)
        assert row.id != 77
        assert row.reference != planted["reference"]
        db.session.remove()


@pytest.mark.parametrize("method", ["majority", "majority_judgment", "approval", "schulze", "consent"])
def test_r33_zeus_29_nothing_in_a_question_runs_where_one_answers(app: Flask, site: World, method: str):
    """The page, the form of the ballot and the result, for each way of counting: no script but the site's own files,
    nothing of a third party, and the policy as the second wall."""
    people(site)
    options = (SCRIPT, "La gare", "L’école")
    decision = open_question(site, method, question=f"Où {SCRIPT} ?", options=options)
    client = as_(app, "Ann0")
    paths = [f"/decisions/{decision}", f"/decisions/{decision}/repondre", f"/decisions/{decision}/liste"]
    seen = [client.get(path) for path in paths]
    if method != "consent":
        close(site, decision)
        seen.append(client.get(paths[0]))
    for answer in seen:
        assert answer.status_code == 200, answer.request.path
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert not re.findall(r'<script(?![^>]*src="/static/)', answer.text)
        assert not re.findall(r'<(?:script|link|img|iframe|form)[^>]*(?:src|action)="(?:https?:)?//', answer.text)
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
