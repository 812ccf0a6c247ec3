"""Reads what a Decidim platform exports (CSV, JSON): bytes on disk in, typed rows and faults out; writes nothing.

Begin with `export.py`. Two passes: `check(path)` reads everything and keeps only counts and faults, so that a file
cut in the middle is known before anything is written; `open_export(path).rows()` then streams the same rows again.
"""

from app.imports.decidim.export import Export, Survey, batches, check, open_export, survey
from app.imports.decidim.objects import Place, place_of, states
from app.imports.decidim.rows import ENCODING, CommentRow, Fault, Kind, Limits, ProposalRow, Row, Unreadable, sentence

__all__ = [
    "ENCODING", "CommentRow", "Export", "Fault", "Kind", "Limits", "Place", "ProposalRow", "Row", "Survey",
    "Unreadable", "batches", "check", "open_export", "place_of", "sentence", "states", "survey",
]
