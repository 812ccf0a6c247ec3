"""JSON exports: lists, numbered objects, nested keys, and every way they can be cut."""

import json
from pathlib import Path

import pytest

from app.imports.decidim.export import check
from app.imports.decidim.objects import PIECE
from tests.imports.decidim_files import COMMENT, as_json, codes, read, saved

ONE = {"id": 1, "title": "Un", "body": "a"}
TWO = {"id": 2, "title": "Deux", "body": "b\nc"}


@pytest.mark.parametrize(("content", "code"), [
    ("[1, 2]", "json_shape"), ('{"id": 1, "title": "a", "body": "b"}', "json_shape"), ('{"0": [1]}', "json_shape"),
    ('[{"id": 1 "title": "a", "body": "une assez longue suite"}]', "json_invalid"),
    ("{1: {}}", "json_invalid"), ('[{"titre": "a"}]', "kind_unknown"),
    ('[{"title": "a", "body": "b"}]', "column_missing"),
    ('[{"id": 1, "title": "a", "body": "b"}] []', "json_invalid"),
    ('[{"id": 1, "title": "a", "body": "b"} {"id": 2}]', "json_invalid"),
])
def test_what_is_no_list_of_records_is_refused(tmp_path: Path, content: str, code: str) -> None:
    survey = check(saved(tmp_path, content))
    assert [fault.code for fault in survey.faults] == [code]
    assert not survey.whole


@pytest.mark.parametrize("content", [as_json([ONE, TWO]), json.dumps({"0": ONE, "1": TWO}, indent=4)])
def test_wherever_json_is_cut_nothing_whole_is_left(tmp_path: Path, content: str) -> None:
    for end in range(1, len(content)):
        survey = check(saved(tmp_path, content[:end]))
        assert [fault.code for fault in survey.faults] == ["json_cut"], content[:end]


def test_lists_and_numbered_objects_give_the_same_rows(tmp_path: Path) -> None:
    listed = read(saved(tmp_path, as_json([ONE, TWO])))
    numbered = read(saved(tmp_path, json.dumps({"0": ONE, "1": TWO})))
    assert listed == numbered
    assert [(row.external_id, row.text) for row in listed] == [("1", "a"), ("2", "b\nc")]


def test_a_mark_and_spaces_are_no_trouble(tmp_path: Path) -> None:
    assert check(saved(tmp_path, "\ufeff \n" + as_json([ONE]) + "\n\n")).good == 1


def test_the_line_is_where_the_record_begins(tmp_path: Path) -> None:
    rows = read(saved(tmp_path, json.dumps([ONE, TWO], indent=1)))
    assert [row.line for row in rows] == [2, 7]


def test_identifiers_twice_are_found_on_one_single_line(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, as_json([ONE, ONE]))) == [(1, "id_twice")]


def test_records_longer_than_one_piece_are_read_whole(tmp_path: Path) -> None:
    sizes = [9, PIECE, 20_000, 3, 29_000]
    rows = [{"id": number, "title": "a", "body": "é" * size} for number, size in enumerate(sizes)]
    found = read(saved(tmp_path, as_json(rows)))
    assert [getattr(row, "code", None) or len(row.text) for row in found] == [9, "body_long", 20_000, 3, 29_000]


def test_nested_keys_read_like_the_columns_of_the_csv(tmp_path: Path) -> None:
    row = read(saved(tmp_path, as_json([{
        "id": 12, "title": {"fr": "Un arrêt", "en": "A stop", "machine_translations": {"de": "Halt"}},
        "body": {"fr": "texte"}, "category": {"id": 4, "name": {"fr": "Mobilité", "en": "Transport"}}, "state": None,
        "author": {"id": [3, 4], "name": ["Alice", "Bob"]}, "withdrawn": False, "votes": 25, "latitude": 44.56,
        "longitude": 6.08, "original_proposal": {"title": None, "url": None}, "related_proposals": []}])))[0]
    assert row.title == {"fr": "Un arrêt", "en": "A stop"}
    assert (row.category, row.state, row.supports, row.withdrawn) == ("Mobilité", "", 25, False)
    assert (row.author_external_id, row.author_name, row.latitude) == ("3,4", "Alice, Bob", 44.56)


def test_taxonomies_by_language_are_joined_in_one(tmp_path: Path) -> None:
    row = read(saved(tmp_path, as_json([ONE | {
        "taxonomies": {"id": [1, 2], "name": [{"fr": "Eau", "en": "Water"}, {"fr": "Air", "en": "Air"}]}}])))[0]
    assert row.category == "Eau, Air"


def test_figures_keep_their_form(tmp_path: Path) -> None:
    row = read(saved(tmp_path, as_json([ONE]).replace('"id": 1', '"id": 100000000000000000001')))[0]
    assert row.external_id == "100000000000000000001"


@pytest.mark.parametrize(("written", "code"), [("\\u0000", "nul_byte"), ("\\ud800", "bad_character")])
def test_characters_no_database_takes_refuse_their_row_alone(tmp_path: Path, written: str, code: str) -> None:
    path = saved(tmp_path, as_json([ONE, TWO]).replace("Deux", written))
    assert codes(path) == [(1, code)]
    assert (check(path).good, check(path).whole) == (1, True)


def test_a_record_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert not check(saved(tmp_path, '[{"id": 1, "title": "a", "body": ' + "[" * 200_000)).whole


def test_what_lies_deeper_than_any_export_is_no_harm(tmp_path: Path) -> None:
    assert check(saved(tmp_path, as_json([ONE]).replace('"a"', '"a", "z": ' + "[" * 500 + "]" * 500))).good == 1


def test_comments_are_read_too(tmp_path: Path) -> None:
    given = COMMENT | {"id": 7, "alignment": -1, "depth": 0, "user_group": {"id": None}}
    row = read(saved(tmp_path, as_json([given])))[0]
    assert (row.external_id, row.alignment, row.proposal_external_id) == ("7", -1, "12")
