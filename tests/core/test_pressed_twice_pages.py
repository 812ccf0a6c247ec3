"""What a second sending would refuse, because the first one did it: pressed three times, each answer is the page on
which the first one ends, and the journal has one sending of it."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.database import WRITE
from app.core.kinds import Answer, ConsentStep, GroupRole, ObjectionState, Role, Status
from app.decisions.models import Decision, Objection
from app.decisions.service import charters, rounds, steering
from app.extensions import db
from app.governance.charter.editing import edited
from app.groups import service as groups
from app.journal.models import Event
from app.proposals.models import Carrier, GateAnswer, Proposal
from app.proposals.service import amendments, carrying
from app.proposals.service.proposals import look_again
from app.structures import service as mandates
from app.territory.models import CharterDraft
from tests.build import CHARTERS, REASON, World
from tests.papers import odt
from tests.polls import chair, open_question, people
from tests.trial import plan, project_with_group
from tests.web.signing import key_of, sign_in, token

Case = tuple[str, str, dict[str, Any]]
HARM = rounds.Harm(harm="La trésorerie ne tient pas deux mois.", purpose="Alléger les petites structures du réseau.",
                   facts="Quatre mille euros en caisse l’hiver dernier.", lift="Un acompte de moitié, payé avant.")
GATE = "to_work_group"


def change(world: World, statement: Any) -> None:
    """What time or other people would have done."""
    with world.make_session() as session:
        session.connection(execution_options=WRITE)
        session.execute(statement)
        session.commit()


def amendment_withdrawn(site: World) -> Case:
    need = site.need(site.person("Alice"))
    made = site.do(amendments.make, site.person("Bob"), need, "lived", 0, 1, "Après vingt heures.", "Plus exact.", "fr")
    return "Bob", f"/propositions/{need}/amendements/{made}/retirer", {}


def file_of_a_meeting(site: World) -> Case:
    site.later(days=-60)
    _project, group = project_with_group(site)
    alice = site.people["Alice"]
    site.do(groups.give_role, alice, group, alice, GroupRole.LEAD)
    made = site.do(groups.plan, alice, group, plan(site))
    return "Alice", f"/reunions/{made}/joindre", {"title": "La feuille de présence", "caption": "", "file": odt()}


def group_left(site: World) -> Case:
    site.later(days=-60)
    _project, group = project_with_group(site)
    site.do(groups.join, site.person("Bob"), group)
    return "Bob", f"/groupes/{group}/quitter", {}


def draft_of_rules(site: World, *, changed: bool = True) -> int:
    for name in ("Ines", "Jean", "Karim"):
        site.person(name, Role.STEERING)
    draft: int = site.do(charters.begin, site.people["Ines"], site.space_id)
    if changed:
        with site.make_session() as session:
            text = session.get_one(CharterDraft, draft).text
        site.do(charters.save, site.people["Ines"], draft, edited(text, "presentation", {
            "names.fr": "Les règles de la vallée"}), 1)
    return draft


def rules_dropped(site: World) -> Case:
    draft_of_rules(site)
    return "Ines", "/regles/brouillon/abandonner", {}


def rules_proposed(site: World) -> Case:
    draft_of_rules(site)
    return "Ines", "/regles/brouillon/proposer", {"reason": REASON}


def rules_by_file(site: World) -> Case:
    draft_of_rules(site, changed=False)
    return "Ines", "/regles/brouillon/fichier", {"number": "1", "text": (CHARTERS / "default.toml").read_text()}


def offered(site: World) -> tuple[int, int]:
    """Alice's idea, and Bob who offers to carry it."""
    idea = site.idea(site.person("Alice"))
    site.do(carrying.offer, site.person("Bob"), idea)
    with site.make_session() as session:
        return idea, session.execute(
            sa.select(Carrier.id).where(Carrier.person_id == site.people["Bob"])).scalar_one()


def carrier_accepted(site: World) -> Case:
    idea, carrier = offered(site)
    return "Alice", f"/propositions/{idea}/porter/{carrier}/accepter", {}


def carrier_declined(site: World) -> Case:
    idea, carrier = offered(site)
    return "Alice", f"/propositions/{idea}/porter/{carrier}/decliner", {"stay": "1"}


def carrier_invited(site: World) -> Case:
    idea = site.idea(site.person("Alice"))
    return "Alice", f"/propositions/{idea}/porter/inviter/{site.person('Bob')}", {}


def carrier_offering(site: World) -> Case:
    idea = site.idea(site.person("Alice"))
    site.person("Bob")
    return "Bob", f"/propositions/{idea}/porter/proposer", {}


