"""python -m tests.browser.gallery FOLDER [--only WORD] [--compare OLD]: exit code 1 where something differs."""

import argparse
import logging
import sys
from pathlib import Path

import click

from tests.browser.gallery.camera import take_all
from tests.browser.gallery.compare import differences, draw


def main() -> int:
    asked = argparse.ArgumentParser(prog="gallery", description="Every kind of page as a picture.")
    asked.add_argument("folder", type=Path, help="where the pictures go: WORLD/PAGE-WIDTH-SCHEME.png")
    asked.add_argument("--only", default="", metavar="WORD", help="pages whose WORLD/PAGE holds this word")
    asked.add_argument("--compare", type=Path, metavar="OLD", help="a folder made earlier; pairs go to FOLDER-changed")
    asked.add_argument("--english", action="store_true", help="as somebody whose browser asks for English")
    told = asked.parse_args()
    logging.disable(logging.CRITICAL)  # a line for each request, and the fault asked for by the page 500
    for line in take_all(told.folder, told.only, "en-GB" if told.english else "fr-FR"):
        click.echo(f"note: {line}", err=True)
    taken = sum(1 for _file in told.folder.glob("*/*.png"))
    click.echo(f"{taken} pictures in {told.folder}")
    return _compare(told.compare, told.folder) if told.compare else 0


def _compare(old: Path, new: Path) -> int:
    found = differences(old, new)
    beside = new.with_name(f"{new.name}-changed")
    for line in found:
        click.echo(line)
        if "(" not in line:
            draw(old, new, line, beside)
    click.echo(f"{len(found)} differ" + (f", side by side in {beside}" if found else ""))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
