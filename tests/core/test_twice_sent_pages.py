"""A form sent twice is written once, and the second answer is the first one's page: each address that writes, each
kind of form; a key that is missing, another content, another person; and a ballot, which writes no key."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pysqlite3 import dbapi2
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

import app as house
from app import create_app
from app.attachments.models import Attachment
from app.core.database import prepare
from app.core.kinds import GroupRole, Role
from app.core.models import ActKey, Base
from app.decisions.models import SealedBallot
from app.discussion.models import Comment
from app.experiments.models import Pledge
from app.extensions import db
from app.groups import service as groups
from app.groups.models import Meeting
from app.journal.models import Event
from app.moderation.models import Report
from app.proposals.models import Amendment, Carrier, NeedLine, Proposal
from app.structures.models import Structure
from app.territory.models import RoleInvitation
from tests.build import World
from tests.core.test_work_service import Deaf
from tests.papers import odt
from tests.polls import open_question, people
from tests.proposals.test_writing_pages import NEW, keep
from tests.trial import project_with_group
from tests.web.signing import fit, key_of, sign_in, token
from tests.web.town import Town, town

STATE, LINE = "the state holds that it is done", "locked, and done once: the second finds it so"
REPEATABLE = {
    "amendments.support": "one upsert", "amendments.unsupport": "one delete", "brand.logo_removed": "one delete",
    "charters.begin": "the draft that is there is found again, under the lock of its space",
    "decisions.answer": "a ballot is one upsert; its transaction writes no row beside it",
    "decisions.close": "the same ballots, the same answer", "decisions.take_back": "one update",
    "demonstration.enter": "a mark in the browser",
    "discussion.edit": "the same text changes nothing", "discussion.mute": "one upsert",
    "discussion.not_useful": "one delete", "discussion.unmute": "one delete", "discussion.useful": "one upsert",
    "experiments.reached": LINE, "experiments.remove_document": LINE, "following.follow": "one upsert",
    "following.follow_thing": "one upsert", "following.mark_all": "one update", "following.mark_group": "one update",
    "following.unfollow": "one delete", "following.unfollow_thing": "one delete", "groups.attend": "one upsert",
    "factors.begin_totp": "the secret waits for a code: the latest one counts",
    "factors.challenge": "a code is used once", "factors.put_in_force": "a code is used once",
    "factors.remove": "one delete", "factors.totp": "a code is used once",
    "factors.passkey_options": "a challenge: the latest one counts", "factors.use_passkey": "a challenge is taken once",
    "factors.rename_passkey": "the same name changes nothing",
    "groups.change": "the same plan moves nothing", "groups.give_role": LINE, "groups.join": LINE,
    "groups.settle": LINE, "home.drop": "one delete", "journal.subscribe": "one upsert",
    "journal.unsubscribe": "one update", "likeness.dismiss": "one update",
    "moderation.report": "UNIQUE by who reports: the same receipt", "papers.forget": LINE,
    "papers.need": "UNIQUE by the token drawn with the sheet's form", "people.close_others": "one update",
    "people.close_session": "one update", "people.erase": LINE, "people.language": "one update",
    "people.settings": "one update", "people.sign_out": "one update",
    "people.address": "a code, within the ceiling of its address; the latest one counts",
    "people.address_code": "a code is used once", "people.code": "a code is used once",
    "people.link": "a link is used once", "people.password": "opens a session and nothing else",
    "people.sign_in": "a code, within the ceiling of its address; the latest one counts",
    "people.welcome": "UNIQUE by address",
    "proposals.autosave": "UNIQUE by the draft's own key, and its number",
    "proposals.keep": "UNIQUE by the draft's own key, and its number",
    "proposals.keep_edit": "UNIQUE by the proposal, and its number", "proposals.link": "one upsert",
    "proposals.place": "the same place changes nothing", "proposals.support": "one upsert",
    "proposals.support_again": "one update", "proposals.unsupport": "one delete", "roles.cancel": "one delete",
    "rounds.object_": "casts a ballot: the same objection is one, found again", "rounds.test": "one upsert",
    "setup.begin": "a mark in the browser", "setup.question": "a file, replaced",
    "setup.summary": "once for ever: every page of it is a 404 afterwards",
    "starters.remove": LINE, "steps.trial": "a mail to oneself, asked for", "structures.edit": "one update",
}
WRITES_NOTHING = {"design.pressed", "pasting.read", "proposals.answer_one", "roles.look", "simulation.show"}
KEYED = {
    "amendments": "become by_hand comment decline integrate make withdraw",
    "attachments": "join join_meeting remove",
    "brand": "colours factory logo_sent name",
    "charters": "drop propose section whole",
    "decisions": "add annul conclude deadline delegations external interest open_gate open_question",
    "discussion": "send send_reply send_synthesis",
    "experiments": "add_document add_indicator add_pledge add_risk check_in declare drop_indicator measure "
                   "milestone save settle_pledge settle_risk",
    "factors": "add_passkey draw_sheet recovery remove_passkey reset",
    "groups": "cancel leave plan publish",
    "moderation": "answer judge",
    "papers": "slips",
    "people": "remove_password set_password",
    "proposals": "accept decline drop easy invite invite_person keep_ahead leave merge offer publish revise split "
                 "unlink unmerge wake withdraw",
    "roles": "give invite refuse reverse second withdraw",
    "rounds": "accept amend contest next_step say take_back withdraw",
    "samples": "add remove",
    "starters": "add conclude open_debate reopen",
    "steering": "agree appeal contest decide postpone",
    "steps": "mail",
    "structures": "confirm end mandate new refuse",
}
TEMPLATES = Path(house.__file__).parent / "templates"
AGAIN = "il compte une fois"
SAID = {"stance": "neutral", "body": "Un avis que je donne une seule fois."}


def test_every_address_that_writes_says_how_it_is_written_once(app: Flask):
    """Keyed, or repeatable for a reason, or writing nothing: one of them, and none left out."""
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    keyed = {name for name in posted if getattr(app.view_functions[name], "keyed", False)}
    assert keyed == {f"{room}.{name}" for room, names in KEYED.items() for name in names.split()}
    assert posted - keyed == REPEATABLE.keys() | WRITES_NOTHING
    assert not REPEATABLE.keys() & WRITES_NOTHING


FREE = {"_shared/frame.html": "signing out", "simulation/show.html": "nothing is written"}


@pytest.mark.parametrize("file", [file for file in sorted(TEMPLATES.rglob("*.html")) if "post" in file.read_text()])
def test_every_form_that_is_sent_carries_a_key(file: Path):
    """By its macro (`f.form`, `a.token()`), or by hand."""
    forms = re.findall(r'<form[^>]*method="post".*?</form>', file.read_text(), re.S)
    carried = re.compile(r"act_key|(?<!csrf_)token\((key)?\)")
    assert all(carried.search(form) for form in forms) or str(file.relative_to(TEMPLATES)) in FREE


def counted(app: Flask, *tables: type) -> list[int]:
    with app.app_context():
        found = [db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables]
        db.session.remove()
    return found


def form_of(client: FlaskClient, page: str, **fields: object) -> dict[str, object]:
    """What the browser would send of the form of that page."""
    opened = client.get(page)
    assert opened.status_code == 200, page
    return {"csrf_token": token(opened), "act_key": key_of(opened), **fields}


def pressed(client: FlaskClient, path: str, sent: dict[str, object], times: int = 3) -> list[TestResponse]:
    return [client.post(path, data=dict(sent)) for _ in range(times)]


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A need of Alice's, talked about; a project with its group, which she leads; Bob, and who keeps the site."""
    for made in town(sqlite_template, tmp_path_factory.mktemp("twice"), days_ago=41):
        world = made.world
        alice = world.person("Alice")
        _project, group = project_with_group(world)
        world.do(groups.give_role, alice, group, alice, GroupRole.LEAD)
        world.need(alice)
        world.idea(alice, title="Un four à pain banal")
        for name, role in (("Bob", Role.MEMBER), ("Olga", Role.OPERATOR)):
            world.person(name, role)
        yield made


