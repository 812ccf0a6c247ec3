"""Random profiles: as Hypothesis strategies for the laws, and from a seed for the comparisons by thousands."""

from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import strategies as st

from app.governance.tally.counting import recount
from app.governance.tally.result import Result
from app.governance.tally.settings import Method

Document = dict[str, Any]
OPTIONS = ["a", "b", "c", "d"]
COLLEGES = ["residents", "structures", "communes"]
GRADES = 5
WORDS = {Method.MAJORITY: ["for", "against", "abstain"], Method.CONSENT: ["consent", "concern", "objection", "aside"]}
RANKED = (Method.MAJORITY_JUDGMENT, Method.APPROVAL, Method.SCHULZE)
ALL = tuple(Method)
SHARES = ["1/4", "1/3", "1/2", "3/5", "2/3", "3/4", "1/1"]


def ballot(choice: Any, weight: int = 1, college: str | None = None) -> Document:
    return {"weight": weight, "choice": choice} | ({} if college is None else {"college": college})


def votes(yes: int, no: int, abstained: int = 0, college: str | None = None) -> list[Document]:
    counts = {"for": yes, "against": no, "abstain": abstained}
    return [ballot(word, number, college) for word, number in counts.items() if number]


def counted(method: str, document: Document, **options: object) -> Result:
    return recount(method, document, options)


def choice_of(random: Random, method: Method, options: list[str] = OPTIONS) -> Any:
    if method in WORDS:
        return random.choice(WORDS[method])
    if method is Method.MAJORITY_JUDGMENT:
        return {option: random.randrange(GRADES) for option in options if random.random() < 0.9}
    some = [option for option in options if random.random() < 0.7]
    random.shuffle(some)
    return some if method is Method.APPROVAL else groups(random, some)


def groups(random: Random, options: list[str]) -> list[list[str]]:
    """The same order, some neighbours being equals."""
    ranking: list[list[str]] = []
    for option in options:
        if ranking and random.random() < 0.25:
            ranking[-1].append(option)
        else:
            ranking.append([option])
    return ranking


def document_of(random: Random, method: Method, most: int = 12, heaviest: int = 4) -> Document:
    ballots = [ballot(choice_of(random, method), random.randint(1, heaviest)) for _ in range(random.randint(1, most))]
    document: Document = {"ballots": ballots}
    if method not in WORDS:
        document["options"] = OPTIONS
    if method is Method.MAJORITY_JUDGMENT:
        document["grades"] = GRADES
    return document


def with_colleges(random: Random, document: Document) -> Document:
    """Each ballot in a college, which may stay empty; a roll that everybody is on."""
    sizes = dict.fromkeys(COLLEGES, 0)
    for one in document["ballots"]:
        one["college"] = random.choice(COLLEGES)
        sizes[one["college"]] += one["weight"]
    by_college = {college: size + random.randint(0, 5) for college, size in sizes.items()}
    return document | {
        "colleges": [{"key": college, "weight": random.randint(1, 5)} for college in COLLEGES],
        "roll": {"total": sum(by_college.values()), "by_college": by_college},
    }


@st.composite
def documents(draw: st.DrawFn, method: Method, colleges: bool = False) -> Document:
    """Hypothesis draws the seed and shrinks towards few ballots; the profile follows from both."""
    random = Random(draw(st.integers(0, 2**20)))
    document = document_of(random, method, draw(st.integers(1, 12)))
    return with_colleges(random, document) if colleges else document


seeds = st.integers(0, 2**20)


def places(result: Result) -> dict[str, int]:
    """How many options are strictly better, for each."""
    better, found = 0, {}
    for group in result.ranking:
        found |= dict.fromkeys(group, better)
        better += len(group)
    return found


def fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