def carrier_leaving(site: World) -> Case:
    idea, carrier = offered(site)
    site.do(carrying.accept, site.people["Alice"], carrier)
    return "Bob", f"/propositions/{idea}/porter/quitter", {}


def proposal_withdrawn(site: World) -> Case:
    return "Alice", f"/propositions/{site.idea(site.person('Alice'))}/retirer", {"reason": REASON}


def proposals_merged(site: World) -> Case:
    goes = site.need(site.person("Alice"), title="Une garde d’enfants tardive à Embrun")
    stays = site.need(site.person("Bob"))
    chair(site)
    return "Ines", f"/propositions/{goes}/reunir", {"into": str(stays), "reason": REASON}


def proposal_woken(site: World) -> Case:
    idea = site.idea(site.person("Alice"))
    change(site, sa.update(Proposal).values(status=Status.DORMANT))
    return "Alice", f"/propositions/{idea}/reveiller", {}


def consent(site: World, step: ConsentStep) -> int:
    """Ann0 objects when it is time to."""
    people(site, 4)
    decision = open_question(site, "consent")
    while True:
        with site.make_session() as session:
            now = session.get_one(Decision, decision).step
        if now is step:
            return decision
        if now is ConsentStep.OBJECTIONS:
            site.do(rounds.object_, site.people["Ann0"], decision, HARM)
            change(site, sa.update(Decision).values(step_since=site.now - timedelta(days=9)))
        site.do(rounds.next_step, chair(site), decision)


def objection_taken_back(site: World) -> Case:
    decision = consent(site, ConsentStep.INTEGRATION)
    return "Ann0", f"/decisions/{decision}/objections/1/retirer", {}


def objection_contested(site: World) -> Case:
    decision = consent(site, ConsentStep.INTEGRATION)
    change(site, sa.update(Objection).values(state=ObjectionState.NOT_VALID, tests=1))
    return "Ann0", f"/decisions/{decision}/objections/1/contester", {"reason": REASON}


def round_withdrawn(site: World) -> Case:
    return "Ines", f"/decisions/{consent(site, ConsentStep.REACTIONS)}/retirer", {}


def samples_added(site: World) -> Case:
    site.person("Olga", Role.OPERATOR)
    return "Olga", "/exemples/ajouter", {}


def ready(site: World) -> int:
    site.later(days=-50)
    idea = site.ready_idea(site.person("Alice"))
    site.do(look_again, None, idea)
    chair(site)
    site.later(days=10)
    return idea


def answer_postponed(site: World) -> Case:
    return "Ines", f"/comite/{ready(site)}/{GATE}/reporter", {"reason": REASON}


def refusal_appealed(site: World) -> Case:
    idea = ready(site)
    site.do(steering.decide, site.people["Ines"], idea, GATE, Answer.DECLINED, REASON)
    with site.make_session() as session:
        answer = session.execute(sa.select(sa.func.max(GateAnswer.id))).scalar_one()
    return "Alice", f"/propositions/{idea}/recours/{answer}", {"reason": REASON}


def mandate_refused(site: World) -> Case:
    bob, zoe = site.person("Bob"), site.person("Zoe")
    structure = site.structure("Les outils du pays", zoe)
    asked = site.do(mandates.ask, bob, structure)
    return "Zoe", f"/mandats/{asked}/refuser", {}


CASES = (
    amendment_withdrawn, file_of_a_meeting, group_left, rules_dropped, rules_proposed, rules_by_file, carrier_accepted,
    carrier_declined, carrier_invited, carrier_offering, carrier_leaving, proposal_withdrawn, proposals_merged,
    proposal_woken, objection_taken_back, objection_contested, round_withdrawn, samples_added, answer_postponed,
    refusal_appealed, mandate_refused)


def said(app: Flask) -> int:
    with app.app_context():
        found: int = db.session.scalar(sa.select(sa.func.count()).select_from(Event)) or 0
        db.session.remove()
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_three_presses_have_the_first_answer(app: Flask, client: FlaskClient, site: World,
                                             case: Callable[[World], Case]):
    who, path, fields = case(site)
    sign_in(app, client, f"{who.lower()}@example.org")
    page = client.get("/mon-espace/reglages")
    sent = {"csrf_token": token(page), "act_key": key_of(page), **fields}
    ends, lines = [], []
    for _ in range(3):
        more = {"file": (io.BytesIO(sent["file"]), "a.odt")} if "file" in sent else {}
        answer = client.post(path, data={**sent, **more})
        ends.append((answer.status_code, answer.headers.get("Location")))
        lines.append(said(app))
    assert len(set(ends)) == 1, ends
    assert ends[0][0] == 303
    assert len(set(lines)) == 1
