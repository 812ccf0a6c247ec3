"""The one shape of an act in the web: run it, say that it is done or why it is not, go on."""

from collections.abc import Callable
from typing import TypeVar, overload

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from app.core.unit_of_work import Refused
from app.core.web.forms import Form
from app.core.web.languages import sentence

R = TypeVar("R")
To = str | Response | Callable[[R], str | Response]
Said = str | Callable[[R], str] | None


@overload
def act(run: Callable[[], R], *, to: str | Response, said: Said[R] = None) -> Response: ...


@overload
def act(run: Callable[[], R], *, to: To[R], said: Said[R] = None, form: Form) -> Response | None: ...


def act(run: Callable[[], R], *, to: To[R], said: Said[R] = None, form: Form | None = None) -> Response | None:
    """What a view does with what was sent. `run` calls `do`; `to` is an address (or the redirect itself), or makes one
    of what `run` returned; `said` the same for the sentence (none where the page that follows shows it).

    A refusal goes beside its field of `form`, and None comes back: the view shows the form again (`page`). Without a
    form, as under a single button, it is said at the address that follows. An operation may be refused by the view
    itself: it raises Refused inside `run`.
    """
    try:
        made = run()
    except Refused as refused:
        told = sentence(refused.code, refused.params)
        if form is not None:
            form.refuse(refused.field, told)
            return None
        assert isinstance(to, str | Response)
        flash(told, "error")
        return _onward(to)
    if done := said(made) if callable(said) else said:
        flash(done, "done")
    return _onward(to if isinstance(to, str | Response) else to(made))


def _onward(to: str | Response) -> Response:
    return redirect(to, 303) if isinstance(to, str) else to


def page(html: str) -> tuple[str, int]:
    """The page of a form: 422 where it comes back with what is wrong."""
    return html, 422 if request.method == "POST" else 200
