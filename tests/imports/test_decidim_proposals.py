"""Each cell of a proposal: what it becomes, and why a row is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.imports.decidim.export import check
from app.imports.decidim.rows import Fault, Limits, sentence
from tests.imports.decidim_files import NEW, OLD, REDUCED, URL, codes, proposal, read, saved, table


@pytest.mark.parametrize(("cells", "code"), [
    ({"id": ""}, "id_empty"), ({"id": "a b"}, "id_bad"), ({"id": "x" * 65}, "id_bad"),
    ({"title__fr": ""}, "title_empty"), ({"title__fr": " \u00a0 "}, "title_empty"),
    ({"title__fr": "x" * 161}, "title_long"), ({"body__fr": "x" * 30_001}, "body_long"),
    ({"body__fr": "<p>" + "x" * 200_000}, "body_long"), ({"answer__fr": "x" * 30_001}, "answer_long"),
    ({"published_at": "26/09/2015 14:05"}, "date_bad"), ({"published_at": "2015-13-01 00:00:00 UTC"}, "date_bad"),
    ({"published_at": "0001-01-01 00:00:00 +1400"}, "date_bad"), ({"published_at": "hier"}, "date_bad"),
    ({"supports": "beaucoup"}, "number_bad"), ({"supports": "-1"}, "number_bad"),
    ({"supports": "9" * 12}, "number_bad"),
    ({"latitude": "44.5"}, "position_bad"), ({"latitude": "91", "longitude": "6"}, "position_bad"),
    ({"latitude": "NaN", "longitude": "6"}, "position_bad"), ({"body__fr": "a\0b"}, "nul_byte"),
])
def test_a_row_is_refused_with_its_reason(tmp_path: Path, cells: dict[str, str], code: str) -> None:
    fault = proposal(tmp_path, **cells)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.code, fault.fatal) == (2, code, False)


def test_the_reason_names_the_figures(tmp_path: Path) -> None:
    fault = proposal(tmp_path, limits=Limits(title=5))
    assert sentence(fault, "fr") == "Le titre a 15 caractères, 5 au plus."
    assert sentence(fault, "en") == "The title has 15 characters, 5 at most."


def test_an_identifier_twice_refuses_the_second(tmp_path: Path) -> None:
    path = saved(tmp_path, table(REDUCED, *({"id": "1", "title": "a", "body": "b"},) * 2, {"id": "2", "title": "c"}))
    assert [(fault.line, dict(fault.params)) for fault in check(path).faults] == [(3, {"id": "1", "first": 2})]
    assert check(path).good == 2


def test_refused_and_good_rows_add_up(tmp_path: Path) -> None:
    path = saved(tmp_path, table(REDUCED, {"id": "1", "title": "a"}, {"id": "2"}, {"id": "3", "title": "c"}))
    assert (check(path).read, check(path).good, codes(path)) == (3, 2, [(3, "title_empty")])


def test_the_older_era(tmp_path: Path) -> None:
    row = proposal(tmp_path, OLD, **{
        "category/name/fr": "Mobilité", "scope/name/fr": "Gap", "body/fr": "Deux\nlignes", "state": "accepted",
        "reference": "B-PROP-2024-05-12", "answer/fr": "<p>Oui.</p>", "supports": "25", "url": URL,
        "published_at": "2024-05-31 14:05:04 UTC"})
    assert (row.external_id, row.headline, row.text, row.lang) == ("12", "Un arrêt de bus", "Deux\nlignes", "fr")
    assert (row.category, row.scope, row.state, row.answer, row.supports) == ("Mobilité", "Gap", "accepted", "Oui.", 25)
    assert (row.reference, row.url, row.author_name, row.withdrawn) == ("B-PROP-2024-05-12", URL, "", False)
    assert row.published_at == datetime(2024, 5, 31, 14, 5, 4, tzinfo=UTC)


def test_the_newer_era(tmp_path: Path) -> None:
    row = proposal(tmp_path, NEW, **{
        "author/id": "3", "author/name": "Alice", "title/en": "A bus stop", "body/fr": "Texte", "body/en": "Text",
        "taxonomies/name": '{"en"=>"Transport", "fr"=>"Mobilité"}, {"fr" => "Jeunes"}', "address": "1 rue Carnot, Gap",
        "latitude": "44.5594", "longitude": "6.0786", "votes": "", "created_at": "2024-05-31T16:00:00.123+02:00"})
    assert (row.title, row.body) == ({"fr": "Un arrêt de bus", "en": "A bus stop"}, {"fr": "Texte", "en": "Text"})
    assert (row.category, row.address) == ("Mobilité, Jeunes", "1 rue Carnot, Gap")
    assert (row.latitude, row.longitude, row.supports) == (44.5594, 6.0786, None)
    assert (row.author_external_id, row.author_name) == ("3", "Alice")
    assert row.published_at == datetime(2024, 5, 31, 14, tzinfo=UTC)


def test_a_reduced_file(tmp_path: Path) -> None:
    row = read(saved(tmp_path, 'id,category,title,body\n77,consommer,"Le ""score""","a,\nb"\n'))[0]
    assert (row.external_id, row.category, row.title, row.text) == ("77", "consommer", {"fr": 'Le "score"'}, "a,\nb")
    assert (row.state, row.published_at, row.url) == ("", None, "")


