"""The easy-to-read summary on pages: who sees what, advice said kindly, nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import limits
from tests.build import REASON
from tests.polls import chair, close, people
from tests.web.signing import post
from tests.web.town import Town, town

EASY = "Les outils dorment.\nVenez les emprunter."
HARD = "La mutualisation " + " ".join(["utile"] * 15) + "."
TITLE = "En facile à lire"


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("easy")):
        people(made.world)
        made.world.person("Alice")
        made.world.person("Bob")
        yield made


def test_only_who_carries_it_writes_it(there: Town):
    idea = there.world.idea(there.world.person("Alice"))
    path, bob = f"/propositions/{idea}/facile-a-lire", there.enter("Bob")
    assert bob.get(path).status_code == 303
    post(bob, path, {"easy_summary": EASY, "seen": "1"}, at="/propositions/nouvelle/need")
    assert TITLE not in there.read(f"/propositions/{idea}")
    assert "Ajouter un résumé facile à lire" not in bob.get(f"/propositions/{idea}").text


def test_too_long_or_too_late_it_stays_on_the_page(there: Town):
    idea, alice = there.world.idea(there.world.person("Alice"), "Une outilthèque de plus"), there.enter("Alice")
    path = f"/propositions/{idea}/facile-a-lire"
    long = post(alice, path, {"easy_summary": "x" * (limits.EASY + 1), "seen": "1"})
    assert long.status_code == 422
    assert "600 signes au plus" in long.text
    late = post(alice, path, {"easy_summary": EASY, "seen": "7"})
    assert late.status_code == 422
    assert "Venez les emprunter." in late.text
    assert "entre-temps" in late.text


def test_it_is_read_first_with_advice_for_who_wrote_it(there: Town):
    idea, alice = there.world.idea(there.world.person("Alice"), "Une outilthèque à deux"), there.enter("Alice")
    path = f"/propositions/{idea}"
    assert "Ajouter un résumé facile à lire" in alice.get(path).text
    assert post(alice, f"{path}/facile-a-lire", {"easy_summary": HARD, "seen": "1"}).status_code == 303
    mine, page = alice.get(path).text, there.read(path)
    assert "Une phrase compte 17 mots\u00a0: coupez-la en deux." in mine
    assert "coupez-la" not in page
    assert page.index(TITLE) < page.index("Les outils dorment dans les garages.")
    for where in ("/fiche", "/versions/2", "/versions/comparer?de=1&a=2"):
        assert TITLE in there.read(path + where), where
    assert TITLE not in there.read(f"{path}/amendements")
    assert "mutualisation" in alice.get(f"{path}/modifier").text


def test_a_draft_keeps_it_until_it_is_published(there: Town):
    alice = there.enter("Alice")
    told = {"title": "Un banc au soleil du village", "lived": "Il manque un banc.", "places": "Gap", "key": "banc",
            "easy_summary": EASY}
    kept = post(alice, "/propositions/nouvelle/need", told)
    assert "Venez les emprunter." in alice.get(kept.location).text
    made = post(alice, kept.location.replace("relire", "publier"), {}, at=kept.location)
    assert "Venez les emprunter." in there.read(made.location)


def test_a_decision_says_it_before_its_text_its_ballot_and_its_result(there: Town):
    ines = (chair(there.world), there.enter("Ines"))[1]
    asked = {"question": "Ouvrir le samedi\u00a0?", "details": "De neuf heures à midi.", "by": "members",
             "method": "majority", "days": "7", "ballots": "public", "results": "at_close", "quorum": "",
             "threshold": "more_than 1/2", "easy_summary": HARD}
    advised = post(ines, "/decisions/nouvelle", asked | {"act": "advise"})
    assert advised.status_code == 200
    assert "coupez-la en deux" in advised.text
    path = post(ines, "/decisions/nouvelle", asked | {"easy_summary": EASY}).location
    number = int(path.rsplit("/", 1)[1])
    page = there.read(path)
    assert page.index("Venez les emprunter.") < page.index("De neuf heures à midi.")
    assert "il ne change plus" in page
    ballot = there.enter("Ann0").get(f"{path}/repondre").text
    assert ballot.index("Venez les emprunter.") < ballot.index("De neuf heures à midi.")
    post(there.enter("Ann0"), f"{path}/repondre", {"choice": "against", "reason": REASON})
    close(there.world, number)
    result = there.read(path)
    assert result.index("Venez les emprunter.") < result.index('class="lead"')
