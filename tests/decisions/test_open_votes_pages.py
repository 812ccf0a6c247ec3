"""A vote whose key is not on the machine, as people and operators see it; and what is said of receipts."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import jobs as runner
from app.accounts.models import HeldForm
from app.core.kinds import DecisionState, Role
from app.decisions import jobs as job
from app.decisions.models import Decision
from app.extensions import db
from tests.build import World
from tests.polls import answer, close, open_question, people
from tests.web.signing import post, sign_in, token
from tests.web.test_matrix import routes
from tests.web.town import Town, town


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("open_votes")):
        people(made.world)
        yield made


@pytest.fixture
def asked(there: Town) -> int:
    return open_question(there.world, ballots="secret")


@contextmanager
def keyless(place: Town) -> Iterator[None]:
    folder = Path(place.app.instance_path) / "keys"
    shutil.move(folder, f"{folder}-away")
    try:
        yield
    finally:
        shutil.move(f"{folder}-away", folder)


def test_its_page_says_that_it_is_interrupted_to_everybody(there: Town, asked: int):
    answer(there.world, asked, {there.world.people["Ann0"]: "for"})
    assert "Ce vote est interrompu" not in there.read(f"/decisions/{asked}")
    with keyless(there):
        assert "Ce vote est interrompu" in there.read(f"/decisions/{asked}")
        page = there.enter("Ann0").get(f"/decisions/{asked}").text
        assert "Ce vote est interrompu" in page
        assert f"/decisions/{asked}/repondre" not in page
        assert there.enter("Ann0").get("/decisions").status_code == 200
        assert there.enter("Ann0").get(f"/decisions/{asked}/recu").headers["Location"] == f"/decisions/{asked}"
        assert f"/decisions/{asked}/annuler" in there.enter("Ines").get(f"/decisions/{asked}").text
    assert "Votre réponse" in there.enter("Ann0").get(f"/decisions/{asked}").text


def test_an_answer_is_refused_in_words_and_kept_in_the_form(there: Town, caplog: pytest.LogCaptureFixture):
    asked = open_question(there.world, question="Qui tient le four à pain ?")
    ann = there.enter("Ann1")
    sent = {"csrf_token": token(ann.get(f"/decisions/{asked}/repondre")), "choice": "against",
            "reason": "Le four est trop loin du bourg pour nous."}
    with keyless(there), caplog.at_level(logging.ERROR, "cordee.decisions"):
        refused = ann.post(f"/decisions/{asked}/repondre", data=sent)
        assert "<form" in refused.text
        assert "Ce vote est interrompu" in ann.get(f"/decisions/{asked}/repondre").text
    assert refused.status_code == 503
    assert "La clé de ce vote n’est pas sur la machine" in refused.text
    assert sent["reason"] in refused.text
    assert f"decision {asked} takes no answer: vote_key_missing" in caplog.text
    assert ann.post(f"/decisions/{asked}/repondre", data=sent).status_code == 303


def test_a_count_that_is_asked_for_is_refused_in_words(there: Town, asked: int):
    with there.app.app_context(), there.world.make_session() as session:
        session.connection(execution_options={"writes": True})
        row = session.get_one(Decision, asked)
        row.opened_at, row.closes_at = row.opened_at.replace(year=2020), row.closes_at.replace(year=2021)
        session.commit()
    ann = there.enter("Ann2")
    sent = {"csrf_token": token(ann.get("/besoins/nouveau"))}
    with keyless(there):
        told = ann.post(f"/decisions/{asked}/depouiller", data=sent)
    assert told.status_code == 503
    assert "La clé de ce vote n’est pas sur la machine" in told.text


def test_the_operator_is_told_which_vote_it_is(there: Town, asked: int):
    with there.app.app_context():
        reference = db.session.get_one(Decision, asked).reference
        db.session.remove()
    check = ["site", "check"]
    assert "ok    each open vote has its key" in there.app.test_cli_runner().invoke(args=check).output
    with keyless(there):
        told = there.app.test_cli_runner().invoke(args=check)
        assert told.exit_code == 1
        assert reference in next(line for line in told.output.splitlines() if line.startswith("WRONG each open vote"))
        there.world.person("Olga", Role.OPERATOR)
        page = there.enter("Olga").get("/et-maintenant").text
        assert "Rendre sa clé à un vote" in page
        assert reference in page
    assert "Rendre sa clé à un vote" not in there.enter("Olga").get("/et-maintenant").text


def test_a_copy_put_back_by_hand_is_settled_by_a_command(app, site: World):
    people(site)
    asked = open_question(site, ballots="secret")
    run = app.test_cli_runner().invoke
    assert "continue" in run(args=["decision", "settle"]).output
    shutil.rmtree(Path(app.instance_path) / "keys")
    assert "annulé" in run(args=["decision", "settle"]).output
    assert "aucun vote n’est ouvert" in run(args=["decision", "settle"]).output
    with site.make_session() as session:
        assert session.get_one(Decision, asked).state is DecisionState.ANNULLED
    page = app.test_client().get(f"/decisions/{asked}").text
    assert "Cette décision a été annulée" in page
    assert "remis à une copie faite pendant ce vote" in page


def test_the_jobs_destroy_a_key_that_outlived_its_vote(app, site: World):
    people(site)
    site.later(days=-20)
    open_question(site, ballots="secret")
    folder = Path(app.instance_path) / "keys"
    kept = {file: file.read_bytes() for file in folder.iterdir() if file.suffix != ".TAG"}
    runner.once(app, ("decisions",))
    assert not [file for file in kept if file.exists()]
    for file, data in kept.items():
        file.write_bytes(data)
    runner.once(app, ("decisions",))
    assert not [file for file in kept if file.exists()]


def test_the_jobs_say_once_that_a_vote_cannot_be_counted(app, site: World, caplog: pytest.LogCaptureFixture):
    people(site)
    site.later(days=-20)
    open_question(site, ballots="secret")
    shutil.rmtree(Path(app.instance_path) / "keys")
    job.STOPPED.clear()
    with caplog.at_level(logging.ERROR, "cordee.decisions"), app.app_context():
        for _turn in range(3):
            job.run_decisions(app, datetime.now(UTC))
    assert [record.message for record in caplog.records if "cannot be counted" in record.message] == [
        "decision 1 cannot be counted: vote_key_missing; `flask site check` says more"]


def test_what_the_secret_is_worth_is_said_before_and_with_the_receipt(there: Town, asked: int):
    page = there.read(f"/decisions/{asked}")
    assert "niveau 1\u00a0: peu d’enjeu" in page
    assert "un vote peut donc être acheté" in page
    ann = there.enter("Ann3")
    assert "sauf si vous montrez votre reçu" in ann.get(f"/decisions/{asked}/repondre").text
    post(ann, f"/decisions/{asked}/repondre", {"choice": "for"})
    assert "il peut donc se montrer, se vendre" in ann.get(f"/decisions/{asked}/recu").text
    assert "Ce secret est de niveau 1" in there.read("/aide/decider-ensemble")


def test_an_answer_sent_before_signing_in_is_kept_where_only_its_browser_reads_it(there: Town, asked: int):
    """Kept, its choice would stand beside the hour at which a person signed in."""
    kept = {}
    for choice in ("for", "against"):
        client = there.app.test_client()
        path = f"/decisions/{asked}/repondre"
        client.post(path, data={"csrf_token": token(client.get("/connexion")), "choice": choice})
        with there.app.app_context():
            kept[choice] = db.session.query(HeldForm.fields).order_by(HeldForm.id.desc()).limit(1).scalar()
            db.session.remove()
        assert sign_in(there.app, client, "ann4@example.org").headers["Location"] == "/reprendre"
        page = client.get("/reprendre").text
        assert f'action="{path}"' in page
        assert f'name="choice" value="{choice}"' in page
    assert set(kept["for"]) == set(kept["against"]) == {"sealed"}
    assert len(kept["for"]["sealed"]) == len(kept["against"]["sealed"])


def test_r35_no_page_and_no_export_joins_a_member_and_a_choice(there: Town):
    """Decidim 1953 and 1735, CONSUL 3863: staff read who voted what. Whatever staff and voters can ask for, nothing
    that bears a receipt or a choice bears a name."""
    world, names = there.world, [f"Volant{n}" for n in range(6)]
    voters = [world.person(name) for name in names]
    for name, role in (("Mona", Role.MODERATOR), ("Olga", Role.OPERATOR)):
        world.person(name, role)
    decision = open_question(world, question="Qui garde le moulin cet hiver ?", ballots="secret")
    receipts = answer(world, decision, dict(zip(voters, ["for"] * 5 + ["against"], strict=True)))
    close(world, decision)
    published = {f"/decisions/{decision}/recus", f"/decisions/{decision}/decision-{decision}.json"}
    paths = {*routes(there.app, "GET"), *published,
             *(f"/decisions/{decision}{end}" for end in ("", "/recu", "/liste", "/conclusion", "/repondre"))}
    for reader in ("Ines", "Olga", names[0]):
        bearing = set()
        for path in sorted(paths):
            answered = there.enter(reader).get(path)
            body = answered.data.decode(errors="replace")
            answered.close()
            if any(code in body for code in receipts.values()):
                bearing.add(path)
                assert not [name for name in names if name in body.split("<main")[-1]], (reader, path)
        assert bearing == published
