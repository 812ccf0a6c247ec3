"""`flask import decidim`: what it reports, what it writes, what it refuses; on made-up files and on published ones."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.discussion.models import Comment
from app.extensions import sessions
from app.proposals.models import Proposal, Source
from tests.build import World
from tests.imports.decidim_files import COMMENT, COMMENTS, OLD, as_json, saved, table

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "decidim"
PROPOSALS, TALK, REDUCED = "rn-open-data-proposals.csv", "rn-open-data-proposal_comments.csv", "subset_raw_data.csv"
published = pytest.mark.skipif(not FOLDER.is_dir(), reason="the published exports are not here")
HOST = "https://bourg.example/processes/mobilite/f/3/proposals/"


def row(number: int = 12, **cells: str) -> dict[str, str]:
    return {"id": str(number), "title/fr": "Un arrêt de bus", "body/fr": "Le soir.", "url": f"{HOST}{number}"} | cells


@pytest.fixture
def imported(app: Flask, site: World):
    """Run it and give its exit code and its report; nothing else may be on standard output."""
    def run(path: Path, *options: str) -> tuple[int, dict[str, Any]]:
        done = app.test_cli_runner().invoke(args=["import", "decidim", str(path), "--json", *options])
        assert done.stdout.count("\n") == 1
        return done.exit_code, json.loads(done.stdout)
    return run


@pytest.fixture
def count(app: Flask):
    def ask(model: Any = Proposal) -> int:
        with app.app_context(), sessions()() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
    return ask


def figures(told: dict[str, Any]) -> tuple[int, int, int, int]:
    assert list(told) == ["read", "created", "existing", "refused", "unknown_columns"]
    return told["read"], told["created"], told["existing"], len(told["refused"])


@published
@pytest.mark.parametrize(("name", "rows"), [
    (PROPOSALS, 250), ("rn-open-data-proposals.json", 60), (REDUCED, 268), ("subset_raw_data.json", 268)])
def test_published_proposals_come_once(imported, count, name, rows):
    assert figures(imported(FOLDER / name)[1]) == (rows, rows, 0, 0)
    assert figures(imported(FOLDER / name)[1]) == (rows, 0, rows, 0)
    assert count() == rows


@published
def test_published_comments_find_their_proposals(imported, count):
    imported(FOLDER / PROPOSALS)
    assert figures(imported(FOLDER / TALK)[1]) == (1968, 1968, 0, 0)
    assert figures(imported(FOLDER / TALK)[1]) == (1968, 0, 1968, 0)
    assert count(Comment) == 1968


@published
def test_csv_and_json_of_one_consultation_are_the_same_proposals(imported, count):
    imported(FOLDER / REDUCED)
    assert figures(imported(FOLDER / "subset_raw_data.json")[1]) == (268, 0, 268, 0)


@published
def test_comments_before_their_proposals_are_refused_line_by_line(imported, count):
    code, told = imported(FOLDER / TALK)
    assert (code, figures(told), count(Comment)) == (0, (1968, 0, 0, 1968), 0)
    assert told["refused"][0] == {"line": 2, "reason": "La proposition 100 n’est pas ici\u00a0: importez d’abord les "
                                                       "propositions, de la même source."}


@published
@pytest.mark.parametrize("name", [PROPOSALS, REDUCED, "subset_raw_data.json"])
def test_a_published_file_cut_in_the_middle_brings_nothing(imported, count, tmp_path, name):
    content = (FOLDER / name).read_bytes()
    code, told = imported(saved(tmp_path, content[: len(content) * 2 // 3], name))
    assert (code, told["created"], count()) == (1, 0, 0)
    assert "coupé" in told["refused"][-1]["reason"]


@published
def test_a_workbook_is_refused(imported):
    code, told = imported(FOLDER / "subset_FEAMP.xls")
    assert (code, figures(told)) == (1, (0, 0, 0, 1))
    assert "Excel" in told["refused"][0]["reason"]


def test_a_rehearsal_counts_the_same_and_writes_nothing(imported, count, tmp_path):
    path = saved(tmp_path, table(OLD, row(), row(13, **{"title/fr": ""})))
    first, rehearsed = imported(path, "--dry-run"), imported(path, "--dry-run")
    assert (first, figures(first[1])) == (rehearsed, (2, 1, 0, 1))
    assert (count(), count(Source)) == (0, 0)
    assert imported(path) == first


def test_a_rehearsal_foresees_replies(imported, count, tmp_path):
    imported(saved(tmp_path, table(OLD, row())))
    reply = COMMENT | {"id": "8", "commentable_id": "7", "commentable_type": "Decidim::Comments::Comment", "depth": "1"}
    path = saved(tmp_path, table(COMMENTS, reply | {"id": "9", "commentable_id": "8"}, reply, COMMENT), "talk.csv")
    assert figures(imported(path, "--dry-run")[1]) == (3, 3, 0, 0)
    assert count(Comment) == 0
    assert figures(imported(path)[1]) == (3, 3, 0, 0)


def test_each_refused_row_has_its_line_and_its_reason(imported, count, tmp_path):
    told = imported(saved(tmp_path, table(OLD, row(), row(13, **{"title/fr": "x" * 161}), row(14))))[1]
    assert told["refused"] == [{"line": 3, "reason": "Le titre a 161 caractères, 160 au plus."}]
    assert count() == 2


def test_unknown_columns_are_listed_and_not_fatal(imported, tmp_path):
    code, told = imported(saved(tmp_path, table([*OLD, "couleur", "author/email"], row())))
    assert (code, told["created"], told["unknown_columns"]) == (0, 1, ["couleur", "author/email"])


def test_of_a_cut_file_the_good_rows_come_only_when_forced(imported, count, tmp_path):
    path = saved(tmp_path, table(OLD, row(), row(13)) + "14;")
    assert (imported(path)[0], count()) == (1, 0)
    code, told = imported(path, "--force")
    assert (code, told["created"], len(told["refused"])) == (0, 2, 1)


def test_latin_1_is_told_and_refused_even_when_forced(imported, count, tmp_path):
    late = table(OLD, *(row(number, **{"title/fr": "Un bus"}) for number in range(3_000)), row(4_000)).encode("latin-1")
    for content in (table(OLD, row()).encode("latin-1"), late):
        code, told = imported(saved(tmp_path, content), "--force")
        assert (code, told["created"], count()) == (1, 0, 0)
        assert "Latin-1" in told["refused"][-1]["reason"]


def test_the_table_of_the_operator_stands_in_place_of_ours(app, imported, count, tmp_path):
    (Path(app.instance_path) / "decidim-states.toml").write_text(
        '[states]\naccepted = { track = "need", stage = "recognised", status = "open" }\n', encoding="utf-8")
    told = imported(saved(tmp_path, table(OLD, row(state="accepted"), row(13))))[1]
    assert figures(told) == (2, 1, 0, 1)
    with app.app_context(), sessions()() as session:
        assert session.execute(sa.select(Proposal.track, Proposal.stage)).one() == ("need", "recognised")


@pytest.mark.parametrize(("text", "reason"), [
    ('[states]\n"" = { track = "project", stage = "dream", status = "open" }\n', "que la charte de l’espace n’a pas"),
    ('[states]\n"" = { track = "project", stage = "idea" }\n', "Table des états, ligne 2\u00a0: Il manque"),
])
def test_a_table_that_does_not_fit_is_one_fault_and_nothing_is_written(imported, count, tmp_path, text, reason):
    states = saved(tmp_path, text, "states.toml")
    code, told = imported(saved(tmp_path, table(OLD, row(), row(13))), "--states", str(states))
    assert (code, told["created"], len(told["refused"]), count()) == (1, 0, 1, 0)
    assert told["refused"][0]["line"] == 0
    assert reason in told["refused"][0]["reason"]


def test_a_name_of_source_keeps_two_platforms_apart(imported, count, tmp_path):
    path = saved(tmp_path, as_json([{"id": 1, "title": "Un bus", "body": "Le soir."}]), "export.json")
    for name in ((), (), ("--source", "Autre ville"), ("--source", "autre ville")):
        imported(path, *name)
    assert count() == 2


@pytest.mark.parametrize("options", [("--space", "nowhere"), ("--colour",), ("--source", "x" * 200)])
def test_a_command_badly_written_ends_with_2(app, site, tmp_path, options):
    path = saved(tmp_path, table(OLD, row()))
    assert app.test_cli_runner().invoke(args=["import", "decidim", str(path), *options]).exit_code == 2


def test_a_person_reads_a_short_report(app, site, tmp_path):
    path = saved(tmp_path, table([*OLD, "couleur"], *(row(number, **{"title/fr": ""}) for number in range(30))))
    said = app.test_cli_runner().invoke(args=["import", "decidim", str(path), "--dry-run"]).stdout
    assert "30 lignes lues, 0 à créer, 0 déjà là, 30 refusées" in said
    assert "… et 10 autres" in said
    assert "couleur" in said


def test_what_came_is_read_on_its_page(client, imported, tmp_path):
    imported(saved(tmp_path, table(OLD, row(supports="25", state="rejected", **{"answer/fr": "Trop cher."}))))
    page = client.get("/propositions/1").text
    assert "25 soutiens reçus sur bourg.example" in page
    assert "Trop cher." in page
    assert "par ceux qui la portaient" not in page