PROJECT, NEED, IDEA = 1, 2, 3
SOON = "2030-05-02"
PLAN = {"title": "Deuxième réunion", "day": SOON, "starts": "18:30", "ends": "20:00", "where": "La halle", "agenda": ""}
CARD = {"name": "Les Amis du Buëch", "kind": "association", "college": "associations"}
PRESSES = {
    "comment": ("Bob", f"/propositions/{NEED}/commenter", "", SAID, Comment),
    "amendment": ("Bob", f"/propositions/{NEED}/amendements/nouveau?champ=lived&paragraphe=0",
                  f"/propositions/{NEED}/amendements/nouveau",
                  {"field": "lived", "paragraph": "0", "version": "1", "text": "Après vingt heures, rien.",
                   "rationale": "C’est plus exact."}, Amendment),
    "line": ("Bob", f"/propositions/{NEED}/lignes/offer", "", {"body": "Je prête un minibus."}, NeedLine),
    "report": ("Bob", f"/signaler/proposal/{IDEA}", "", {"ground": "hate", "note": ""}, Report),
    "meeting": ("Alice", "/groupes/1/reunions/nouvelle", "", PLAN, Meeting),
    "contribution": ("Bob", f"/propositions/{PROJECT}/contributions/nouvelle", "",
                     {"kind": "equipment", "what": "Une scie", "structure": "0"}, Pledge),
    "structure": ("Bob", "/structures/nouvelle", "", CARD, Structure),
    "carrier": ("Alice", f"/propositions/{IDEA}/porter", f"/propositions/{IDEA}/porter/inviter",
                {"email": "bob@example.org"}, Carrier),
    "invitation": ("Olga", "/qui-fait-quoi", "/qui-fait-quoi/inviter",
                   {"who": "nadia@example.org", "role": "relay"}, RoleInvitation),
}


