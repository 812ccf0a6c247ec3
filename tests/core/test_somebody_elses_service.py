"""What is somebody else's is refused by the operation itself, whatever the door let pass."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.service import signing_in
from app.core.database import Missing
from app.core.kinds import Ground, LinkKind, Role, Subject, Verdict
from app.core.unit_of_work import Refused
from app.moderation import service as moderation
from app.proposals.models import Draft, Link, Proposal, Support
from app.proposals.service import merging, proposals, writing
from app.proposals.service.writing import Text
from tests.accounts.test_accounts_service import ALICE, PROFILE, ask, enter
from tests.build import REASON, World


def test_a_draft_is_published_by_its_person_alone(world: World, session: Session):
    alice, bob = world.person("Alice"), world.person("Bob")
    draft, _seen = world.do(writing.save, alice, "k" * 32, world.space_id, "need", {"title": "Un brouillon"}, 0)
    text = Text(title="Garder les enfants le soir", lang="fr", fields={"lived": "Rien."},
                place_ids=(world.places["Gap"],))
    with pytest.raises(Refused, match="draft_is_gone"):
        world.do(proposals.submit, bob, world.space_id, "need", text, draft)
    assert (session.query(Draft.id).count(), session.query(Proposal.id).count()) == (1, 0)


def test_nobody_supports_for_a_structure_that_they_do_not_speak_for(world: World, session: Session):
    need = world.need(world.person("Alice"))
    structure = world.structure("Les outils du pays", world.person("Zoe"))
    with pytest.raises(Refused, match="no_mandate"):
        world.do(proposals.support, world.person("Bob"), need, structure)
    assert session.query(Support).count() == 0
    assert world.do(proposals.support, world.people["Zoe"], need, structure)


def test_nobody_writes_for_a_structure_that_they_do_not_speak_for(world: World):
    structure = world.structure("Les outils du pays", world.person("Zoe"))
    text = Text(title="Garder les enfants le soir", lang="fr", fields={"lived": "Rien."},
                place_ids=(world.places["Gap"],), structure_id=structure)
    with pytest.raises(Refused, match="no_mandate"):
        world.do(proposals.submit, world.person("Bob"), world.space_id, "need", text)


def test_what_is_hidden_is_tied_to_nothing(world: World, session: Session):
    """Nor does the answer tell that it is there."""
    alice, bob, mona = world.person("Alice"), world.person("Bob"), world.person("Mona", Role.MODERATOR)
    mine, other = world.idea(alice), world.need(bob, title="Réparer les vélos de la vallée")
    world.do(moderation.report, world.person("Rita"), Subject.PROPOSAL, other, Ground.HATE, "")
    world.do(moderation.judge, mona, 1, Verdict.HIDE, Ground.HATE, REASON)
    with pytest.raises(Missing):
        world.do(merging.tie, alice, mine, other, LinkKind.ANSWERS_NEED)
    assert session.query(Link).count() == 0


def test_the_welcome_of_one_address_opens_no_account_at_another(world: World):
    world.person("Bob")
    welcome = enter(world, ask(world, "mallory@example.org"), "mallory@example.org").welcome
    with pytest.raises(Refused, match="welcome_is_over"):
        world.do(signing_in.sign_up, None, welcome, ALICE, PROFILE, locale="fr", label="")
