"""What a text still lacks: what a gate waits for, and what would only help."""

from hypothesis import given, strategies as st

from app.governance.gates import completeness
from tests.governance.charters import shipped

CHARTER = shipped()
STAGES = [(track, stage) for track, each in CHARTER.tracks.items() for stage in each.stages]
IDEA = {field.key: "Un four à pain." for field in CHARTER.tracks["project"].stages["idea"].fields}


def test_whole():
    told = completeness(CHARTER, "project", "idea", IDEA)
    assert (told.filled, told.missing, told.suggested) == (told.total, (), ())


def test_blank_is_empty():
    first = next(iter(IDEA))
    told = completeness(CHARTER, "project", "idea", IDEA | {first: " \n "})
    assert told.filled == told.total - 1
    assert [field.key for field in (*told.missing, *told.suggested)] == [first]


@given(st.sampled_from(STAGES), st.dictionaries(st.sampled_from(sorted(IDEA)), st.text(max_size=3)))
def test_every_empty_one_is_named_once(where: tuple[str, str], said: dict[str, str]):
    told = completeness(CHARTER, *where, said)
    named = [field.key for field in (*told.missing, *told.suggested)]
    assert len(set(named)) == len(named) == told.total - told.filled
    assert all(field.required or field not in told.suggested for field in told.missing)
