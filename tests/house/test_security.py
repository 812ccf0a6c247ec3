"""docs/security.md says where each requirement is held: what it names is there, and each line is there once.

And what it says of the whole code, where no page can show it: nothing is run that was built from a text."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.house.layers import HOUSE, modules

ROOT = HOUSE.parent
DOC = ROOT / "docs" / "security.md"
LINES = {  # number: requirements of OWASP ASVS 5.0.0
    1: "1.2.1", 2: "1.2.2", 3: "1.2.3", 4: "1.2.4", 5: "1.2.5", 6: "1.2.9, 1.3.12", 7: "1.2.10", 8: "1.3.1, 1.3.5",
    9: "1.3.4", 10: "1.3.6", 11: "1.3.7", 12: "1.3.11", 13: "2.2.1, 2.2.2", 14: "2.3.1", 15: "2.3.2", 16: "2.3.3",
    17: "2.3.4", 18: "2.3.5", 19: "2.4.1", 20: "3.2.1", 21: "3.3.1, 3.3.2, 3.3.3, 3.3.4", 22: "3.4.1", 23: "3.4.2",
    24: "3.4.3", 25: "3.4.4", 26: "3.4.5", 27: "3.4.6", 28: "3.5.1", 29: "3.5.3", 30: "3.7.2", 31: "4.1.1",
    32: "4.1.3, 15.3.4", 33: "5.2.1, 5.2.2, 5.2.6", 34: "5.3.2", 35: "5.4.1, 5.4.2", 36: "14.2.8",
    37: "6.2.1, 6.2.5, 6.2.8, 6.2.9", 38: "6.2.4, 6.2.12", 39: "6.3.1", 40: "6.3.2", 41: "6.3.3", 42: "6.3.8",
    43: "6.4.1, 6.4.3", 44: "6.5.1, 6.5.5", 45: "6.3.7", 46: "7.2.3, 7.2.4", 47: "7.3.1, 7.3.2",
    48: "7.4.1, 7.4.2, 7.4.3, 7.5.1, 7.5.2", 49: "8.2.1", 50: "8.2.2", 51: "8.2.3", 52: "8.3.2",
    53: "9.2.1, 9.2.2, 9.2.3", 54: "11.4.2, 11.5.1, 11.2.4", 55: "13.4.2, 13.4.5, 13.3.1",
    56: "14.2.1, 14.3.2, 14.2.2, 14.2.5", 57: "14.2.7", 58: "15.3.1, 15.3.3", 59: "15.4.2",
    60: "16.2.5, 16.3.1, 16.3.2, 16.3.3, 16.4.1, 16.5.1, 16.5.2, 16.5.3, 15.1.2, 15.2.1"}
HEAD = re.compile(r"^### (\d+)\. ([\d., ]+\d) — ", re.M)
NAMED = re.compile(r"`((?:app|tests|docs|migrations|\.ci)/[^`\s]+|pyproject\.toml|Makefile|[\w.-]+\.lock)`")


def sections() -> dict[int, tuple[str, str]]:
    """Number: (requirements, text)."""
    text = DOC.read_text()
    heads = list(HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return {int(head[1]): (head[2], text[head.end():end]) for head, end in zip(heads, ends, strict=True)}


def named(text: str) -> list[str]:
    return NAMED.findall(text)


@cache
def nodes(file: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(file.read_text())))


@cache
def defined(file: Path) -> set[str]:
    return {node.name for node in nodes(file) if isinstance(node, ast.FunctionDef | ast.ClassDef)} | {
        target.id for node in nodes(file) if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target]) if isinstance(target, ast.Name)}


def missing(name: str) -> bool:
    """`path`, `path:function` or `tests/path::test_name`: a file of this tree, and what it defines."""
    path, _, inside = name.replace("::", ":").partition(":")
    file = ROOT / path
    if not inside:
        return not file.exists()
    return not file.is_file() or inside not in defined(file)


def test_every_line_is_there_once():
    assert [(int(number), ids) for number, ids in HEAD.findall(DOC.read_text())] == list(LINES.items())


def test_what_is_named_is_there():
    assert [name for name in named(DOC.read_text()) if missing(name)] == []


@pytest.mark.parametrize("name", [
    "tests/house/test_security.py::test_nothing", "app/nowhere.py", "app/core/web/doors.py:no"])
def test_what_is_not_there_is_seen(name: str):
    assert missing(name)
    assert named(f"See `{name}`.") == [name]


@pytest.mark.parametrize("number", LINES)
def test_a_line_leads_to_its_code_and_to_a_test(number: int):
    """Or says why it does not apply, or that it is not held."""
    _ids, text = sections()[number]
    tests = [name for name in named(text) if name.startswith("tests/") and "::test_" in name]
    code = [name for name in named(text) if not name.startswith("tests/")]
    assert (tests and code) or re.search(r"^\*\*(Not applicable|Not held)", text, re.M), text


# What runs what it is given


def calls(*layers: str) -> list[tuple[str, ast.Call]]:
    return [(file.relative_to(HOUSE).as_posix(), node) for file, _tree in modules(*layers) for node in nodes(file)
            if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


# SQL of names that the models or the database's own catalogue give; never of what people type.
SQL_OF_NAMES = {"site/cli/move.py", "site/backups/postgres.py", "journal/models.py", "search/models.py",
                "core/database.py", "core/schema/__init__.py", "core/schema/postgresql.py", "core/schema/sqlite.py"}


def test_no_sql_is_built_from_a_text():
    """ASVS 1.2.4: a statement is made of SQLAlchemy's expressions, or is written out whole."""
    found = set()
    for file, call in calls():
        if name_of(call) not in ("text", "exec_driver_sql", "DDL", "literal_column") or not call.args:
            continue
        whose = ast.unparse(call.func)
        if name_of(call) == "text" and not whose.startswith("sa."):
            continue  # a column or a field that bears that name
        constant = isinstance(call.args[0], ast.Constant) or ast.unparse(call.args[0]) == "f\"'{APART}'\""
        if not constant:
            found.add(file)
    assert found <= SQL_OF_NAMES


