"""Visitors and members who read: from page to page by the links that they find, without end."""

import random
from dataclasses import dataclass, field
from html import unescape
from threading import Event

from tests.slow.browsers import NO_ANSWER, Browser
from tests.web.twins import LINK, SKIPPED

FIRST = ("/", "/besoins", "/projets", "/journal", "/decisions", "/recherche?q=four", "/structures", "/carte")
LEFT = (*SKIPPED, "/connexion", "/demonstration")
KNOWN = 400


@dataclass
class Reader:
    browser: Browser
    seed: int
    pause: float
    stop: Event
    read: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    broken: list[tuple[str, int]] = field(default_factory=list)
    lost: int = 0

    def run(self) -> None:
        drawn, known = random.Random(self.seed), list(FIRST)
        while not self.stop.wait(drawn.uniform(0.5, 1.5) * self.pause):
            path = drawn.choice(known)
            try:
                answer = self.browser.once("GET", path)
            except NO_ANSWER:
                self.lost += 1
                continue
            self.read += 1
            self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
            if answer.status >= 500:
                self.broken.append((path, answer.status))
            found = [unescape(link) for link in LINK.findall(answer.text) if not link.startswith(LEFT)]
            known = [*FIRST, *dict.fromkeys((*known[len(FIRST):], *found))][-KNOWN:]
        self.browser.close()