def test_another_language_leads_when_french_is_missing(tmp_path: Path) -> None:
    row = proposal(tmp_path, title__fr="", title__oc="Un camin", title__en="A path", body__en="Text")
    assert (row.lang, row.headline, row.text) == ("oc", "Un camin", "Text")


@pytest.mark.parametrize("cells", [{"withdrawn": "true"}, {"withdrawn_at": "2024-01-01"}, {"state": "withdrawn"}])
def test_withdrawn_is_told_in_three_ways(tmp_path: Path, cells: dict[str, str]) -> None:
    row = proposal(tmp_path, **cells)
    assert (row.withdrawn, row.state) == (True, "withdrawn")


def test_an_amendment_names_what_it_amends(tmp_path: Path) -> None:
    assert proposal(tmp_path, original_proposal__url=URL + "?locale=fr").amends_external_id == "12"


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "ftp://a.example/b", "https://a.example/<b>", "https://" + "a" * 400])
def test_an_address_that_is_not_of_the_web_is_left(tmp_path: Path, url: str) -> None:
    assert proposal(tmp_path, url=url).url == ""


def test_several_authors_are_one_source(tmp_path: Path) -> None:
    row = proposal(tmp_path, author__id="3, 4", author__name="Alice, Bob")
    assert (row.author_external_id, row.author_name) == ("3,4", "Alice, Bob")


def test_a_long_label_is_clipped_and_not_refused(tmp_path: Path) -> None:
    row = proposal(tmp_path, limits=Limits(short=10), author__name="Alexandrine de Briançon", address="x" * 30)
    assert (row.author_name, row.address) == ("Alexandri…", "xxxxxxxxx…")


def test_a_title_is_one_line_with_its_entities_read(tmp_path: Path) -> None:
    assert proposal(tmp_path, title__fr="L&#39;eau\n &amp;  <la> montagne").headline == "L'eau & <la> montagne"


def test_the_apostrophe_put_before_a_formula_goes(tmp_path: Path) -> None:
    assert proposal(tmp_path, title__fr="'=1+1 arrêt", body__fr="'tis").headline == "=1+1 arrêt"
    assert proposal(tmp_path, body__fr="'tis").text == "'tis"


def test_emoji_and_right_to_left_texts_are_kept(tmp_path: Path) -> None:
    row = proposal(tmp_path, title__fr="🚌 مرحبا", body__fr="שלום")
    assert (row.headline, row.text) == ("🚌 مرحبا", "שלום")


def test_a_picture_pasted_into_a_body_is_left_out(tmp_path: Path) -> None:
    picture = '<img src="data:image/png;base64,' + "A" * 2_000_000 + '" alt="un plan">'
    row = proposal(tmp_path, body__fr="<p>Ici</p>" + picture)
    assert row.text == "Ici\n\n\\[un plan\\]"
