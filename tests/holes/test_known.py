"""R1 to R36 where no other file has them: votes, readers, strings, links, and one law over all of them."""

import ast
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import app as package
from app.accounts.models import Person
from app.accounts.queries.accounts import actor_of
from app.accounts.service import erasure, roles, signing_in
from app.core.kinds import Answer, Role
from app.core.markup import rendered
from app.core.models import Base
from app.core.permissions import ALLOWED, Action
from app.core.unit_of_work import Refused
from app.decisions.models import Ballot, Decision, SealedBallot
from app.decisions.service import ballots, decisions, steering
from app.notifications.models import Mail
from app.proposals.models import Proposal, Support
from app.proposals.service import proposals, writing
from app.site.service import settings
from app.territory.models import Membership
from tests.build import REASON, World, other_space
from tests.papers import picture
from tests.polls import close, decided, open_question
from tests.web.signing import post, sign_in, token

ROOT, TESTS = Path(package.__file__).parent, Path(__file__).parents[1]
SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
WORDS = {"first_name": "Alice", "name_choice": "first_initial"}


def as_(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    sign_in(app, client, f"{name.lower()}@example.org")
    return client


def outcomes(function, times: int) -> list[object]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(function, range(times)))


def test_each_of_the_thirty_six_has_its_test():
    found = set()
    for file in TESTS.rglob("test_*.py"):
        found |= {int(name[6:8]) for node in ast.walk(ast.parse(file.read_text()))
                  if isinstance(node, ast.FunctionDef) and re.match(r"test_r\d\d_", name := node.name)}
    assert found == set(range(1, 37))


# Votes counted once


def test_r01_decidim_cve_2023_47634_thirty_two_supports_at_once_are_one(world: World, session: Session):
    alice = world.person("Alice")
    need = world.need(world.person("Bob"))
    new = outcomes(lambda _n: proposals.support(world.make_session, world.now, alice, need), 32)
    assert new.count(True) == 1
    assert session.query(Support).filter_by(proposal_id=need, person_id=alice).count() == 1
    assert session.get_one(Proposal, need).supports == 1


def test_r02_consul_2415_one_vote_is_unique_in_the_database_itself(engine: sa.Engine):
    seen = sa.inspect(engine)
    assert set(seen.get_pk_constraint("support")["constrained_columns"]) == {"proposal_id", "person_id"}
    assert set(seen.get_pk_constraint("ballot")["constrained_columns"]) == {"decision_id", "voice_tag"}
    assert ["by_tag", "decision_id"] in [sorted(one["column_names"]) for one in seen.get_unique_constraints("ballot")]


def test_r03_siv_318_two_browsers_of_one_voice_are_one_ballot(world: World, session: Session):
    decision = open_question(world)
    alice = world.person("Alice")
    world.do(decisions.add_to_roll, world.person("Ines"), decision, alice, REASON)
    outcomes(lambda n: ballots.answer(world.make_session, world.now, alice, decision,
                                      ("for", "abstain")[n % 2]), 16)
    assert session.query(SealedBallot).filter_by(decision_id=decision).count() == 1


@pytest.mark.parametrize("choice", [[], ["o1", "o1"], ["o9"], ["o1", "o2", "o3", "o4"], None, {"o1": 1}, "o1"])
def test_r04_mastodon_18513_what_is_no_choice_leaves_no_trace(world: World, session: Session, choice: object):
    alice = world.person("Alice")
    decision = open_question(world, "approval")
    with pytest.raises(Refused):
        world.do(ballots.answer, alice, decision, choice if choice != [] else ["", ""])
    assert session.query(SealedBallot).count() == session.query(Ballot).count() == 0


def test_r05_loomio_4102_fifty_changes_are_one_ballot_and_the_last_one_counts(world: World, session: Session):
    alice = world.person("Alice")
    decision = open_question(world)
    for n in range(20):
        world.do(ballots.answer, alice, decision, ("for", "abstain")[n % 2])
    outcomes(lambda n: ballots.answer(world.make_session, world.now, alice, decision, ("for", "abstain")[n % 2]), 30)
    world.do(ballots.answer, alice, decision, "for")
    close(world, decision)
    row = session.get_one(Decision, decision)
    assert [each.choice for each in session.query(Ballot).all()] == ["for"]
    assert row.result is not None