STARTS = {"site/cli/translate.py", "site/backups/postgres.py", "site/jobs.py", "attachments/sandbox.py"}


def test_no_shell_is_asked():
    """ASVS 1.2.5: the few programs that are started get their words as a list, and none of them from a visitor."""
    assert {file for file, call in calls() if ast.unparse(call.func).startswith("subprocess.")} <= STARTS
    bad = [f"{file}:{call.lineno}" for file, call in calls()
           if ast.unparse(call.func) in ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput")
           or any(word.arg == "shell" for word in call.keywords)]
    assert bad == []


def test_no_text_becomes_code_or_a_template():
    """ASVS 1.3.2, 1.3.7, 1.5.2: no eval, no template of a text, no format that builds objects."""
    bad = [f"{file}:{call.lineno}" for file, call in calls()
           if ast.unparse(call.func) in ("eval", "exec", "compile", "__import__", "render_template_string",
                                         "app.jinja_env.from_string", "flask.render_template_string")
           or name_of(call) in ("from_string", "render_template_string")]
    assert bad == []
    unsafe = {"pickle", "marshal", "shelve", "dill", "yaml"}
    for file in sorted((ROOT / "app").rglob("*.py")):
        for node in nodes(file):
            modules = ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                       else [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            assert not unsafe & set(modules), file


def test_no_table_for_a_spreadsheet_is_written():
    """ASVS 1.2.10: no CSV and no workbook goes out, so that no cell can be a formula; open data is JSON."""
    writes = [file for file, call in calls("views", "exports") if ast.unparse(call.func) in (
        "csv.writer", "csv.DictWriter")]
    served = [file for file, call in calls("views", "exports") for word in call.keywords
              if word.arg == "mimetype" and isinstance(word.value, ast.Constant) and "csv" in str(word.value.value)]
    assert writes == served == []
