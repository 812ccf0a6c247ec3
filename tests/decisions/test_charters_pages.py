"""The pages of the rules: read by everybody, written by the committee, nothing typed lost."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from app.core.kinds import Role
from app.decisions.service import charters
from tests.governance.charters import DEFAULT
from tests.web.signing import post
from tests.web.town import Town, town

DRAFTING = ("/regles/brouillon", "/regles/brouillon/fichier", "/regles/brouillon/partie/limits",
            "/regles/brouillon/differences", "/regles/brouillon/proposer")


@pytest.fixture(scope="module")
def there(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    for made in town(sqlite_template, tmp_path_factory.mktemp("charters")):
        made.world.person("Alice")
        made.world.do(charters.begin, made.world.person("Ines", Role.STEERING), made.world.space_id)
        yield made


@pytest.mark.parametrize("path", DRAFTING)
def test_only_the_committee_reads_what_is_being_written(there: Town, path: str):
    assert "/connexion" in there.client.get(path).headers["Location"]
    assert there.enter("Alice").get(path).status_code == 403
    assert post(there.enter("Alice"), path, {}, at="/mon-espace/reglages").status_code in (403, 405)


def test_everybody_reads_the_versions_and_takes_the_file(there: Town):
    assert "/regles/versions/1" in there.read("/regles/versions")
    assert "Charte" in there.read("/regles/versions/1")
    assert there.read("/regles/versions/1.toml") == DEFAULT
    assert there.client.get("/regles/versions/9").status_code == 404


def test_a_wrong_figure_is_told_beside_its_field_and_kept(there: Town):
    page = post(there.enter("Ines"), "/regles/brouillon/partie/limits", {"limits.carriers": "beaucoup"})
    assert page.status_code == 422
    assert 'value="beaucoup"' in page.text
    assert 'aria-invalid="true"' in page.text


def test_a_file_with_faults_tells_each_with_its_line_and_comes_back(there: Town):
    text = DEFAULT.replace("open_proposals = ", "open_proposal = ").replace('more_than = "1/2"', 'more_than = "3/2"')
    page = post(there.enter("Ines"), "/regles/brouillon/fichier", {"text": text, "number": "1"})
    assert page.status_code == 422
    line = next(n for n, said in enumerate(text.splitlines(), 1) if "3/2" in said)
    assert str(line) in page.text
    assert "open_proposal = " in page.text, "what was typed comes back"


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(there: Town):
    page = post(there.enter("Ines"), "/regles/brouillon/fichier", {"text": DEFAULT, "number": "7"})
    assert page.status_code == 422
    assert "entre-temps" in page.text


FORM = "tracks.project.stages.work_group.fields"


def form_of(there: Town, **typed: str) -> dict[str, str]:
    """As a browser sends the page back, with some of it changed: `r2_kind` is the kind of the third question."""
    page = there.enter("Ines").get(f"/regles/brouillon/partie/{FORM}").text
    boxes = re.findall(r'<(?:input id|textarea id)="[^"]+" name="([^"]+)"(?: value="([^"]*)"|[^>]*>([^<]*)<)', page)
    kinds = re.findall(r'<select id="[^"]+" name="([^"]+)">.*?<option value="(\w+)" selected', page)
    changed = {f"{FORM}[{key[1]}].{key[3:].replace('__', '.')}": value for key, value in typed.items()}
    return {name: unescape(value or text) for name, value, text in boxes} | dict(kinds) | changed | {"number": "1"}


def test_a_question_with_choices_and_none_asks_for_them_and_keeps_the_rest(there: Town):
    path = f"/regles/brouillon/partie/{FORM}"
    page = post(there.enter("Ines"), path, form_of(there, r0_key="", r1_names__fr="Le budget", r2_kind="several"))
    assert page.status_code == 422
    assert f'href="#{FORM.replace(".", "-")}-2-choices"' in page.text
    assert f'name="{FORM}[2].choices"' in page.text, "what the other kind asks is there to be filled in"
    assert "Le budget" in page.text
    assert 'value="start_day"' not in page.text


def test_a_question_that_a_gate_asks_for_does_not_go_unseen(there: Town):
    form = "tracks.project.stages.idea.fields"
    page = post(there.enter("Ines"), f"/regles/brouillon/partie/{form}", {f"{form}[0].key": "", "number": "1"})
    assert page.status_code == 422
    assert "«\u00a0problem\u00a0»" in page.text


def test_the_form_saves_and_the_difference_reads_as_sentences(there: Town):
    ines = there.enter("Ines")
    asked = ines.get("/regles/brouillon/partie/presentation").text
    assert "Charte d’un petit territoire" in asked
    saved = post(ines, "/regles/brouillon/partie/presentation", {
        "number": "1", "names.fr": "Nos règles, revues", "names.en": "Our rules, reviewed",
        "about.fr": "Pour nous toutes et tous.", "about.en": "For all of us."})
    assert saved.status_code == 303, saved.text
    told = ines.get("/regles/brouillon/differences").text
    assert "Nos règles, revues" in told
    kept = post(ines, f"/regles/brouillon/partie/{FORM}",
                form_of(there, r0_names__fr="Premier jour", r2_required="yes") | {"number": "2"})
    assert kept.status_code == 303, kept.text
    told = ines.get("/regles/brouillon/differences").text
    assert "«\u00a0Premier jour\u00a0»\u00a0: une date, facultatif" in told
    assert "oui ou non, à remplir" in told