def test_r06_phpfusion_2351_the_vote_sent_again_changes_nothing(app: Flask, site: World):
    site.person("Alice")
    decision = open_question(site)
    alice = as_(app, "Alice")
    page = f"/decisions/{decision}/repondre"
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', alice.get(page).text))
    sent |= {"csrf_token": token(alice.get(page)), "choice": "abstain"}
    answers = {alice.post(page, data=sent).status_code for _ in range(3)}
    assert answers <= {200, 303}
    with app.app_context():
        from app.extensions import db

        assert db.session.query(SealedBallot).filter_by(decision_id=decision).count() == 1


# Roles and scopes


def test_r14_decidim_cve_2026_45330_a_role_in_a_call_counts_in_that_call_alone(world: World, session: Session):
    """And CVE-2026-45414."""
    bob, idea = world.person("Bob"), world.ready_idea(world.person("Alice"))
    call = other_space(world)
    for role in (Role.STEERING, Role.MODERATOR, Role.OPERATOR):
        session.add(Membership(space_id=call, person_id=bob, role=role, granted_at=world.now))
    session.commit()
    with pytest.raises(Refused, match="not_your_role"):
        world.do(steering.decide, bob, idea, world.gate(idea), Answer.DECLINED, REASON)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(roles.grant, bob, bob, Role.OPERATOR)
    with pytest.raises(Refused, match="not_your_role"):
        world.do(settings.rename, bob, "À moi", "Moi", "", {})
    assert actor_of(session, bob, idea).roles == {Role.PARTICIPANT}


def test_r16_decidim_cve_2026_45377_ones_data_are_at_no_address_that_can_be_handed_on(app: Flask, site: World):
    """And CVE-2026-45378. Made for whoever is signed in: there is no link, no number, nothing to replay."""
    for name in ("Alice", "Bob"):
        site.person(name)
    path = "/mon-espace/mes-donnees.json"
    assert "alice@example.org" in as_(app, "Alice").get(path).text
    assert "alice@example.org" not in as_(app, "Bob").get(path).text
    assert app.test_client().get(path).headers["Location"].startswith("/connexion")
    rules = [rule.rule for rule in app.url_map.iter_rules() if "donnees" in rule.rule]
    assert all("<" not in rule for rule in rules)


def test_r18_loomio_12668_the_link_of_a_mail_signs_nobody_in_by_itself(app: Flask, site: World):
    """A GET shows a form: programs that read mails before people do follow links."""
    alice = site.person("Alice")
    client = app.test_client()
    post(client, "/connexion", {"email": "alice@example.org"})
    with app.app_context():
        from app.extensions import db

        code = db.session.query(Mail).filter_by(kind="code").one().params["code"]
    other = app.test_client()
    other.get(f"/connexion/code?courriel=alice%40example.org&code={code}")
    assert other.get("/mon-espace").status_code == 303
    assert alice


def test_r30_discourse_cve_2026_21865_moderating_reads_nothing_private(app: Flask, site: World):
    """And CVE-2026-32620: neither drafts, nor what is prepared, nor ballots, nor others' news."""
    alice, mona = site.person("Alice"), site.person("Mona", Role.MODERATOR)
    draft = site.do(writing.save, alice, "k" * 32, site.space_id, "need", {"title": "Un brouillon zibeline"}, 0)[0]
    idea = site.idea(alice)
    site.do(writing.prepare, alice, idea, {"governance": "Une gouvernance zibeline"}, 0)
    client = as_(app, "Mona")
    assert client.get(f"/brouillons/{draft}").status_code == 404
    for path in ("/moderation", "/mon-espace", "/nouvelles", f"/propositions/{idea}", "/mon-espace/mes-donnees.json"):
        assert "zibeline" not in client.get(path).text, path
    assert mona


def test_r31_discourse_cve_2026_28227_a_right_is_asked_again_when_the_time_comes(world: World, session: Session):
    """A role waits for an address; whoever asked for it has lost theirs meanwhile."""
    olga, otto = world.person("Olga", Role.OPERATOR), world.person("Otto", Role.OPERATOR)
    world.do(roles.invite, olga, "zoe@example.org", Role.MEMBER, "fr")
    world.do(roles.revoke, None, olga, Role.OPERATOR)
    key = "k" * 40
    world.do(signing_in.ask_code, None, "zoe@example.org", "fr", key)
    code = session.query(Mail).filter_by(kind="code").one().params["code"]
    session.rollback()
    entered = world.do(signing_in.enter_code, None, "zoe@example.org", code, key, "Firefox")
    world.do(signing_in.sign_up, None, entered.welcome, "zoe@example.org", signing_in.Profile(first_name="Zoé"),
             locale="fr", label="")
    zoe = session.query(Person.id).filter_by(email_key="zoe@example.org").scalar()
    assert actor_of(session, zoe).roles == {Role.PARTICIPANT}
    assert otto


