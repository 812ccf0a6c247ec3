"""Territory files: what is read, and each fault with its line."""

from pathlib import Path

import pytest

from app.territory.rules import Fault, LineFault, PlaceRow, parse_places

HEADER = "code,name,population,group_code,group_name,latitude,longitude\n"
GAP = "05061,Gap,41293,200067825,Gap-Tallard-Durance,44.56264,6.08184\n"
SHIPPED = Path(__file__).parents[2] / "app" / "data" / "territory" / "hautes-alpes.csv"


def row(**changed: str) -> str:
    cells = {"code": "05061", "name": "Gap", "population": "41293", "group_code": "200067825",
             "group_name": "Gap-Tallard-Durance", "latitude": "44.56264", "longitude": "6.08184"} | changed
    return ",".join(cells.values()) + "\n"


def faults_of(*lines: str) -> list[LineFault]:
    return parse_places(HEADER + "".join(lines))[1]


@pytest.mark.parametrize(("changed", "fault", "column"), [
    ({"code": ""}, Fault.BAD_CODE, "code"),
    ({"code": "05 061"}, Fault.BAD_CODE, "code"),
    ({"code": "1234567890123"}, Fault.BAD_CODE, "code"),
    ({"code": "é05"}, Fault.BAD_CODE, "code"),
    ({"name": ""}, Fault.EMPTY_NAME, "name"),
    ({"name": "\u00a0 "}, Fault.EMPTY_NAME, "name"),
    ({"name": "G" * 121}, Fault.BAD_NAME, "name"),
    ({"name": "Ga\x00p"}, Fault.BAD_NAME, "name"),
    ({"name": "Gap\u202e"}, Fault.BAD_NAME, "name"),
    ({"population": ""}, Fault.BAD_POPULATION, "population"),
    ({"population": "12.5"}, Fault.BAD_POPULATION, "population"),
    ({"population": "-3"}, Fault.BAD_POPULATION, "population"),
    ({"population": "beaucoup"}, Fault.BAD_POPULATION, "population"),
    ({"population": "٣٤"}, Fault.BAD_POPULATION, "population"),
    ({"population": "12345678901"}, Fault.BAD_POPULATION, "population"),
    ({"group_code": "12345678901234567"}, Fault.BAD_GROUP_CODE, "group_code"),
    ({"group_code": ""}, Fault.GROUP_INCOMPLETE, "group_code"),
    ({"group_name": ""}, Fault.GROUP_INCOMPLETE, "group_name"),
    ({"group_name": "G" * 161}, Fault.BAD_GROUP_NAME, "group_name"),
    ({"latitude": "91"}, Fault.BAD_LATITUDE, "latitude"),
    ({"latitude": "44°33'"}, Fault.BAD_LATITUDE, "latitude"),
    ({"latitude": "nan"}, Fault.BAD_LATITUDE, "latitude"),
    ({"latitude": "1e1"}, Fault.BAD_LATITUDE, "latitude"),
    ({"longitude": "-180.1"}, Fault.BAD_LONGITUDE, "longitude"),
    ({"longitude": ""}, Fault.HALF_CENTRE, "longitude"),
    ({"latitude": ""}, Fault.HALF_CENTRE, "latitude"),
])
def test_it_names_the_line_and_the_column_of_a_bad_cell(changed: dict[str, str], fault: Fault, column: str) -> None:
    places, faults = parse_places(HEADER + row(code="05023") + row(**changed))
    assert [place.code for place in places] == ["05023"]
    assert [(found.line, found.code, found.column) for found in faults] == [(3, fault, column)]


def test_it_tells_every_fault_of_a_row_at_once() -> None:
    faults = faults_of(row(code="?", name="", population="x", latitude="100", longitude="200"))
    assert [fault.code for fault in faults] == [
        Fault.BAD_CODE, Fault.EMPTY_NAME, Fault.BAD_POPULATION, Fault.BAD_LATITUDE, Fault.BAD_LONGITUDE]


def test_it_tells_where_a_code_stood_first_whatever_its_case() -> None:
    faults = faults_of(row(code="2A004"), row(code="05061"), row(code="2a004"))
    assert faults == [LineFault(4, Fault.DUPLICATE_CODE, "code", "2A004", first_line=2)]


