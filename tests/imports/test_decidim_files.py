"""Which files are read, which are refused whole, and how a cut one is known before anything is made of it."""

from pathlib import Path

import pytest

from app.imports.decidim.export import batches, check, open_export, survey
from app.imports.decidim.rows import Kind, Unreadable, sentence
from tests.imports.decidim_files import COMMENT, COMMENTS, NEW, OLD, REDUCED, as_json, codes, read, saved, table

TWO = ({"id": "1", "title": "Un", "body": "a"}, {"id": "2", "title": "Deux", "body": "b\nc"})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert codes(tmp_path / "absent.csv") == [(0, "cannot_open")]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "empty"), (b"\xef\xbb\xbf \n", "empty"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format_xls"), (b"PK\x03\x04rest", "format_zip"),
    (b"\x1f\x8b\x08", "format_other"), (b"%PDF-1.7", "format_other"), (b"<!doctype html>", "format_other"),
    ("id;title;body\n".encode("utf-16"), "encoding_utf16"),
    (b"id;title;body\n", "no_row"), (b"[]", "no_row"), (b"{}", "no_row"),
])
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert [found for _, found in codes(saved(tmp_path, content))] == [code]


def test_an_excel_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    fault = check(saved(tmp_path, b"\xd0\xcf\x11\xe0", "propositions.xls")).faults[0]
    assert sentence(fault, "fr").endswith("importez le CSV.")
    assert sentence(fault, "en").startswith("This is an Excel workbook")


def test_latin_1_is_told_with_its_line(tmp_path: Path) -> None:
    path = saved(tmp_path, table(REDUCED, *TWO, {"id": "3", "title": "École"}).encode("latin-1"))
    assert codes(path) == [(5, "encoding_latin1")]
    assert "save as UTF-8" in sentence(check(path).faults[0], "en")


def test_latin_1_far_in_the_file_is_found_by_the_first_pass(tmp_path: Path) -> None:
    rows = [{"id": str(number), "title": "Titre", "body": "x" * 100} for number in range(1000)]
    path = saved(tmp_path, table(REDUCED, *rows, {"id": "z", "title": "é"}).encode("latin-1"))
    assert not check(path).whole
    assert codes(path)[-1] == (1002, "encoding_latin1")


def test_windows_quotes_are_told_as_well(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, table(REDUCED, {"id": "1", "title": "L’eau"}).encode("cp1252"))) == [
        (2, "encoding_latin1")]


def test_a_byte_gone_wrong_in_utf_8_is_not_called_latin_1(tmp_path: Path) -> None:
    content = table(REDUCED, {"id": "1", "title": "École"}).encode() + b"2;;\xe9cole;\n"
    assert codes(saved(tmp_path, content)) == [(3, "encoding_broken")]


def test_json_in_latin_1_is_told(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, as_json([{"id": 1, "title": "é", "body": "b"}]).encode("latin-1"))) == [
        (1, "encoding_latin1")]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_to_write_csv_gives_the_same_rows(tmp_path: Path, separator: str, mark: bytes, end: str) -> None:
    path = saved(tmp_path, mark + table(REDUCED, *TWO, separator=separator, end=end).encode())
    assert [(row.line, row.external_id, row.text) for row in read(path)] == [(2, "1", "a"), (3, "2", "b\nc")]


@pytest.mark.parametrize(("columns", "kind"), [
    (OLD, Kind.PROPOSALS), (NEW, Kind.PROPOSALS), (REDUCED, Kind.PROPOSALS), (COMMENTS, Kind.COMMENTS),
    ([*COMMENTS[:2], "body/fr", *COMMENTS[3:]], Kind.COMMENTS), (["id", "title", "body"], Kind.PROPOSALS),
])
def test_the_kind_is_known_from_the_columns(tmp_path: Path, columns: list[str], kind: Kind) -> None:
    export = open_export(saved(tmp_path, table(columns)))
    assert (export.kind, export.unknown_columns) == (kind, ())


@pytest.mark.parametrize("header", [
    "id;title/fr;description/fr;start_time;end_time", "id;name;nickname;about", "Nom", "id,titre,texte",
    "id;author;title;body;created_at;endorsements_count;comments_count;follows_count;url",
])
def test_other_data_sets_are_refused_with_their_columns(tmp_path: Path, header: str) -> None:
    assert codes(saved(tmp_path, header + "\n1;2;3\n")) == [(1, "kind_unknown")]


def test_a_file_without_identifiers_is_refused(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, "title/fr;body/fr\na;b\n")) == [(1, "column_missing")]


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, "id;title;body;title\n1;a;b;c\n")) == [(1, "column_twice")]


def test_unknown_columns_are_listed_and_not_fatal(tmp_path: Path) -> None:
    path = saved(tmp_path, table([*OLD, "author/email", "title/machine_translations/en", "mood"],
                                 {"id": "1", "title/fr": "Un"}))
    assert open_export(path).unknown_columns == ("author/email", "mood")
    assert check(path).whole


