"""Small made-up exports of every era, written to disk for a test."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.imports.decidim.export import check, open_export
from app.imports.decidim.rows import CommentRow, Fault, Limits, ProposalRow


def named(line: str) -> list[str]:
    return line.split(";")


OLD = named("id;category/id;category/name/fr;scope/id;scope/name/fr;participatory_space/id;participatory_space/url;"
       "component/id;title/fr;body/fr;state;reference;answer/fr;supports;endorsements/total_count;"
       "endorsements/user_endorsements;comments;attachments;followers;published_at;url;meeting_urls;related_proposals;"
       "is_amend;original_proposal/title;original_proposal/url")
NEW = named("id;author/id;author/name;author/url;taxonomies/id;taxonomies/name;participatory_space/id;"
       "participatory_space/url;component/id;title/fr;title/en;body/fr;body/en;address;latitude;longitude;state;"
       "state_published_at;reference;answer/fr;answered_at;votes;likes/total_count;likes/user_likes;comments;"
       "follows_count;published_at;url;meeting_urls;related_proposals;is_amend;original_proposal/title;"
       "original_proposal/url;withdrawn;withdrawn_at;created_at;updated_at;created_in_meeting;coauthorships_count;"
       "cost;cost_report;execution_period")
COMMENTS = named("id;created_at;body;locale;author/id;author/name;alignment;depth;user_group/id;user_group/name/fr;"
            "commentable_id;commentable_type;root_commentable_url")
REDUCED = ["id", "category", "title", "body"]
URL = "https://bourg.example/processes/mobilite/f/3/proposals/12"
COMMENT = {"id": "7", "body": "D’accord.", "commentable_id": "12",
           "commentable_type": "Decidim::Proposals::Proposal", "root_commentable_url": URL}


def cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in ';,"\n\r\t') else value


def table(columns: list[str], *rows: dict[str, str], separator: str = ";", end: str = "\n") -> str:
    lines = [separator.join(columns)]
    lines += [separator.join(cell(row.get(column, "")) for column in columns) for row in rows]
    return "".join(line + end for line in lines)


def saved(folder: Path, content: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, limits: Limits | None = None) -> list[ProposalRow | CommentRow | Fault]:
    return list(open_export(path, limits=limits).rows())


def slashed(cells: dict[str, str]) -> dict[str, str]:
    return {name.replace("__", "/"): value for name, value in cells.items()}


def proposal(folder: Path, columns: list[str] | None = None, limits: Limits | None = None, **cells: str) -> Any:
    """The one row, or the fault, of a file with one proposal; `title__fr` stands for `title/fr`."""
    given = {"id": "12", "title/fr": "Un arrêt de bus"} | slashed(cells)
    columns = columns or list(dict.fromkeys(["body/fr", *given]))
    return read(saved(folder, table(columns, given)), limits)[0]


def comment(folder: Path, limits: Limits | None = None, **cells: str) -> Any:
    return read(saved(folder, table(COMMENTS, COMMENT | slashed(cells))), limits)[0]


def codes(path: Path) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in check(path).faults]


def as_json(rows: Iterable[dict[str, Any]]) -> str:
    return json.dumps(list(rows), ensure_ascii=False)
