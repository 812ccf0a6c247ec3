"""What people send is opened in the sandbox alone, and never inside a transaction."""

import ast
from collections.abc import Iterator

from tests.house.layers import HOUSE as ROOT, layer

DECODERS = {"PIL", "pypdf", "zipfile", "xml", "app.attachments.pictures", "app.attachments.documents"}
# Our own drawing for telephones, the demo's own files, feeds that are written; the rest runs in the child.
ALLOWED = {"core/web/assets.py", "attachments/pictures.py", "attachments/documents.py", "attachments/files.py",
           "attachments/sandbox_child.py", "demo/load.py", "journal/queries.py"}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def files() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(ROOT.rglob("*.py")):
        if any(name.rpartition(".")[2] in (text := file.read_text()) for name in (*DECODERS, "opened", "sandbox")):
            yield str(file.relative_to(ROOT)), ast.parse(text)


def test_only_the_sandbox_has_decoders():
    found = [f"{name} {told}" for name, tree in files() if name not in ALLOWED for told in imported(tree)
             if told in DECODERS or told.startswith(("PIL.", "pypdf.", "xml."))]
    assert found == []


def test_no_operation_opens_a_file():
    """`attachments.opened` and the like are for the door, which hands on what came out."""
    names, found = {"opened", "opened_logo"}, []
    for name, tree in files():
        told = set(imported(tree))
        if "app.attachments.sandbox" in told and name not in ("attachments/service.py", "attachments/jobs.py"):
            found.append(name)
        ours = name.startswith("attachments/") or "app.attachments.service" in told
        if layer(ROOT / name) != "service" or not ours:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "operation" for d in node.decorator_list):
                found += [f"{name} {node.name}" for part in ast.walk(node)
                          if getattr(part, "id", getattr(part, "attr", "")) in names]
    assert found == []