# Strings


def test_r22_decidim_cve_2023_51447_a_files_name_is_never_shown(app: Flask, site: World):
    """And CVE-2024-27095: the name is drawn by the service; what people read is the title they typed."""
    import io

    alice = site.person("Alice")
    idea = site.idea(alice)
    client = as_(app, "Alice")
    path = f"/propositions/{idea}/joindre"
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(path).text))
    sent |= {"csrf_token": token(client.get(path)), "title": SCRIPT, "caption": SCRIPT,
             "file": (io.BytesIO(picture()), "<img src=x onerror=alert(1)>.jpg")}
    answer_ = client.post(path, data=sent, content_type="multipart/form-data")
    assert answer_.status_code == 303, answer_.text
    page = client.get(f"/propositions/{idea}").text
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page.replace("onerror=alert(1)&gt;", "")
    assert "&lt;script&gt;" in page


def test_r23_decidim_cve_2024_39910_staff_store_no_script_either(app: Flask, site: World):
    """And CVE-2026-45572, CVE-2024-45594, CVE-2026-44282: no raw HTML for anybody; the policy is the second wall."""
    olga = site.person("Olga", Role.OPERATOR)
    site.do(settings.rename, olga, "<script>alert(1)</script>", "<b>x", f"Asso {SCRIPT}", {"fr": SCRIPT})
    decision = open_question(site, question=f"Où {SCRIPT} ?")
    for path in ("/", f"/decisions/{decision}", "/decisions", "/journal"):
        answer = app.test_client().get(path)
        assert "<script>alert" not in answer.text, path
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "default-src 'none'" in policy or "default-src 'self'" in policy


def test_r24_decidim_cve_2024_32034_the_staffs_own_pages_show_it_as_text(app: Flask, site: World):
    from app.core.kinds import Ground, Subject
    from app.moderation import service as moderation

    alice = site.person("Alice")
    site.person("Mona", Role.MODERATOR)
    site.person("Ines", Role.STEERING)
    need = site.need(alice, title=f"Un besoin {SCRIPT}")
    site.do(moderation.report, site.person("Rita"), Subject.PROPOSAL, need, Ground.HATE, SCRIPT)
    for name, path in (("Mona", "/moderation"), ("Mona", "/moderation/1"), ("Mona", "/journal"), ("Ines", "/comite")):
        assert "<script>alert" not in as_(app, name).get(path).text, path


@pytest.mark.parametrize("address", [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)", "vbscript:x",
    "data:text/html,x", " javascript:alert(1)", "javascript&colon;alert(1)", "\x01javascript:alert(1)",
    "jav&#x09;ascript:x"])
def test_r25_loomio_12668_a_link_of_markdown_leads_to_no_code(address: str):
    for text in (f"[lire]({address})", f"[lire](<{address}>)", f"<{address}>", f"[lire][1]\n\n[1]: {address}",
                 f"![x]({address})", f"<a href='{address}'>lire</a>"):
        assert not re.search(r'(href|src)="\s*(java|data|vb)', rendered(text), re.IGNORECASE), text


CALLERS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "telnetlib", "socket",
           "smtplib", "imaplib", "poplib", "xmlrpc.client", "asyncio", "ssl", "redis", "pycurl", "websockets"}
MAY_CALL = {"notifications/mail.py": {"smtplib", "socket", "ssl"}, "site/cli/serve.py": {"socket"},
            "site/cli/site.py": {"socket"},
            **{f"site/serving/{name}.py": {"asyncio", "socket"}  # they listen, and call nobody
               for name in ("connection", "server", "threads")}}


def test_r26_decidim_cve_2026_45573_no_address_that_people_type_is_ever_called():
    """The service asks nothing of anybody but its mail server: no module of it can. A line of MAY_CALL is a module that
    opens a connection which no visitor names."""
    found = {}
    for file in ROOT.rglob("*.py"):
        name = str(file.relative_to(ROOT))
        for node in ast.walk(ast.parse(file.read_text())):
            modules = ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                       else [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
                       if isinstance(node, ast.ImportFrom) else [])
            for module in modules:
                if module in CALLERS - MAY_CALL.get(name, set()):
                    found[name] = module
    assert found == {}


