"""Every secret ballot of one decision is as long as the others, whatever it says."""

import pytest

from app.core import limits
from app.governance.decision_rules import GRADES, Content, length_for, packed, unpacked
from app.governance.tally.settings import WORDS, Method

KEYS = [f"o{n}" for n in range(1, limits.OPTIONS + 1)]
ANSWERS = [
    ([], [word for words in WORDS.values() for word in words] + ["abstain", "objection"]),
    (KEYS, ["abstain", {key: len(GRADES) - 1 for key in KEYS}, dict.fromkeys(KEYS, 0), [], KEYS,
            [[key] for key in KEYS], [KEYS], [[KEYS[0]]]]),
    (["proposal", "as_it_is"], [{"proposal": 6, "as_it_is": 0}, [["proposal"], ["as_it_is"]], ["as_it_is"], "abstain"]),
    (["o1"], [{"o1": 3}, [["o1"]], ["o1"], [], "abstain"]),
]


@pytest.mark.parametrize(("options", "choices"), ANSWERS, ids=["none", "twenty", "gate", "one"])
def test_all_are_as_long(options: list[str], choices: list[object]):
    length = length_for(options)
    for choice in choices:
        for college, version in (("", 1), ("c" * 40, 99_999)):
            content = Content("2345-6789-ABCD-EFGH", choice, college, version)
            assert len(packed(content, length)) == length
            assert unpacked(packed(content, length)) == content


def test_a_public_reason_takes_what_it_needs():
    content = Content("2345-6789-ABCD-EFGH", "against", "", 1, 12, 4, "Réflexion faite, é" * 100)
    assert unpacked(packed(content, length_for([]))) == content


def test_every_method_was_tried():
    assert set(WORDS) <= set(Method)
