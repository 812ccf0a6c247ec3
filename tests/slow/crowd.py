"""Many people at once, each in a browser of their own, who go on writing while the server is killed under them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.slow.browsers import Browser, Counted, GaveUp, cookie_of
from tests.slow.lives import Site
from tests.slow.promises import ACTS, Place, Promises
from tests.web.town import Town


@dataclass
class Crowd:
    site: Site
    place: Place
    people: list[tuple[int, str]]  # and the cookie of each
    told: Promises = field(default_factory=Promises)
    counted: Counted = field(default_factory=Counted)
    faults: list[str] = field(default_factory=list)
    pause: float = 0.0  # seconds between two acts of one thread
    acts: int = 0
    stop: Event = field(default_factory=Event)
    over: Event = field(default_factory=Event)

    def work(self, number: int, threads: int) -> None:
        """One act after the other, each by the next person: nobody is at the ceiling of an hour."""
        mine = [(who, Browser(self.site.port, cookie, self.over, self.counted))
                for who, cookie in self.people[number::threads]]
        try:
            self._acts(mine, number)
        finally:
            for _who, browser in mine:
                browser.close()

    def _acts(self, mine: list[tuple[int, Browser]], number: int) -> None:
        n = 0
        while not self.stop.is_set():
            who, browser = mine[n % len(mine)]
            act = ACTS[(n + n // len(mine) + number) % len(ACTS)]
            try:
                act(browser, self.told, self.place, who, f"{number}.{n}")
                self.acts += 1
            except GaveUp as path:
                self.faults.append(f"never answered: {path}")
                return
            except Exception as fault:  # a drill tells all it met
                self.faults.append(f"{act.__name__} {number}.{n}: {type(fault).__name__} {str(fault)[:2_000]}")
            n += 1
            self.stop.wait(self.pause)

    @contextmanager
    def at_work(self, threads: int) -> Iterator[None]:
        """What was begun is brought to its end before this comes back."""
        all_of_them = [Thread(target=self.work, args=(number, threads)) for number in range(threads)]
        for one in all_of_them:
            one.start()
        try:
            yield
        except BaseException:
            self.over.set()
            raise
        finally:
            self.stop.set()
            for one in all_of_them:
                one.join()


def crowd(site: Site, town: Town, place: Place, number: int) -> Crowd:
    names = [f"Ann{n}" for n in range(number)]
    people = [town.world.person(name) for name in names]
    return Crowd(site, place, [(who, cookie_of(town, who)) for who in people])
