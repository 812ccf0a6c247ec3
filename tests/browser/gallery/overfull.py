"""The year of the demo told with the longest words that the rules allow: titles, names, communes, in two directions."""

from functools import cached_property
from typing import Any

from app.core import limits
from app.demo.texts import Row, Texts

UNBROKEN = "Intercommunautairement" * 5
MORE = (", de la première réunion publique jusqu’au bilan de la dernière saison, avec les communes, les associations, "
        "les entreprises et les personnes qui n’ont pas encore été consultées mais qui tiennent à l’être cette fois-ci")
ARABIC = ("نحتاج إلى مكان دافئ نلتقي فيه خلال فصل الشتاء، في القرى البعيدة عن المدينة وعن محطة القطار، "
          "لأن الناس لا يجدون أين يجتمعون بعد غروب الشمس")
ARABIC_TEXT = ("في قريتنا لا توجد قاعة مفتوحة بعد الساعة الخامسة.\n\nكبار السن يبقون وحدهم، والشباب يذهبون إلى "
               "المدينة. يكفي مفتاح واحد ومدفأة وموعد كل يوم خميس (Embrun 05200, 18:30).\n\n- كراسي\n- شاي\n- كتب")
LONG_NAMES = ("Marie-Charlotte-Apolline-Bénédicte de la Roche-Montgenèvre", "Bartholomäus-Maximilian" * 3,
              "عبد الرحمن بن محمد بن عبد العزيز الأندلسي")
THEMES = 40
SAMPLE = 3  # of three things one stays as it was: a page mixes long and short


def long(text: str, most: int = limits.TITLE) -> str:
    return (text + MORE * (1 + most // len(MORE)))[:most].rstrip()


def unbroken(most: int = limits.TITLE) -> str:
    return (UNBROKEN * (1 + most // len(UNBROKEN)))[:most]


def title(n: int, text: str) -> str:
    return (long(text), f"{long(text, 40)} {unbroken(limits.TITLE - 41)}", text)[n % SAMPLE]


class Overfull(Texts):
    """Legal, every word of it: the operations that load it refuse what the rules do not allow."""

    @cached_property
    def people(self) -> dict[str, Row]:
        return {key: row | {"first_name": LONG_NAMES[n % 3][:limits.NAME]} if n % 4 < 3 else row
                for n, (key, row) in enumerate(super().people.items())}

    @cached_property
    def structures(self) -> dict[str, Row]:
        return {key: row | {"name": title(n, row["name"]), "aliases": (), "about": row["about"] * 3}
                for n, (key, row) in enumerate(super().structures.items())}

    @cached_property
    def needs(self) -> list[Row]:
        return [self._spread(n, row) | ({"title": ARABIC, "lived": ARABIC_TEXT, "locale": "ar"} if n == 1 else
                                       {"title": title(n, row["title"])})
                for n, row in enumerate(super().needs)]

    @cached_property
    def projects(self) -> list[Row]:
        return [self._project(n, self._spread(n, row)) for n, row in enumerate(super().projects)]

    @cached_property
    def decisions(self) -> list[Row]:
        return [row | {"question": long(row["question"], limits.QUESTION),
                       **({"options": [title(n, one) for n, one in enumerate(row["options"])]}
                          if "options" in row else {})} for row in super().decisions]

    @cached_property
    def comments(self) -> dict[str, Any]:
        told = super().comments
        return told | {"comment": [row | {"text": self._said(n, row["text"])}
                                   for n, row in enumerate(told["comment"])]}

    @cached_property
    def territory(self) -> dict[str, Any]:
        told = super().territory
        more = [{"slug": f"theme-{n}", "name": {"fr": f"Thème {n} : {MORE[2:40 + n]}", "en": f"Theme {n}"}, "about": {}}
                for n in range(THEMES - len(told["theme"]))]
        return told | {"theme": [*told["theme"], *more]}

    def _spread(self, n: int, row: Row) -> Row:
        """Over as many communes as may be, two times in three."""
        codes = [line.split(",", 1)[0] for line in self.communes.splitlines()[1:200:7]]
        return row if n % SAMPLE == 1 else row | {"communes": codes[:limits.PLACES]}

    def _project(self, n: int, row: Row) -> Row:
        meetings = [one | {"title": title(k, one["title"]), "place": long(one["place"], limits.SHORT)}
                    for k, one in enumerate(row.get("meeting", ()))]
        gauges = [one | {"name": title(k, one["name"]), "unit": unbroken(limits.UNIT)}
                  for k, one in enumerate(row.get("indicator", ()))]
        told = row | {"title": title(n, row["title"]), "meeting": meetings, "indicator": gauges}
        return told | ({"title": ARABIC, "problem": ARABIC_TEXT, "locale": "ar"} if n == 2 else {})

    def _said(self, n: int, text: str) -> str:
        return (f"{text}\n\nhttps://exemple.example/{unbroken(180)}", text, ARABIC_TEXT)[n % 3]