def test_unknown_columns_of_json_are_gathered_from_every_record(tmp_path: Path) -> None:
    path = saved(tmp_path, as_json([{"id": 1, "title": "a", "body": "b"},
                                    {"id": 2, "title": "a", "body": "b", "author": {"email": "x", "name": "y"}}]))
    assert check(path).unknown_columns == ("author/email",)


def test_the_line_is_where_the_record_begins(tmp_path: Path) -> None:
    path = saved(tmp_path, 'id,title,body\n1,a,"x\ny\n\nz"\n\n2,b,"u\nv"\n3,c,d\n')
    assert [row.line for row in read(path)] == [2, 7, 9]


def test_columns_without_a_name_are_left(tmp_path: Path) -> None:
    assert check(saved(tmp_path, "id;title;body;;\n1;a;b;;\n;;;;\n")).good == 1


def test_a_quotation_mark_never_closed_is_a_cut(tmp_path: Path) -> None:
    survey_ = check(saved(tmp_path, 'id,title,body\n1,a,b\n2,b,"unfinished\nsentence\n'))
    assert [(fault.line, fault.code) for fault in survey_.faults] == [(3, "cut_quote")]
    assert (survey_.read, survey_.good, survey_.whole) == (2, 1, False)


def test_a_row_with_fewer_columns_is_a_cut(tmp_path: Path) -> None:
    survey_ = check(saved(tmp_path, "id,title,body\n1,a,b\n2,b\n3,c,d\n"))
    assert [(fault.line, fault.code, dict(fault.params)) for fault in survey_.faults] == [
        (3, "cut_row", {"found": 2, "expected": 3})]
    assert not survey_.whole


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_last_row_without_its_end_of_line_is_a_cut_in_what_a_program_wrote(tmp_path: Path, end: str) -> None:
    rows = [{"id": str(number), "title": "a", "body": "une phrase"} for number in range(30)]
    path = saved(tmp_path, table(REDUCED, *rows, end=end).removesuffix("rase" + end))
    assert codes(path) == [(31, "cut_last")]


def test_a_short_file_typed_by_hand_may_lack_its_last_end_of_line(tmp_path: Path) -> None:
    assert check(saved(tmp_path, "id,title,body\n1,a,b")).good == 1


def test_a_misplaced_quotation_mark_stops_the_reading(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, 'id,title,body\n1,a,b\n2,"a" b,c\n3,d,e\n')) == [(3, "quote_stray")]


def test_a_quotation_mark_inside_a_bare_text_is_only_a_sign(tmp_path: Path) -> None:
    assert read(saved(tmp_path, 'id,title,body\n1,un écran de 5" neuf,b\n'))[0].headline == 'un écran de 5" neuf'


def test_a_row_with_more_columns_is_refused_alone(tmp_path: Path) -> None:
    survey_ = check(saved(tmp_path, "id,title,body\n1,a,b,c\n2,b,c\n"))
    assert [(fault.line, fault.code) for fault in survey_.faults] == [(2, "row_wide")]
    assert (survey_.whole, survey_.read, survey_.good) == (True, 2, 1)


def test_a_text_cut_inside_a_character_is_a_cut(tmp_path: Path) -> None:
    assert codes(saved(tmp_path, table(REDUCED, *TWO).encode() + "3;;é".encode()[:-1])) == [(5, "cut_character")]


def test_wherever_a_file_is_cut_nothing_whole_is_left(tmp_path: Path) -> None:
    content = table(OLD, *({"id": str(number), "title/fr": "Déjà dit", "body/fr": 'Une "longue" phrase;\nfin',
                            "url": "https://e.example"} for number in range(3)), end="\r\n").encode()
    header = content.index(b"\r\n") + 2
    ends = {end for end in range(header, len(content)) if content[:end].endswith((b"\r\n", b"\r"))}
    taken = [end for end in range(header + 1, len(content))
             if end not in ends and check(saved(tmp_path, content[:end])).whole]
    assert taken == []


def test_a_survey_tells_states_and_platform(tmp_path: Path) -> None:
    url = "https://bourg.example/f/3/proposals/"
    path = saved(tmp_path, table(OLD, *({"id": str(number), "title/fr": "a", "state": state, "url": f"{url}{number}"}
                                        for number, state in enumerate(["", "accepted", "Accepted"]))))
    assert check(path).states == {"": 1, "accepted": 2}
    assert check(path).host == "bourg.example"


def test_progress_goes_from_the_beginning_to_the_end(tmp_path: Path) -> None:
    rows = [{"id": str(number), "title": "a", "body": "x" * 500} for number in range(500)]
    export = open_export(saved(tmp_path, table(REDUCED, *rows)))
    seen = [export.percent for _ in export.rows()]
    assert seen == sorted(seen)
    assert seen[0] < 10
    assert export.percent == 100


def test_two_passes_give_the_same_rows(tmp_path: Path) -> None:
    export = open_export(saved(tmp_path, table(COMMENTS, COMMENT)))
    assert survey(export).good == 1
    assert [row.external_id for row in export.rows()] == ["7"]


def test_batches_are_never_empty() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []


def test_opening_what_cannot_be_read_raises_its_fault(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as raised:
        open_export(saved(tmp_path, b""))
    assert raised.value.faults[0].code == "empty"