def test_it_refuses_two_names_for_one_group() -> None:
    faults = faults_of(row(), row(code="05170", group_name="Tallard"))
    assert faults == [LineFault(3, Fault.GROUP_TWO_NAMES, "group_name", "Tallard", first_line=2)]


def test_it_lists_all_the_missing_columns() -> None:
    places, faults = parse_places("code,nom,habitants,lat\n05061,Gap,41293,44.56\n")
    assert places == []
    assert [(fault.line, fault.column) for fault in faults] == [(1, "group_code"), (1, "group_name"), (1, "longitude")]


def test_it_refuses_the_same_column_under_two_names() -> None:
    faults = parse_places("code,nom,Name,population,group_code,group_name,lat,lon\n")[1]
    assert faults == [LineFault(1, Fault.COLUMN_TWICE, "name", "Name")]


@pytest.mark.parametrize("cells", ["05061,Gap\n", GAP.strip() + ",44\n"])
def test_it_refuses_a_row_of_another_width(cells: str) -> None:
    assert [(fault.line, fault.code) for fault in faults_of(GAP, cells)] == [(3, Fault.WRONG_CELLS)]


def test_it_keeps_what_stands_before_a_quote_that_never_closes() -> None:
    places, faults = parse_places(HEADER + GAP + '05023,"Briançon,11411,1,B,44,6\n05046,Embrun,1,1,B,44,6\n')
    assert len(places) == 1
    assert faults == [LineFault(3, Fault.UNREADABLE)]


def test_it_refuses_a_cell_without_end() -> None:
    assert faults_of(row(name="G" * 200_000)) == [LineFault(2, Fault.UNREADABLE)]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n \n", ",,\n"])
def test_it_refuses_an_empty_file(text: str) -> None:
    assert parse_places(text) == ([], [LineFault(1, Fault.NO_ROWS)])


def test_it_refuses_a_header_alone() -> None:
    assert parse_places("\n" + HEADER) == ([], [LineFault(2, Fault.NO_ROWS)])


def test_it_shows_a_wrong_value_short_and_printable() -> None:
    value = faults_of(row(population="\x07" + "9" * 99))[0].value
    assert value.isprintable()
    assert len(value) == 40


def test_it_reads_what_a_french_spreadsheet_saves() -> None:
    text = ("\ufeffCode INSEE;Nom;Habitants;Code EPCI;Intercommunalité;Latitude;Longitude;Remarque\r\n"
            "05061;Gap;41\u202f293;200067825;Gap-Tallard-Durance;44,56264;6,08184;préfecture, ville\r\n")
    gap = PlaceRow("05061", "Gap", 41293, "200067825", "Gap-Tallard-Durance", 44562640, 6081840)
    assert parse_places(text) == ([gap], [])


def test_it_reads_any_order_of_columns_and_skips_blank_lines() -> None:
    places, faults = parse_places("lon,lat,nom,population,code,group_name,group_code\n\n-63.5,44.6,Halifax,9,NS-1,,\n")
    assert faults == []
    assert places == [PlaceRow("NS-1", "Halifax", 9, "", "", 44600000, -63500000)]


def test_it_allows_a_place_without_a_centre() -> None:
    places, faults = parse_places(HEADER + row(latitude="", longitude=""))
    assert faults == []
    assert places[0].latitude is None


def test_it_counts_lines_as_an_editor_does_after_a_cell_of_two_lines() -> None:
    places, faults = parse_places(HEADER + row(code="05023", name='"Val\nBuëch"') + row(population="x"))
    assert places[0].name == "Val Buëch"
    assert [fault.line for fault in faults] == [4]


def test_the_shipped_territory_is_the_hautes_alpes() -> None:
    places, faults = parse_places(SHIPPED.read_text(encoding="utf-8"))
    assert faults == []
    assert len(places) == 162
    assert sum(place.population for place in places) == 143_467
    assert len({place.group_code for place in places}) == 9


def test_every_shipped_centre_is_in_the_mountains() -> None:
    places, _ = parse_places(SHIPPED.read_text(encoding="utf-8"))
    assert all(44_150_000 < (place.latitude or 0) < 45_150_000 for place in places)
    assert all(5_400_000 < (place.longitude or 0) < 7_100_000 for place in places)
