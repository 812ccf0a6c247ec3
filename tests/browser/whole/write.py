"""`make html FOLDER=…`: every kind of page, for every role, as files, for a validator that is not of this house."""

import logging
import sys
from pathlib import Path

import click

from tests.browser.whole.kinds import demo, readers


def main(folder: Path) -> None:
    """One file for each page, named after who read it and what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.INFO)
    with demo() as app:
        for reader in readers(app):
            for kind, path in reader.addresses:
                answer = reader.client.get(path)
                name = f"{reader.role}-{kind.replace('/', '_')}-{reader.kinds[kind].index(path)}.html"
                (folder / name).write_bytes(answer.data)
                answer.close()
    click.echo(f"{len(list(folder.iterdir()))} pages in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
