"""The table of states: the shipped one, the operator's, and its faults with their lines."""

from pathlib import Path

import pytest

from app.imports.decidim.objects import Place, place_of, states
from app.imports.decidim.rows import CUT_ROWS, SENTENCES, WHOLE_FILE, Fault, Unreadable, sentence

GOOD = 'track = "project", stage = "idea", status = "open"'


def faults(folder: Path, text: str) -> list[tuple[int, str]]:
    path = folder / "decidim-states.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable) as raised:
        states(path)
    assert all(sentence(fault, lang) for fault in raised.value.faults for lang in ("fr", "en"))
    return [(fault.line, fault.code) for fault in raised.value.faults]


@pytest.mark.parametrize(("text", "expected"), [
    ("", [(1, "states_empty")]), ("states = 3", [(1, "states_empty")]), ("[states]\n", [(1, "states_empty")]),
    ("[states]\na = {\n", [(2, "states_syntax")]), ('[states]\n\naccepted = "idea"', [(3, "state_not_table")]),
    (f'[states]\nold = {{ {GOOD} }}\n"" = {{ track = "project", stage = "idea" }}', [(3, "state_key_missing")]),
    (f'[states]\na = {{ {GOOD}, colour = "red" }}', [(2, "state_key_unknown")]),
    ('[states.a]\ntrack = "project"\nstage = "Idée"\nstatus = 3', [(1, "state_word"), (1, "state_word")]),
])
def test_each_fault_has_its_line(tmp_path: Path, text: str, expected: list[tuple[int, str]]) -> None:
    assert faults(tmp_path, text) == expected


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="states_missing"):
        states(tmp_path / "absent.toml")


def test_the_shipped_table_knows_the_states_of_decidim() -> None:
    shipped = states()
    assert set(shipped) == {"", "not_answered", "evaluating", "accepted", "rejected", "withdrawn"}
    assert shipped[""] == Place("project", "idea", "open")
    assert shipped["withdrawn"].status == "withdrawn"


def test_the_operator_s_table_stands_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "states.toml"
    path.write_text(f"[states]\nAccepted = {{ {GOOD} }}\n", encoding="utf-8")
    assert states(path) == {"accepted": Place("project", "idea", "open")}


def test_a_state_not_in_the_table_refuses_its_row() -> None:
    assert place_of("in_discussion", 8, states()) == Fault(8, "state_unknown", {"state": "in_discussion"})


def test_a_star_stands_for_all_others() -> None:
    idea = Place("project", "idea", "open")
    assert place_of("in_discussion", 8, {"*": idea}) == idea


def test_every_code_has_its_two_sentences() -> None:
    assert set(SENTENCES) >= CUT_ROWS | WHOLE_FILE
    assert all(french and english and french != english for french, english in SENTENCES.values())


def test_both_sentences_name_the_same_figures() -> None:
    def named(text: str) -> set[str]:
        return {part.split("}")[0] for part in text.replace("{{", "").split("{")[1:]}
    assert [code for code, (french, english) in SENTENCES.items() if named(french) != named(english)] == []