@pytest.mark.parametrize("kind", PRESSES)
def test_three_presses_of_a_slow_button(place: Town, kind: str):
    who, page, path, fields, table = PRESSES[kind]
    client = place.enter(who)
    sent = form_of(client, page, **fields)
    before, said = counted(place.app, table, Event)
    answers = pressed(client, path or page, sent)
    assert {answer.status_code for answer in answers} == {303}, answers[0].text
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert counted(place.app, table, Event) == [before + 1, said + 1]


def test_the_second_answer_does_not_thank_twice(place: Town):
    client = place.enter("Bob")
    sent = form_of(client, f"/propositions/{IDEA}/commenter", **SAID)
    first = client.post(f"/propositions/{IDEA}/commenter", data=sent)
    assert "Votre message est publié" in client.get(first.headers["Location"]).text
    again = client.post(f"/propositions/{IDEA}/commenter", data=sent)
    page = client.get(again.headers["Location"]).text
    assert AGAIN in page
    assert "Votre message est publié" not in page


def test_a_file_is_joined_once(place: Town):
    alice, path = place.enter("Alice"), f"/propositions/{IDEA}/joindre"
    sent = form_of(alice, path, title="Le plan du four", caption="")
    for _ in range(2):
        answer = alice.post(path, data=sent | {"file": (io.BytesIO(odt()), "plan.odt")})
        assert answer.status_code == 303, answer.text
    assert counted(place.app, Attachment) == [1]


def test_a_draft_published_from_two_pages_is_one_need(app: Flask, client: FlaskClient, site: World):
    """The key of a draft's text, not of the page that shows it."""
    site.person("Alice")
    sign_in(app, client, "alice@example.org")
    preview = keep(client).location
    tabs = [form_of(client, preview) for _ in range(2)]
    answers = [client.post(preview.replace("relire", "publier"), data=tab) for tab in tabs]
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(303, "/propositions/1")] * 2
    assert counted(app, Proposal) == [1]


def test_relire_pressed_twice_is_one_draft(app: Flask, client: FlaskClient, site: World):
    site.person("Alice")
    sign_in(app, client, "alice@example.org")
    page = client.get(NEW)
    sent = {"csrf_token": token(page), "key": "k" * 32, "version": "0", "title": "Garder les enfants le soir",
            "lived": "Après dix-neuf heures, rien.", "places": "embrun"}
    assert [one.headers.get("Location") for one in pressed(client, NEW, sent)] == ["/brouillons/1/relire"] * 3


