"""Each cell of a comment: which proposal it is about, which comment it answers, and why a row is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.imports.decidim.rows import Fault, Limits
from tests.imports.decidim_files import COMMENT, URL, comment, read, saved, table

REPLY = {"commentable_id": "5", "commentable_type": "Decidim::Comments::Comment", "depth": "1"}


@pytest.mark.parametrize(("cells", "code"), [
    ({"body": ""}, "body_empty"), ({"body": "<p>&nbsp;</p>"}, "body_empty"), ({"body": "x" * 4_001}, "body_long"),
    ({"alignment": "2"}, "number_bad"), ({"alignment": "pour"}, "number_bad"), ({"depth": "-1"}, "number_bad"),
    ({"created_at": "2015-02-30 00:00:00 UTC"}, "date_bad"), ({"id": ""}, "id_empty"), ({"body": "a\0"}, "nul_byte"),
    ({"commentable_type": "Decidim::Meetings::Meeting", "root_commentable_url": "https://b.example/f/1/meetings/3"},
     "comment_elsewhere"),
    ({"commentable_type": "Decidim::Comments::Comment", "root_commentable_url": ""}, "comment_elsewhere"),
])
def test_a_comment_is_refused_with_its_reason(tmp_path: Path, cells: dict[str, str], code: str) -> None:
    fault = comment(tmp_path, **cells)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.code, fault.fatal) == (2, code, False)


def test_a_comment_on_a_proposal(tmp_path: Path) -> None:
    row = comment(tmp_path, created_at="2015-10-17 18:15:29 UTC", locale="oc", author__id="9", author__name="Bob",
                  alignment="-1", depth="0", user_group__name__fr="Les Amis")
    assert (row.external_id, row.proposal_external_id, row.parent_external_id) == ("7", "12", "")
    assert (row.body, row.lang, row.alignment, row.depth) == ("D’accord.", "oc", -1, 0)
    assert (row.author_external_id, row.author_name, row.group_name, row.root_url) == ("9", "Bob", "Les Amis", URL)
    assert row.created_at == datetime(2015, 10, 17, 18, 15, 29, tzinfo=UTC)


def test_an_answer_to_a_comment_finds_its_proposal_by_the_address(tmp_path: Path) -> None:
    row = comment(tmp_path, **REPLY)
    assert (row.parent_external_id, row.proposal_external_id, row.depth) == ("5", "12", 1)


def test_the_address_may_hold_more_after_the_number(tmp_path: Path) -> None:
    assert comment(tmp_path, root_commentable_url=URL + "?locale=fr#c7").proposal_external_id == "12"


def test_without_address_the_type_is_enough(tmp_path: Path) -> None:
    assert comment(tmp_path, root_commentable_url="").proposal_external_id == "12"


def test_a_file_with_the_least_columns_is_read(tmp_path: Path) -> None:
    row = read(saved(tmp_path, "id,body,commentable_id\n7,Oui,12\n"))[0]
    assert (row.proposal_external_id, row.alignment, row.created_at, row.lang) == ("12", 0, None, "fr")


def test_a_body_by_language_is_read(tmp_path: Path) -> None:
    cells = {name: value for name, value in COMMENT.items() if name != "body"} | {"body/en": "Yes"}
    assert read(saved(tmp_path, table(list(cells), cells)))[0].body == "Yes"


def test_a_language_that_is_none_falls_back(tmp_path: Path) -> None:
    assert comment(tmp_path, locale="<script>").lang == "fr"


def test_a_smaller_sign_in_a_plain_text_stays(tmp_path: Path) -> None:
    assert comment(tmp_path, body="ok si participation <50%\nsinon non").body == "ok si participation <50%\nsinon non"


def test_the_ceiling_is_the_caller_s(tmp_path: Path) -> None:
    assert comment(tmp_path, limits=Limits(comment=3)).params == {"length": 9, "most": 3}
