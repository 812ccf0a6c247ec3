"""What a list's address may ask."""

import pytest

from app.core.kinds import Status
from app.core.paging import STATUSES, Asked, NotAsked, Shown, Sort, asked


@pytest.mark.parametrize("args", [
    {"email": "a"}, {"q[email_start]": "a"}, {"author_id": "1"}, {"tri": "email"}, {"tri": "supports DESC; --"},
    {"etat": "hidden"}, {"etat": "draft"}, {"q": "x" * 201}, {"page": "x" * 201}, {"Q": "x"},
])
def test_r10_it_refuses_keys_and_values_that_no_page_writes(args: dict[str, str]) -> None:
    with pytest.raises(NotAsked):
        asked(args)


def test_a_page_with_few_keys_refuses_the_others() -> None:
    with pytest.raises(NotAsked):
        asked({"q": "salle"}, ("page",))


def test_what_others_add_to_an_address_is_no_question() -> None:
    assert asked({"fbclid": "abc", "utm_source": "journal"}) == Asked()


def test_empty_fields_of_the_form_ask_nothing() -> None:
    told = asked({"q": "  ", "theme": "", "commune": "", "etape": "", "etat": "", "espace": "", "tri": "recents"})
    assert told == Asked()
    assert not told.is_filtered


def test_it_reads_each_key() -> None:
    told = asked({"q": " une  salle\x00 ", "theme": "locaux", "commune": "Gap", "etape": "idea", "etat": "retirees",
                  "espace": "appel", "tri": "soutenus"})
    assert told == Asked("une salle", "locaux", "Gap", "idea", Shown.GONE, "appel", Sort.SUPPORTED)
    assert told.is_filtered


def test_withdrawn_and_merged_are_shown_on_request_only() -> None:
    for shown, statuses in STATUSES.items():
        assert (shown is Shown.GONE) == bool({Status.WITHDRAWN, Status.MERGED} & set(statuses))
    assert {status for statuses in STATUSES.values() for status in statuses} == set(Status)
