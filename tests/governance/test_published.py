"""The published file: what it holds, what it keeps back, and that whoever counts it again finds the same."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import app
from app.governance.published import document, verify
from app.governance.tally.counting import recount
from app.journal.rules import canonical

SCRIPT = Path(app.__file__).parent / "data" / "verify.py"
METHODS = ("majority", "majority_judgment", "approval", "schulze", "consent")
OPTIONS = ("a", "b", "c")
WORDS = {"majority": ("for", "against", "abstain"), "consent": ("consent", "concern", "objection", "aside")}
HEAD = {"id": 7, "space": "hautes-alpes", "kind": "question", "proposal": None, "gate": "", "question": "Où ?",
        "ballots": "secret", "opened_at": "2026-01-01T10:00:00Z", "closes_at": "2026-01-09T23:00:00Z",
        "closed_at": "2026-01-10T00:00:00Z", "version": 1, "charter": {"version": 1, "digest": "0" * 64}, "rule": {}}


def script():
    spec = importlib.util.spec_from_file_location("verify_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def choices(method: str) -> st.SearchStrategy:
    if method in WORDS:
        return st.sampled_from(WORDS[method])
    kinds = {
        "majority_judgment": st.fixed_dictionaries({key: st.integers(0, 6) for key in OPTIONS}),
        "approval": st.lists(st.sampled_from(OPTIONS), unique=True),
        "schulze": st.permutations(OPTIONS).map(lambda order: [[key] for key in order]),
    }
    return st.one_of(kinds[method], st.just("abstain"))


@st.composite
def profiles(draw, method: str, by_college: bool = False):
    said = draw(st.lists(choices(method), min_size=1, max_size=12))
    lines = [{"receipt": f"R{n:03}", "choice": choice} for n, choice in enumerate(said)]
    colleges = ("x", "y")
    for line in lines if by_college else ():
        line["college"] = draw(st.sampled_from(colleges))
    there = {key: sum(line.get("college") == key for line in lines) for key in colleges}
    told = {"ballots": lines, "roll": {"total": len(lines) + draw(st.integers(0, 5)),
                                       "by_college": there if by_college else {}}}
    if by_college:
        told["colleges"] = [{"key": key, "weight": draw(st.integers(1, 3))} for key in colleges]
    if method not in WORDS:
        told["options"] = list(OPTIONS)
    return told | ({"grades": 7} if method == "majority_judgment" else {})


def settings_of(method: str) -> dict[str, object]:
    asked = {"majority": {"base": "expressed", "more_than": "1/2"}, "majority_judgment": {"at_least": 3},
             "approval": {"at_least": "1/3"}}
    return {"quorum": "1/3", **asked.get(method, {})}


def published(method: str, profile, *, secret: bool = False):
    return document(HEAD | {"method": method}, settings_of(method), profile, {"digest": "0" * 64, "recused": 0,
                    "added": 0, "delegated": 0}, None, secret=secret)


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
def test_what_is_published_verifies(method: str, data):
    told = published(method, data.draw(profiles(method)))
    assert [finding.code for finding in verify(told.text)] == ["same_count"]


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data())
def test_the_program_people_download_agrees(method: str, data):
    """Written apart, from the rules: another outcome would be a fault of one of the two."""
    by_college = method in WORDS and data.draw(st.booleans())
    profile, settings = data.draw(profiles(method, by_college)), settings_of(method)
    bare = {**profile, "ballots": [{k: v for k, v in line.items() if k != "receipt"} for line in profile["ballots"]]}
    ours, (outcome, order) = recount(method, bare, settings).as_json(), script().count(method, profile, settings)
    assert outcome == ours["outcome"]
    assert method in WORDS or [sorted(group) for group in order] == [sorted(group) for group in ours["ranking"]]


@given(data=st.data())
def test_a_changed_choice_is_found(data):
    told = published("majority", data.draw(profiles("majority")))
    line = told.document["profile"]["ballots"][0]
    line["choice"] = "for" if line["choice"] != "for" else "against"
    assert any(finding.wrong for finding in verify(canonical(told.document)))


def test_a_doubled_receipt_is_found():
    told = published("majority", {"ballots": [{"receipt": "A", "choice": "for"}] * 2, "roll": {"total": 2}})
    assert "receipts_doubled" in [finding.code for finding in verify(told.text)]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "cordee-decision/1"}', '{"format": "other/1"}', "nul"])
def test_what_is_no_file_of_ours_is_named(text: str):
    assert all(finding.wrong for finding in verify(text))


def few(*said: str, college: str = "x", other: int = 6):
    lines = [{"receipt": f"S{n}", "college": college, "choice": word} for n, word in enumerate(said)]
    lines += [{"receipt": f"T{n}", "college": "y", "choice": "for"} for n in range(other)]
    by = {college: len(said), "y": other}
    return {"ballots": lines, "roll": {"total": sum(by.values()), "by_college": by},
            "colleges": [{"key": college, "weight": 1}, {"key": "y", "weight": 1}]}


def test_a_college_of_four_is_never_broken_down():
    told = published("majority", few("against", "for", "for", "for"), secret=True).document
    assert {line["college"] for line in told["profile"]["ballots"]} == {"y"}
    assert told["withheld"]["receipts"] == ["S0", "S1", "S2", "S3"]
    shown = {line["key"]: line["for"] for line in told["result"]["evidence"]["colleges"]}
    assert (shown, told["result"]["evidence"]["share"], told["result"]["evidence"]["against"]) == (
        {"x": None, "y": 6}, None, None)


def test_a_public_one_is():
    assert published("majority", few("against", "for"), secret=False).document["withheld"] is None


def test_the_outcome_counts_what_is_withheld():
    assert published("majority", few(*["against"] * 4), secret=True).document["result"]["outcome"] == "tie"


def test_whoever_checks_is_told_what_the_file_alone_cannot_tell():
    told = published("majority", few(*["against"] * 4), secret=True)
    assert [finding.code for finding in verify(told.text)] == ["not_recountable"]


def test_or_that_it_makes_no_difference():
    profile = few("against") | {"colleges": [{"key": "x", "weight": 1}, {"key": "y", "weight": 9}]}
    assert [finding.code for finding in verify(published("majority", profile, secret=True).text)] == ["robust"]


def test_four_voters_in_all_say_nothing_but_the_outcome():
    lines = [{"receipt": f"R{n}", "college": "x", "choice": "for"} for n in range(4)]
    told = published("majority", {"ballots": lines, "roll": {"total": 9}}, secret=True).document
    assert (told["profile"]["ballots"], list(told["result"]["evidence"]), told["result"]["outcome"]) == (
        [], ["turnout"], "adopted")


def test_a_secret_count_that_needs_no_college_publishes_none():
    lines = [{"receipt": f"R{n}", "college": "x" if n else "y", "choice": "for"} for n in range(7)]
    told = published("majority", {"ballots": lines, "roll": {"total": 9, "by_college": {"x": 8, "y": 1}}}, secret=True)
    assert all("college" not in line for line in told.document["profile"]["ballots"])
    assert told.document["roll"]["present_by_college"] == {"x": 6, "y": 1}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """In an empty folder, with nothing installed."""
    (folder / "verify.py").write_text(SCRIPT.read_text())
    return subprocess.run([sys.executable, "-I", "-S", "verify.py", *words], cwd=folder, capture_output=True, text=True,
                          check=False, timeout=30)


def test_it_runs_alone_and_finds_a_receipt(tmp_path: Path):
    told = published("majority", few(*["for"] * 6))
    (tmp_path / "decision-7.json").write_text(told.text)
    ran = run(tmp_path, "decision-7.json", "--receipt", "T3", "--digest", told.digest)
    assert ran.returncode == 0, ran.stdout
    assert "Compte refait : adopted" in ran.stdout
    assert 'Le reçu T3 est là : "for"' in ran.stdout


@pytest.mark.parametrize(("old", "new", "code"), [
    ('"outcome":"adopted"', '"outcome":"rejected"', 1), ('"choice":"for"', '"choice":"against"', 1),
    ('"receipt":"T3"', '"receipt":"T2"', 1), ("cordee-decision/1", "cordee-decision/9", 2), ("{", "[", 2)])
def test_it_names_what_was_changed(tmp_path: Path, old: str, new: str, code: int):
    text = published("majority", few(*["for"] * 6)).text
    (tmp_path / "decision-7.json").write_text(text.replace(old, new) if code == 1 else text.replace(old, new, 1))
    ran = run(tmp_path, "decision-7.json")
    assert ran.returncode == code, ran.stdout
    assert "DIFFÈRE" in ran.stdout or "illisible" in ran.stdout
