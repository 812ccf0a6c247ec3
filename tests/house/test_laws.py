"""The laws of the house, read from its own files."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from app.core.events import KINDS
from app.core.models import Base
from app.core.permissions import ALLOWED, Action
from tests.house.layers import HOUSE as ROOT, dotted, layer, modules
from tests.web.town import town

TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))


def test_only_work_commits():
    found = [
        f"{file}:{node.lineno}"
        for file, tree in modules()
        if file.name != "unit_of_work.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "commit"
    ]
    assert found == []


def test_an_operation_never_calls_an_operation():
    """One act is one transaction: what two of them share is a plain function that takes the unit of work."""
    made = {(dotted(file), node.name) for file, tree in modules() for node in tree.body
            if isinstance(node, ast.FunctionDef) and "operation" in map(ast.unparse, node.decorator_list)}
    assert len(made) > 100
    found = []
    for file, tree in modules("service"):
        known = {name: (dotted(file), name) for module, name in made if module == dotted(file)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                known |= {one.asname or one.name: (node.module or "", one.name) for one in node.names}
        inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
                  and node.args.args[:1] and node.args.args[0].arg == "work"]
        found += [f"{file}:{call.lineno}" for node in inside for call in ast.walk(node) if isinstance(call, ast.Call)
                  and _called(call, known) in made]
    assert found == []


def _called(call: ast.Call, known: dict[str, tuple[str, str]]) -> tuple[str, str]:
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        package, module = known.get(call.func.value.id, ("", ""))
        return f"{package}.{module}", call.func.attr
    return known.get(getattr(call.func, "id", ""), ("", ""))


def test_every_view_says_what_it_does(app: Flask):
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "action")]
    assert silent == []


def test_a_view_that_does_not_say_is_closed(sqlite_template: Path, tmp_path: Path):
    own = next(town(sqlite_template, tmp_path)).app
    own.add_url_rule("/silent", "silent", lambda: "secret")
    assert own.test_client().get("/silent").status_code == 403


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: str(f.relative_to(ROOT)))
def test_templates_have_nothing_inline(file: Path):
    assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?![^>]*\ssrc=)|\|\s*safe\b", file.read_text())


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: str(f.relative_to(ROOT)))
def test_template_lines_are_narrow(file: Path):
    """A change of a template is read in a diff: 140 characters a line at most."""
    assert [n for n, line in enumerate(file.read_text().splitlines(), 1) if len(line) > 140] == []


def test_a_refusal_carries_its_sentence():
    """Refused and Reason take a Refusal, never a bare code."""
    found = [f"{file}:{node.lineno}" for file, tree in modules() if "backups" not in file.parts
             for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args
             and getattr(node.func, "id", "") in ("Refused", "Reason") and isinstance(node.args[0], ast.Constant)]
    assert found == []


def test_every_action_says_who_may():
    assert set(ALLOWED) == set(Action)


def test_actions_are_in_order():
    assert [a.value for a in Action] == sorted(a.value for a in Action)


def test_events_hold_no_text():
    """Ids, codes and numbers: a field's name must not promise a name or a text."""
    said = {name for kind in KINDS.values() for name in kind.__dataclass_fields__}
    assert not said & {"name", "title", "body", "text", "email", "display_name", "reason"}


def test_nothing_cascades():
    assert [
        key for table in Base.metadata.tables.values() for key in table.foreign_keys if key.ondelete == "CASCADE"
    ] == []


def test_every_constraint_has_a_name():
    assert [c for table in Base.metadata.tables.values() for c in table.constraints if c.name is None] == []


COUNTERS = {"supports", "comments", "carriers", "members", "replies", "reports", "marks", "n"}


def test_counters_move_in_sql():
    """n += 1 in Python loses a third of the counts when two write at once."""
    found = [
        f"{file}:{node.lineno}"
        for file, tree in modules("service")
        for node in ast.walk(tree)
        if isinstance(node, ast.AugAssign) and getattr(node.target, "attr", "") in COUNTERS
    ]
    assert found == []


def test_files_are_short():
    one_to_download = ROOT / "data" / "verify.py"
    long = [f for f, _tree in modules() if len(f.read_text().splitlines()) > 600 and f != one_to_download]
    assert long == []


def test_functions_are_short():
    found = [
        f"{file}:{node.lineno} {node.name}"
        for file, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert found == []


def test_no_broad_except():
    """But in the job loop, where it is logged and counted."""
    found = [
        f"{file}:{node.lineno}"
        for file, tree in modules()
        if layer(file) != "jobs"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and (node.type is None or getattr(node.type, "id", "") == "Exception")
    ]
    assert found == []
