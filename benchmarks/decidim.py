"""Memory and time of reading 100 000 rows of a Decidim export, CSV and JSON, each in a process of its own.

    python benchmarks/decidim.py [rows]

Prints, for each file, its size, the time of the two passes and the most memory the process ever held;
ends with 1 when any of them goes above 300 MB.
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MOST_MB = 300
BODY = "Les habitants demandent un arrêt de bus, « même le soir », car rien ne passe après 18 h.\n" * 12
HEADER = next(csv.reader([
    "id;category/id;category/name/fr;scope/id;scope/name/fr;participatory_space/id;participatory_space/url;component/id;"
    "title/fr;body/fr;state;reference;answer/fr;supports;endorsements/total_count;endorsements/user_endorsements;comments;"
    "attachments;followers;published_at;url;meeting_urls;related_proposals;is_amend;original_proposal/title;"
    "original_proposal/url"], delimiter=";"))


def cells(number: int) -> dict[str, str]:
    url = f"https://example.org/processes/essai/f/1/proposals/{number}"
    body = f"<p>{BODY}</p><p><strong>Fin</strong></p>" if number % 2 else BODY
    return dict.fromkeys(HEADER, "") | {
        "id": str(number), "category/name/fr": "Mobilité", "title/fr": f"Un arrêt de bus au hameau {number}",
        "body/fr": body, "supports": str(number % 90), "published_at": "2024-05-31 14:00:00 UTC", "url": url}


def rows(count: int) -> Iterator[dict[str, str]]:
    return (cells(number) for number in range(1, count + 1))


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER, delimiter=";")
        writer.writeheader()
        writer.writerows(rows(count))


def write_json(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows(count)):
            file.write(("[\n" if number == 0 else ",\n") + json.dumps(row, ensure_ascii=False))
        file.write("\n]\n")


def write_unclosed(path: Path, count: int) -> None:
    """The worst file: a quotation mark opened in the first row and never closed."""
    with path.open("w", encoding="utf-8") as file:
        file.write('id;title;body\n1;Titre;"')
        for _ in range(count):
            file.write(BODY)


def read(path: Path) -> None:
    """Both passes, as an import does them, in this process."""
    from app.imports.decidim.export import batches, check, open_export
    from app.imports.decidim.rows import Unreadable

    begun = time.perf_counter()
    survey = check(path)
    checked = time.perf_counter()
    try:
        good = sum(len(batch) for batch in batches(open_export(path).rows())) if survey.whole else 0
    except Unreadable:
        good = 0
    ended = time.perf_counter()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    codes = ", ".join(sorted({fault.code for fault in survey.faults})) or "none"
    print(f"{path.name:14} {path.stat().st_size / 1e6:6.0f} MB  read {survey.read:6}  faults: {codes:10}  "
          f"check {checked - begun:5.1f} s  rows {good:6} in {ended - checked:5.1f} s  most held {held} MB")
    sys.exit(held > MOST_MB)


def main(count: int) -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("rows.csv", write_csv), ("rows.json", write_json), ("unclosed.csv", write_unclosed)):
            path = Path(folder) / name
            write(path, count)
            failed |= subprocess.run([sys.executable, __file__, "--read", str(path)], check=False).returncode
            path.unlink()
    return failed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        read(Path(sys.argv[2]))
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 100_000))
