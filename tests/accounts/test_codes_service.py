"""Device cookies: what strangers ask for and try at the door of an address shuts out nobody, and guesses nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import KnownBrowser, LoginCode, LoginSession, SignInCount
from app.accounts.service import erasure, roles, signing_in
from app.accounts.service.shared import Sent
from app.core import limits
from app.core.unit_of_work import Refused
from app.notifications.models import Mail
from app.site.service import upkeep
from tests.build import World

ALICE, KEY, DEVICE = "alice@example.org", "k" * 40, "d" * 43


def ask(world: World, asker: str = "stranger", email: str = ALICE, device: str = "") -> Sent:
    sent: Sent = world.do(signing_in.ask_code, None, email, "fr", KEY, asker, device)
    return sent


def last(world: World, kind: str = "code") -> str:
    with world.make_session() as session:
        params = session.query(Mail).filter_by(kind=kind).order_by(Mail.id.desc()).first().params
    return str(params["code"] if kind == "code" else params["path"].rpartition("/")[2])


def enter(world: World, code: str, asker: str) -> signing_in.Entered:
    entered: signing_in.Entered = world.do(signing_in.enter_code, None, ALICE, code, KEY, "Firefox", asker)
    return entered


def spent(world: World) -> list[Sent]:
    """Strangers ask until no code goes any more."""
    return [ask(world, f"stranger {n}") for n in range(limits.CODES_OF_STRANGERS)]


def known(world: World, alice: int, device: str = DEVICE) -> int:
    """Alice signed in there once. The session's id."""
    code = world.do(signing_in.print_code, None, ALICE, KEY, 15)
    assert world.do(signing_in.enter_code, None, ALICE, code, KEY, "Firefox").token
    with world.make_session() as session:
        row_id: int = session.query(LoginSession.id).order_by(LoginSession.id.desc()).first()[0]
    world.do(signing_in.know_browser, alice, row_id, device, KEY)
    return row_id


@pytest.fixture
def alice(world: World) -> int:
    return world.person("Alice")


def test_once_strangers_have_spent_the_codes_a_link_goes(world: World, alice: int) -> None:
    assert {sent.what for sent in spent(world)} == {"code"}
    assert ask(world).what == "link"
    assert world.do(signing_in.enter_by_link, None, last(world, "link"), KEY, "Firefox").token


@pytest.mark.parametrize("spelt", ["ALICE@example.org", "alice+1@example.org", "Alice+tag@Example.org"])
def test_another_spelling_moves_no_ceiling(world: World, alice: int, spelt: str) -> None:
    spent(world)
    assert ask(world, email=spelt).what == "link"
    assert ask(world, email=ALICE).what == "nothing"


def test_the_answer_is_the_same_for_who_has_no_account(world: World, alice: int, session: Session) -> None:
    asked = {email: [ask(world, email=email) for _ in range(limits.CODES_OF_STRANGERS + 2)]
             for email in (ALICE, "nobody@example.org")}
    assert asked[ALICE] == asked["nobody@example.org"]
    kinds = {email: [row.kind for row in session.query(Mail).filter_by(to_address=email).order_by(Mail.id)]
             for email in asked}
    assert kinds[ALICE] == kinds["nobody@example.org"] == ["code"] * limits.CODES_OF_STRANGERS + ["link"]


def test_when_nothing_goes_the_link_before_is_still_good(world: World, alice: int) -> None:
    """Whoever holds the mailbox is never shut out, however long strangers go on."""
    spent(world)
    ask(world)
    for _ in range(6):
        world.later(minutes=limits.LINK_EVERY - 1)
        if ask(world).what == "link":
            continue
        assert world.do(signing_in.enter_by_link, None, last(world, "link"), KEY, "Firefox").token
        world.later(minutes=2)
        assert ask(world).what == "link"


def test_the_codes_come_back_after_a_day(world: World, alice: int) -> None:
    spent(world)
    world.later(days=1, minutes=1)
    assert ask(world).what == "code"


def test_a_known_browser_has_a_budget_of_its_own(world: World, alice: int) -> None:
    known(world, alice)
    spent(world)
    ask(world)
    for _ in range(limits.CODES_OF_A_BROWSER):
        assert ask(world, "alice", device=DEVICE).what == "code"
    assert ask(world, "alice", device=DEVICE).what == "nothing"


@pytest.mark.parametrize(("device", "email"), [("e" * 43, ALICE), (DEVICE, "bob@example.org"), ("", ALICE)])
def test_a_cookie_is_good_for_its_browser_and_its_address(world: World, alice: int, device: str, email: str) -> None:
    known(world, alice)
    for n in range(limits.CODES_OF_STRANGERS):
        ask(world, f"stranger {n}", email)
    assert ask(world, "alice", email, device).what == "link"


