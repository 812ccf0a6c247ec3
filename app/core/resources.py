"""Where what comes with the package lies: found by the package, wherever it was installed."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent
DATA = PACKAGE / "data"
MIGRATIONS = PACKAGE / "migrations"
STATIC = PACKAGE / "static"
TRANSLATIONS = PACKAGE / "translations"
TREE = PACKAGE.parent  # of a clone: the guides, the tests, pyproject.toml; nothing that serving needs
