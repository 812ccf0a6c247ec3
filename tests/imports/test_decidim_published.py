"""The published exports that travel beside the project, read as they are; skipped only where they are absent."""

from pathlib import Path

import pytest

from app.imports.decidim.export import check, open_export
from app.imports.decidim.rows import CommentRow, Kind, ProposalRow
from tests.imports.decidim_files import codes, saved

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "decidim"
PROPOSALS, COMMENTS, REDUCED = "rn-open-data-proposals.csv", "rn-open-data-proposal_comments.csv", "subset_raw_data.csv"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published exports are not here")


@pytest.mark.parametrize(("name", "kind", "count"), [
    (PROPOSALS, Kind.PROPOSALS, 250), ("rn-open-data-proposals.json", Kind.PROPOSALS, 60),
    (COMMENTS, Kind.COMMENTS, 1968), (REDUCED, Kind.PROPOSALS, 268), ("subset_raw_data.json", Kind.PROPOSALS, 268),
])
def test_every_row_is_read_and_none_refused(name: str, kind: Kind, count: int) -> None:
    survey = check(FOLDER / name)
    assert (survey.kind, survey.read, survey.good) == (kind, count, count)
    assert (survey.faults, survey.unknown_columns) == ((), ())


def test_the_workbook_is_refused() -> None:
    assert codes(FOLDER / "subset_FEAMP.xls") == [(0, "format_xls")]


def test_every_comment_finds_its_proposal() -> None:
    known = {row.external_id for row in open_export(FOLDER / PROPOSALS).rows() if isinstance(row, ProposalRow)}
    comments = [row for row in open_export(FOLDER / COMMENTS).rows() if isinstance(row, CommentRow)]
    assert {row.proposal_external_id for row in comments} <= known
    assert {row.alignment for row in comments} == {-1, 1}


def test_csv_and_json_of_the_same_consultation_agree() -> None:
    def texts(name: str) -> list[tuple[str, str, str]]:
        rows = open_export(FOLDER / name).rows()
        return [(row.external_id, row.headline, row.text) for row in rows if isinstance(row, ProposalRow)]
    assert texts(REDUCED) == texts("subset_raw_data.json")


@pytest.mark.parametrize("name", [PROPOSALS, COMMENTS, REDUCED, "subset_raw_data.json"])
def test_wherever_it_is_cut_nothing_of_it_is_whole(tmp_path: Path, name: str) -> None:
    content = (FOLDER / name).read_bytes()
    ends = [end for end in range(len(content) // 13, len(content), len(content) // 13)
            if not content[:end].endswith((b"\n", b"\r"))]
    assert [end for end in ends if check(saved(tmp_path, content[:end])).whole] == []


@pytest.mark.parametrize("name", [PROPOSALS, COMMENTS, REDUCED])
def test_in_latin_1_it_is_told(tmp_path: Path, name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert [code for _, code in codes(saved(tmp_path, text.encode("cp1252", "replace")))][-1:] == ["encoding_latin1"]