def test_the_key_is_the_same_until_it_is_written(place: Town):
    client, path = place.enter("Bob"), f"/propositions/{IDEA}/commenter"
    sent = form_of(client, path, stance="neutral", body="")
    wrong = client.post(path, data=sent)
    assert (wrong.status_code, key_of(wrong)) == (422, sent["act_key"])
    before = counted(place.app, Comment)[0]
    answers = pressed(client, path, sent | {"body": "Cette fois, quelque chose."}, 2)
    assert [one.status_code for one in answers] == [303, 303]
    assert counted(place.app, Comment) == [before + 1]


@pytest.mark.parametrize("key", [None, "", "court", "x" * 65, "é" * 30, "\x00" * 30])
def test_a_form_without_its_key_comes_back_filled(place: Town, key: str | None):
    """A page that was open during an upgrade."""
    sender, path = another_window(place.enter("Bob")), f"/propositions/{IDEA}/commenter"
    sent = {"csrf_token": token(sender.get(path)), **SAID, **({} if key is None else {"act_key": key})}
    before = counted(place.app, Comment)
    answer = sender.post(path, data=sent)
    assert answer.status_code == 422
    assert SAID["body"] in answer.text
    assert f'action="{path}"' in answer.text
    assert counted(place.app, Comment) == before
    kept = {"csrf_token": token(answer), "act_key": key_of(answer), **SAID}
    assert sender.post(path, data=kept).status_code == 303


def test_the_same_form_with_another_text_is_asked_about(place: Town):
    """Back in the browser, another sentence, sent: neither lost nor a second one that nobody asked for."""
    client, path = place.enter("Bob"), f"/propositions/{IDEA}/commenter?avis=for"
    sent = form_of(client, path, **SAID)
    first = client.post(path, data=sent)
    before = counted(place.app, Comment)[0]
    answer = client.post(path, data=sent | {"body": "Une autre phrase, ensuite."})
    assert (answer.status_code, counted(place.app, Comment)) == (422, [before])
    assert "Une autre phrase, ensuite." in answer.text
    assert f'href="{first.headers["Location"]}"' in answer.text
    assert f'action="{path}"' in answer.text
    new = {"csrf_token": token(answer), "act_key": key_of(answer), **SAID, "body": "Une autre phrase, ensuite."}
    assert client.post(path, data=new).status_code == 303
    assert counted(place.app, Comment) == [before + 1]


def test_the_key_of_somebody_else_is_one_more_key(place: Town):
    alice, bob, path = place.enter("Alice"), place.enter("Bob"), f"/propositions/{IDEA}/commenter"
    sent = form_of(bob, path, **SAID)
    before = counted(place.app, Comment)[0]
    assert bob.post(path, data=sent).status_code == 303
    mine = form_of(alice, path, **SAID) | {"act_key": sent["act_key"]}
    assert alice.post(path, data=mine).status_code == 303
    assert counted(place.app, Comment) == [before + 2]


def test_what_a_visitor_typed_is_sent_once(app: Flask, client: FlaskClient, site: World):
    """Kept until the sign-in with its key; then « Envoyer » pressed twice."""
    need = site.need(site.person("Alice"))
    path = f"/propositions/{need}/commenter"
    sent = form_of(client, path, **SAID)
    assert client.post(path, data=sent).headers["Location"] == "/connexion"
    sign_in(app, client, "alice@example.org")
    kept = form_of(client, "/reprendre", **SAID)
    assert kept["act_key"] == sent["act_key"]
    assert [one.status_code for one in pressed(client, path, kept)] == [303] * 3
    assert counted(app, Comment) == [1]


def test_who_gave_a_role_away_is_answered_the_same_twice(app: Flask, client: FlaskClient, site: World):
    """The door of that page is closed to them from then on."""
    site.person("Olga", Role.OPERATOR)
    site.person("Omar", Role.OPERATOR)
    sign_in(app, client, "olga@example.org")
    sent = form_of(client, "/qui-fait-quoi/1/retirer")
    answers = pressed(client, "/qui-fait-quoi/1/retirer", sent)
    assert [(one.status_code, one.headers["Location"]) for one in answers] == [(303, "/mon-espace")] * 3


