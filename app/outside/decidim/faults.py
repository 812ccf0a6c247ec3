"""What can be wrong in a file: codes and figures here, sentences in `sentences.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.outside.decidim.sentences import SENTENCES

# A row of these was seen, but the file around it cannot be trusted any more.
CUT_ROWS = frozenset({"cut_row", "cut_last", "cut_quote"})
# No part of a file that is not in UTF-8 can be trusted, not even its good rows.
ENCODING = frozenset({"encoding_latin1", "encoding_utf16", "encoding_broken"})
# These are about the file as a whole: no row of it is meant.
WHOLE_FILE = frozenset({
    "cannot_open", "empty", "format_xls", "format_zip", "format_other",
    "encoding_latin1", "encoding_utf16", "encoding_broken", "cut_character",
    "kind_unknown", "column_missing", "column_twice", "no_row",
    "quote_stray", "field_huge", "line_huge",
    "json_cut", "json_invalid", "json_shape", "json_huge",
    "states_missing", "states_syntax", "states_empty", "state_not_table", "state_key_missing", "state_key_unknown",
    "state_word", "states_line", "state_track_absent", "state_stage_absent", "state_stage_no_text", "state_stage_group",
    "state_stage_final", "state_status_absent",
})


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` is the physical line where the record begins, 0 when no line is meant."""

    line: int
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def fatal(self) -> bool:
        """True when the file must not be imported by default, false when only its row is refused."""
        return self.code in WHOLE_FILE or self.code in CUT_ROWS

    @property
    def is_row(self) -> bool:
        """True when it stands for one row that was read."""
        return self.code not in WHOLE_FILE


class Unreadable(Exception):
    """The file cannot be read, or not any further; `faults` says why, most often with one."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.code for fault in faults))
        self.faults = faults


def sentence(fault: Fault, lang: str = "fr") -> str:
    """The reason alone, without its line; French unless `lang` is English."""
    french, english = SENTENCES[fault.code]
    return (english if lang.startswith("en") else french).format(**fault.params)
