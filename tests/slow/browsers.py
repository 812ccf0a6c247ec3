"""A browser over a real connection: it keeps its cookie, sends the forms that it is shown, and sends again what
nobody answered, with the same key, as a person does who presses the button once more."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from threading import Event
from urllib.parse import urlencode

from app.accounts.service.shared import open_session
from app.core.unit_of_work import operation
from tests.web.forms_of import forms_of
from tests.web.town import Town

NO_ANSWER = (OSError, http.client.HTTPException)
MOST = 90.0  # seconds that a form is sent again
COOKIE = "cordee"


class GaveUp(Exception):
    """The drill is over, and this was never answered."""


@dataclass
class Answer:
    status: int
    location: str
    text: str


@dataclass
class Counted:
    """What a browser met on the way."""

    sent: int = 0
    unanswered: int = 0
    busy: int = 0
    typed_busy: int = 0  # of these, forms with a text
    kept: int = 0  # and it is on the page
    broken: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class Browser:
    port: int
    cookie: str
    over: Event
    counted: Counted = field(default_factory=Counted)
    _line: http.client.HTTPConnection | None = None

    def once(self, method: str, path: str, body: str | None = None) -> Answer:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        head = {"Cookie": f"{COOKIE}={self.cookie}"}
        if body is not None:
            head |= {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            self._line.request(method, path, body, head)
            got = self._line.getresponse()
            text = got.read().decode()
        except NO_ANSWER:
            self.close()
            raise
        for line in got.headers.get_all("Set-Cookie") or ():
            if (morsel := SimpleCookie(line).get(COOKIE)) is not None:
                self.cookie = morsel.value
        return Answer(got.status, got.headers.get("Location", ""), text)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def ask(self, method: str, path: str, body: str | None = None, typed: str = "") -> Answer:
        """Until it is answered; `typed` must be on the page of who has to wait."""
        last = time.monotonic() + MOST
        while time.monotonic() < last:
            self.counted.sent += 1
            try:
                answer = self.once(method, path, body)
            except NO_ANSWER:
                self.counted.unanswered += 1
            else:
                if answer.status < 500:
                    return answer
                if answer.status == 503:
                    self.counted.busy += 1
                    self.counted.typed_busy += bool(typed)
                    self.counted.kept += bool(typed) and typed in answer.text
                else:
                    self.counted.broken.append((path, answer.status))
            if self.over.wait(0.02):
                raise GaveUp(path)
        raise GaveUp(path)

    def form(self, path: str, having: str) -> tuple[str, dict[str, str]]:
        """Of that page: where the form with a field of that name, or that leads there, is sent, and what it holds."""
        page = self.ask("GET", path)
        assert page.status == 200, (path, page.status, page.location)
        for form in forms_of(page.text):
            if form.method == "post" and (having in form.names or having == form.action.partition("?")[0]):
                return form.action or path, dict(form.values)
        raise AssertionError(f"no form with {having} on {path}")

    def send(self, path: str, fields: Mapping[str, str], typed: str = "") -> Answer:
        return self.ask("POST", path, urlencode(fields), typed)


def cookie_of(town: Town, who: int) -> str:
    """As after a sign-in: a row of the sessions, and the signed cookie that leads to it."""
    token = town.world.do(operation(open_session), None, who, "drill")
    made: str = town.app.session_interface.get_signing_serializer(town.app).dumps(  # type: ignore[attr-defined]
        {"_user_id": token, "_fresh": True, "_permanent": True})
    return made
