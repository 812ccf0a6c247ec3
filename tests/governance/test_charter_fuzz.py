"""Any damage to a charter gives faults, never a traceback; what still reads is still whole."""

import json
from typing import Any

from hypothesis import given, settings, strategies as st

from app.governance.charter import lint, sentences
from app.governance.charter.lint import check
from app.governance.charter.reading import from_canonical, parse
from app.governance.charter.sentences import fault_sentence
from app.governance.charter.table import CharterInvalid
from app.governance.charter.writing import canonical, digest, plain, toml
from tests.governance.charters import REGISTER, TEXTS, shipped

WRONG = st.sampled_from([0, 1, -1, 10**30, True, False, 1.5, "", " ", "x", "1/2", "9/2", "1/0", "Été", "\u202e", [], {},
                         ["a", "a"], [1], [{}], {"a": 1}, {"fr": "x"}, {"fr": 1}, [["a"]], None])
BITS = st.sampled_from(['"', "[", "]", "{", "}", "=", "\n", "#", "0", "-1", "1.5", "true", '""', "\x00", "\\", ".",
                        "'''", '"""', "[[x]]\n", "é", "\u202e", "[changes]\n", "99999999999999999999"])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [each for key, told in inner for each in places(told, (*path, key))]


PLAIN = {name: json.dumps(plain(shipped(name))) for name in TEXTS}
PLACES = {name: places(json.loads(text)) for name, text in PLAIN.items()}


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A shipped charter with a bit put in, a piece cut out, or a line moved."""
    text = TEXTS[draw(st.sampled_from(sorted(TEXTS)))]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.one_of(st.just(""), BITS)) + text[at + draw(st.integers(0, 30)):]
    return text


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_damage_to_the_text_gives_faults_with_lines_and_sentences(text: str) -> None:
    for fault in check(text, REGISTER):
        assert 1 <= fault.line <= text.count("\n") + 1
        assert fault_sentence(fault, "fr") != fault_sentence(fault, "en")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_wrong_value_anywhere_is_refused_or_reads_back_the_same(name: str, data: st.DataObject) -> None:
    document = json.loads(PLAIN[name])
    *outer, last = data.draw(st.sampled_from(PLACES[name]))
    holder = document
    for key in outer:
        holder = holder[key]
    holder[last] = data.draw(WRONG)
    try:
        charter = from_canonical(json.dumps(document))
    except CharterInvalid:
        return
    assert parse(toml(charter)) == charter
    assert digest(parse(toml(charter))) == digest(from_canonical(canonical(charter)))
    assert sentences(charter, "fr")
    lint(charter, REGISTER)