def test_r6_the_vote_sent_again_with_the_same_form(app: Flask, client: FlaskClient, site: World):
    """PHPFusion 2351 (reliability R6): the same token, the same ballot, the same receipt; no second row, and no key."""
    people(site)
    decision = open_question(site, ballots="secret")
    sign_in(app, client, "ann0@example.org")
    sent = form_of(client, f"/decisions/{decision}/repondre", choice="for")
    answers = pressed(client, f"/decisions/{decision}/repondre", sent)
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(303, f"/decisions/{decision}/recu")}
    assert counted(app, SealedBallot, ActKey) == [1, 0]
    assert client.get(answers[0].headers["Location"]).status_code == 200


def test_a_ballot_writes_a_row_of_the_roll_and_no_other(app: Flask, client: FlaskClient, site: World):
    """Nothing beside it names who cast it, or when."""
    people(site)
    decision = open_question(site, ballots="secret")
    sign_in(app, client, "ann0@example.org")
    sent = form_of(client, f"/decisions/{decision}/repondre", choice="for")
    tables = {name: table for name, table in Base.metadata.tables.items() if name != "sealed_ballot"}
    before = counted(app, *tables.values())
    client.post(f"/decisions/{decision}/repondre", data=sent)
    assert counted(app, *tables.values()) == before
    assert counted(app, SealedBallot) == [1]


@pytest.fixture
def both(engine: sa.Engine, tmp_path: Path) -> Iterator[Flask]:
    """The application on either database."""
    address = engine.url.render_as_string(hide_password=False)
    app = fit(create_app(tmp_path, secret_key="t" * 40, mode="test", database_url=address, jobs=False,
                         rate_limits=False))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def another_window(client: FlaskClient) -> FlaskClient:
    """Of the same browser; it adds nothing to what it sends."""
    window, cookie = FlaskClient(client.application), client.get_cookie("cordee")
    assert cookie is not None
    window.set_cookie("cordee", cookie.value)
    return window


def at_once(client: FlaskClient, path: str, sent: dict[str, object]) -> set[tuple[int, str]]:
    def press(_n: int) -> tuple[int, str]:
        answer = another_window(client).post(path, data=dict(sent))
        return answer.status_code, answer.headers.get("Location", "")

    with ThreadPoolExecutor(8) as pool:
        return set(pool.map(press, range(8)))


def test_eight_presses_at_once_are_one(both: Flask, make_session: sessionmaker[Session]):
    """Nobody is told that their draft is not there: what refuses the others is the first one’s work."""
    world = World(make_session, datetime.now(UTC)).in_service()
    need = world.need(world.person("Alice"))
    world.person("Bob")
    bob = both.test_client()
    sign_in(both, bob, "bob@example.org")
    path = f"/propositions/{need}/commenter"
    ends = at_once(bob, path, form_of(bob, path, **SAID))
    assert ends == {(303, f"/propositions/{need}#comment-1")}
    preview = keep(bob).location
    ends = at_once(bob, preview.replace("relire", "publier"), form_of(bob, preview))
    assert ends == {(303, f"/propositions/{need + 1}")}
    assert counted(both, Comment, Proposal) == [1, 2]


@pytest.mark.parametrize(("how", "first"), [("before", 503), ("after", 303)])
def test_an_act_cut_at_its_end_is_sent_again_and_counts_once(app: Flask, client: FlaskClient, site: World, how: str,
                                                             first: int):
    """The disk fails at COMMIT: what was kept is answered as it would have been; what was not comes back filled."""
    need = site.need(site.person("Alice"))
    sign_in(app, client, "alice@example.org")
    path = f"/propositions/{need}/commenter"
    sent = form_of(client, path, **SAID)
    with app.app_context():
        real = db.engine
        deaf = sa.create_engine(real.url, module=dbapi2, execution_options=real.get_execution_options(),
                                connect_args={"check_same_thread": False, "factory": Deaf})
        prepare(deaf)
        db.engines[None] = deaf
    Deaf.how = how
    answer = client.post(path, data=sent)
    assert answer.status_code == first
    assert first == 303 or (SAID["body"] in answer.text and key_of(answer) == sent["act_key"])
    assert client.post(path, data=sent).headers["Location"] == f"/propositions/{need}#comment-1"
    assert counted(app, Comment) == [1]
    with app.app_context():
        db.session.remove()
        db.engines[None] = real
    deaf.dispose()
