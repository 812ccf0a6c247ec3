"""Reads what a Decidim platform exports (CSV, JSON): bytes on disk in, typed rows and faults out; writes nothing.

Begin with `export.py`. Two passes: `check(path)` reads everything and keeps only counts and faults, so that a file
cut in the middle is known before anything is written; `open_export(path).rows()` then streams the same rows again.
"""

from app.outside.decidim.columns import Kind
from app.outside.decidim.export import Export, Survey, batches, check, open_export, survey
from app.outside.decidim.faults import ENCODING, Fault, Unreadable, sentence
from app.outside.decidim.rows import CommentRow, Limits, ProposalRow, Row
from app.outside.decidim.states import Place, place_of, states

__all__ = [
    "ENCODING", "CommentRow", "Export", "Fault", "Kind", "Limits", "Place", "ProposalRow", "Row", "Survey",
    "Unreadable", "batches", "check", "open_export", "place_of", "sentence", "states", "survey",
]