def test_wrong_tries_of_a_stranger_wear_out_nobody_elses_code(world: World, alice: int) -> None:
    ask(world, "alice")
    code = last(world)
    ask(world, "stranger")
    wrong = "000000" if code != "000000" else "111111"
    tried = [enter(world, wrong, "stranger").refused for _ in range(limits.CODE_TRIES + 1)]
    assert tried[-1] == "code_is_worn_out"
    assert enter(world, code, "stranger").token is None, "not even the right one: it was asked for elsewhere"
    assert enter(world, code, "alice").token


def test_a_strangers_ask_voids_nobody_elses_code(world: World, alice: int) -> None:
    ask(world, "alice")
    code = last(world)
    ask(world, "stranger")
    assert enter(world, code, "alice").token


def test_a_link_welcomes_who_has_no_account(world: World) -> None:
    spent(world)
    ask(world)
    entered = world.do(signing_in.enter_by_link, None, last(world, "link"), KEY, "Firefox")
    assert (entered.token, entered.address) == (None, ALICE)
    profile = signing_in.Profile(first_name="Alice")
    assert world.do(signing_in.sign_up, None, entered.welcome, ALICE, profile, locale="fr", label="")


def test_a_link_serves_once(world: World, alice: int) -> None:
    spent(world)
    ask(world)
    link = last(world, "link")
    world.do(signing_in.enter_by_link, None, link, KEY, "Firefox")
    with pytest.raises(Refused, match="link_is_over"):
        world.do(signing_in.enter_by_link, None, link, KEY, "Firefox")


def test_a_link_is_over_after_an_hour(world: World, alice: int) -> None:
    spent(world)
    ask(world)
    link = last(world, "link")
    world.later(minutes=limits.LINK_MINUTES)
    with pytest.raises(Refused, match="link_is_over"):
        world.do(signing_in.enter_by_link, None, link, KEY, "Firefox")


def test_a_code_is_no_link_and_a_link_no_code(world: World, alice: int) -> None:
    """What opens the door is kept under a digest that says which it is."""
    ask(world)
    with pytest.raises(Refused, match="link_is_over"):
        world.do(signing_in.enter_by_link, None, last(world), KEY, "Firefox")


def test_eight_at_once_get_no_more_than_the_day_has(world: World, alice: int, session: Session) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda n: ask(world, f"stranger {n}").what, range(8)))
    assert (sent.count("code"), sent.count("link"), sent.count("nothing")) == (limits.CODES_OF_STRANGERS, 1, 2)
    assert session.query(Mail).count() == limits.CODES_OF_STRANGERS + 1


def test_no_address_is_kept_to_count(world: World, alice: int, session: Session) -> None:
    ask(world)
    row = session.query(SignInCount).one()
    assert "alice" not in row.key
    session.rollback()
    world.later(days=1, minutes=1)
    world.do(upkeep.purge, None)
    assert session.query(SignInCount).count() == 0


def test_a_browser_is_forgotten_with_its_session(world: World, alice: int, session: Session) -> None:
    lost, here = known(world, alice, "lost" * 10), known(world, alice)
    world.do(signing_in.close, alice, lost, forget=True)
    assert session.query(KnownBrowser).count() == 1
    session.rollback()
    world.do(signing_in.close, alice, here)
    assert session.query(KnownBrowser).count() == 1, "signing out is not forgetting"


def test_an_older_session_of_this_browser_does_not_forget_it(world: World, alice: int, session: Session) -> None:
    older, _newer = known(world, alice), known(world, alice)
    world.do(signing_in.close, alice, older, forget=True)
    assert session.query(KnownBrowser).count() == 1


@pytest.mark.parametrize("act", ["others", "password"])
def test_the_other_browsers_are_forgotten_together(world: World, alice: int, session: Session, act: str) -> None:
    known(world, alice, "lost" * 10)
    here = known(world, alice)
    if act == "others":
        world.do(signing_in.close_others, alice, here)
    else:
        world.do(roles.set_password, alice, "quatre mots sans rapport", "", here)
    kept = session.query(LoginSession.browser).filter_by(id=here).scalar()
    assert [row.digest for row in session.query(KnownBrowser)] == [kept]


def test_whoever_leaves_is_known_nowhere(world: World, alice: int, session: Session) -> None:
    known(world, alice)
    world.do(erasure.erase, alice)
    assert session.query(KnownBrowser).count() == session.query(LoginCode).count() == 0


def test_a_browser_is_forgotten_in_time(world: World, alice: int, session: Session) -> None:
    known(world, alice)
    world.later(days=limits.BROWSER_DAYS + 1)
    world.do(upkeep.purge, None)
    assert session.query(KnownBrowser).count() == 0
