"""A new site put into service: once, whole, by nobody else."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import HeldForm, LoginSession, Person
from app.accounts.service import roles, signing_in
from app.accounts.service.shared import Profile
from app.core.kinds import Role
from app.core.unit_of_work import Refused
from app.journal.models import Event
from app.notifications.models import Mail
from app.site import queries as read, settings_files
from app.site.models import Site
from app.site.service.opening import Ground, Opened, Opening, open_site
from app.territory.models import Place, Space
from app.territory.rules import parse_pasted
from tests.build import World
from tests.conftest import NOW

KEY = "k" * 40
Make = sessionmaker[Session]
TOLD = Opening(
    ground=Ground(name="Pays du Haut-Bugey", about={}, timezone="Europe/Paris", charter=settings_files.charter(),
                  themes=settings_files.themes(), places=parse_pasted("Oyonnax\nNantua")[0]),
    name="Paroles du Haut-Bugey", association="Les Voisins", locales=("fr",), email="jeanne@example.org",
    profile=Profile(first_name="Jeanne"))


def opened(make: Make, told: Opening = TOLD, *, mails: bool = False) -> Opened:
    return open_site(make, NOW, None, told, KEY, mails=mails)


def test_it_is_done_once(make_session: Make):
    opened(make_session)
    with pytest.raises(Refused, match="already_open"):
        opened(make_session)


def test_a_site_that_has_an_operator_is_not_set_up_again(world: World):
    world.person("Olga", Role.OPERATOR)
    with pytest.raises(Refused, match="already_open"):
        opened(world.make_session, replace(TOLD, ground=None))


@pytest.mark.parametrize(("wrong", "code"), [
    ({"name": " "}, "is_needed"), ({"locales": ("de",)}, "unknown_language"), ({"locales": ()}, "unknown_language"),
    ({"email": "nobody"}, "not_an_address"), ({"mail_url": "http://x", "mail_from": "a@b.fr"}, "not_a_mail_server"),
    ({"mail_url": "smtp://x", "mail_from": "nobody"}, "not_an_address"), ({"name": "x" * 61}, "too_long")])
def test_what_is_wrong_leaves_nothing_behind(make_session: Make, wrong: dict[str, object], code: str):
    with pytest.raises(Refused, match=code):
        opened(make_session, replace(TOLD, **wrong))
    with make_session() as session:
        for table in (Space, Place, Person, Site):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_it_opens_the_territory_and_gives_the_first_role(make_session: Make):
    done = opened(make_session)
    with make_session() as session:
        assert session.scalar(sa.select(Space.code)) == "PDH"
        assert session.scalar(sa.select(sa.func.count()).select_from(Place)) == 2
        assert not read.is_pending(session)
        kinds = set(session.scalars(sa.select(Event.kind)))
    assert {"site.opened", "space.opened", "charter.adopted", "territory.imported", "role.granted"} == kinds
    assert signing_in.enter_by_link(make_session, NOW, None, done.link, KEY, "Firefox").token
    with pytest.raises(Refused, match="link_is_over"):
        signing_in.enter_by_link(make_session, NOW, None, done.link, KEY, "Firefox")


def test_a_territory_that_is_there_is_kept(world: World):
    opened(world.make_session, replace(TOLD, ground=None))
    with world.make_session() as session:
        assert session.scalars(sa.select(Space.slug)).all() == ["hautes-alpes"]


def test_with_a_mail_server_the_code_goes_by_mail(make_session: Make):
    server = "smtp://u:secret@smtp.example.org:587"
    done = opened(make_session, replace(TOLD, mail_url=server, mail_from="a@example.org"))
    assert done.link == ""
    with make_session() as session:
        assert session.scalar(sa.select(Mail.to_address)) == "jeanne@example.org"
        assert read.current(session).mail_host == "smtp.example.org:587"
        assert "secret" not in repr(read.current(session))


def test_whoever_came_before_keeps_nothing(world: World, session: Session):
    """Somebody who signed up under the operator's address, on a version that let them: no session, no password, no
    code, no name."""
    thief = world.person("Jeanne")
    world.do(roles.set_password, thief, "quatre mots sans rapport", "", 0)
    code = world.do(signing_in.print_code, None, "jeanne@example.org", KEY, 600)
    waiting = world.do(signing_in.print_code, None, "other@example.org", KEY, 600)
    world.do(signing_in.enter_code, None, "jeanne@example.org", code, KEY, "Firefox")
    world.do(signing_in.keep, None, "d" * 64, "/x", {"body": ["typed"]})
    opened(world.make_session, replace(TOLD, ground=None, profile=Profile(first_name="Jeanne", last_name="Vraie")))
    assert session.query(LoginSession).filter_by(revoked_at=None).count() == 0
    assert session.query(HeldForm).count() == 0
    person = session.get_one(Person, thief)
    assert (person.password_hash, person.display_name) == (None, "Jeanne V.")
    session.rollback()
    assert world.do(signing_in.enter_code, None, "other@example.org", waiting, KEY, "x").refused == "code_is_over"
