"""Where what comes with the package lies."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent
DATA = PACKAGE / "data"
STATIC = PACKAGE / "static"
ROOT = PACKAGE.parent  # the tree that an operator installed: pyproject.toml, translations, migrations
