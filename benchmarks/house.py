"""The figures of the house: files, lines, imports, `Any`, long lines of templates; and the files that an act enters.

    python benchmarks/house.py [FOLDER]      FOLDER: another tree of this project, to compare (files only)

Lines are those that are not blank and not of a docstring. Imports, the demonstration, the simulation and the files one
downloads (`data/verify*.py`) are counted apart.
"""

import ast
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
APART = re.compile(
    r"/(imports|_imports\w*|decidim|demo|demonstration|simulate|simulation|samples\w*|_samples|import_run)"
    r"(\.py$|/)|/data/"
)
LONG = 140


def _docstrings(tree: ast.Module) -> set[int]:
    found = set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                found |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return found


def _imports(tree: ast.Module) -> set[int]:
    found = set[int]()
    for node in ast.walk(tree):
        named = isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets)
        if named or isinstance(node, ast.Import | ast.ImportFrom):
            found |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return found


def written(root: Path) -> dict[str, int]:
    """What the files of a tree hold."""
    told = dict.fromkeys(
        (
            "python files",
            "of them apart",
            "lines of the subjects",
            "lines apart",
            "imports or __all__ ‰",
            "Any",
            "files under 30 lines",
            "files over 400 lines",
            "template lines over 140",
        ),
        0,
    )
    lines = imported = 0
    for file in sorted((root / "app").rglob("*.py")):
        if "migrations" in file.parts:
            continue  # they are never changed, and lay elsewhere once
        text = file.read_text()
        tree = ast.parse(text)
        aside, brought = _docstrings(tree), _imports(tree)
        kept = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() and n not in aside]
        apart = bool(APART.search(f"/{file.relative_to(root)}"))
        told["python files"] += 1
        told["of them apart"] += apart
        told["lines apart" if apart else "lines of the subjects"] += len(kept)
        told["files under 30 lines"] += len(text.splitlines()) < 30
        told["files over 400 lines"] += len(text.splitlines()) > 400
        told["Any"] += sum(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(tree))
        lines += len(kept)
        imported += sum(n in brought for n in kept)
    told["imports or __all__ ‰"] = round(1000 * imported / lines)
    told["template lines over 140"] = sum(
        len(line) > LONG for file in (root / "app").rglob("*.html") for line in file.read_text().splitlines())
    return told


@contextmanager
def entered() -> Iterator[set[str]]:
    """The files of `app/` of which a function is called meanwhile, in this thread."""
    found = set[str]()
    house = f"{ROOT}/app/"

    def note(frame: object, event: str, _arg: object) -> None:
        if event == "call":
            name = frame.f_code.co_filename  # type: ignore[attr-defined]
            if name.startswith(house) and name.endswith(".py"):
                found.add(name)

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


def acts() -> dict[str, set[str]]:
    """Files entered by: a support; a decision by majority, from its opening to its result; a comment that is reported,
    and hidden."""
    from tests.acts import decided, hidden, supported

    told = {}
    for name, act in (("support", supported), ("decision by majority", decided), ("report, then hide", hidden)):
        with tempfile.TemporaryDirectory() as folder:
            told[name] = act(Path(folder), entered)
    return told


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    for name, figure in written(root).items():
        print(f"{name:28} {figure:7}")
    if root == ROOT:
        for name, files in acts().items():
            print(f"files entered: {name:20} {len(files)}")


Act = Callable[[Path, Callable[[], object]], set[str]]

if __name__ == "__main__":
    main()
