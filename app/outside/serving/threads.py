"""A few threads that run the application, one request at a time each."""

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any

Work = Callable[[], Any]
Waiting = tuple[Work, "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Threads:
    """Those of `concurrent.futures` hold back the end of the process: one that is stuck would do so for ever."""

    def __init__(self, most: int) -> None:
        self._queue: SimpleQueue[Waiting] = SimpleQueue()
        for n in range(most):
            Thread(target=self._live, name=f"request-{n + 1}", daemon=True).start()

    def run(self, work: Work) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._queue.put((work, future, loop))
        return future

    def _live(self) -> None:
        while True:
            work, future, loop = self._queue.get()
            done, fault = None, None
            try:
                done = work()
            except BaseException as raised:  # the thread lives on; whoever awaits gets it
                fault = raised
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, future, done, fault)
            del work, future, done, fault  # not kept until the next request


def _tell(future: "asyncio.Future[Any]", done: Any, fault: BaseException | None) -> None:
    if future.done():  # cancelled: the server stops
        return
    if fault is not None:
        future.set_exception(fault)
    else:
        future.set_result(done)