def test_r26_an_address_typed_in_a_text_or_as_a_source_is_not_called(world: World, monkeypatch: pytest.MonkeyPatch):
    import socket

    def refuse(*_args: object) -> None:
        raise AssertionError("something was called")

    alice, ines = world.person("Alice"), world.person("Ines", Role.STEERING)
    with world.make_session() as session:
        session.execute(sa.text("SELECT 1"))  # PostgreSQL’s own connection is there already
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    world.need(alice, lived="Voyez http://169.254.169.254/latest et ![x](http://127.0.0.1:1/x.png).")
    world.do(decisions.record_external, ines, world.space_id, "Qui préside ?", "https://127.0.0.1:1/election",
             "a" * 64, "Alice est élue, avec 12 voix.", world.now.date() - timedelta(days=1))


def test_r28_discourse_cve_2021_43794_what_a_stranger_sends_is_in_no_page_that_is_kept(app: Flask, site: World):
    site.need(site.person("Alice"))
    client = app.test_client()
    plain = client.get("/besoins")
    for headers in ({"X-Forwarded-Host": "evil.example"}, {"X-Original-URL": "/evil"}, {"X-Forwarded-Scheme": "evil"},
                    {"Accept": "application/json"}, {"Forwarded": "host=evil.example"}):
        answer = client.get("/besoins", headers=headers)
        assert "evil" not in answer.text
        assert answer.mimetype == "text/html"
        assert answer.headers["ETag"] == plain.headers["ETag"], headers
    other = client.get("/besoins", headers={"Accept-Language": "en"})
    assert other.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Language" in other.headers["Vary"]


def test_r33_helios_225_a_question_cannot_break_the_page_of_its_ballot(app: Flask, site: World):
    """And Zeus 29."""
    site.person("Alice")
    decision = open_question(site, "approval", question=f"Où {SCRIPT} ?", options=(SCRIPT, "La gare", "L’école"))
    answer_ = as_(app, "Alice").get(f"/decisions/{decision}")
    assert "<script>alert" not in answer_.text
    assert "<img src=x" not in answer_.text
    assert not re.findall(r'<script(?![^>]*src="/static/)', answer_.text)
    assert not re.findall(r'(?:src|href)="https?://(?!localhost)', re.sub(r'rel="[^"]*"', "", answer_.text).split(
        "<footer")[0])


# Secrets, and what is left of somebody


def test_r35_decidim_1953_no_table_joins_a_person_and_a_secret_choice(world: World, engine: sa.Engine):
    """And CONSUL 3863. Every column of every table is looked at: where a receipt or a choice of a secret vote is, no
    person is."""
    decision = decided(world, "majority", ["for", "against", "abstain", "for", "against", "for"], ballots="secret")
    with engine.connect() as connection:
        rows = connection.execute(sa.select(Ballot.__table__).where(Ballot.decision_id == decision)).mappings().all()
        assert {row["person_id"] for row in rows} == {row["structure_id"] for row in rows} == {None}
        receipts = {row["receipt"] for row in rows}
        people_columns = {"person_id", "actor_id", "author_id", "voice"}
        for table in Base.metadata.sorted_tables:
            if table.name in ("ballot", "decision_file", "decision") or not people_columns & set(table.c.keys()):
                continue
            for row in connection.execute(sa.select(table)):
                assert not receipts & {str(value) for value in row}, table.name


def test_r35_the_name_of_who_left_is_nowhere(world: World, engine: sa.Engine):
    alice = world.person("Alice")
    with world.make_session() as session:
        person = session.get_one(Person, alice)
        person.first_name, person.display_name, person.about = "Philibertine", "Philibertine Zibeline", "Zibeline"
        session.commit()
    world.need(alice)
    world.do(erasure.erase, alice)
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                said = " ".join(map(str, row))
                assert not re.search("Philibertine|Zibeline|alice@", said), table.name


def test_every_act_of_staff_is_refused_to_a_mere_participant():
    """Beside R13, whatever the route: no action of staff is open to who has no role."""
    open_to_all = {action for action, who in ALLOWED.items() if Role.PARTICIPANT in who}
    staff = {Action.CASE_JUDGE, Action.CASE_READ, Action.CHARTER_PROPOSE, Action.GATE_DECIDE, Action.ROLE_GRANT,
             Action.SITE_BRAND, Action.SITE_OPERATE, Action.STEERING_READ, Action.PROPOSAL_MERGE}
    assert not staff & open_to_all
