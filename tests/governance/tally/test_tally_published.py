"""The published elections that travel with the developers' checkout: the expected order, counts and pairs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.decisions.cli import tally

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "elections"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.skipif(not FOLDER.exists(), reason="../shared/data is not here")
def test_there_are_eighteen_of_them() -> None:
    assert len(FILES) == 18


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_published_election_is_counted_as_published(file: Path) -> None:
    election = json.loads(file.read_text(encoding="utf-8"))
    answer = CliRunner().invoke(tally, [election["method"]], input=json.dumps(election["input"]))
    result = json.loads(answer.stdout)
    expected = election["expected"]
    assert result["ranking"] == expected.pop("ranking")
    assert {key: result["evidence"][key] for key in expected} == expected
