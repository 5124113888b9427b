"""Ends what takes too long."""

import asyncio
from typing import Any


class Deadlines:
    """Cancels tasks that have gone on for some seconds.

    All have the same time, so one timer is enough for them: it is set for the oldest. With
    `asyncio.timeout` each would have a timer of its own, made and thrown away for every request.
    """

    def __init__(self, seconds: float) -> None:
        """Give each task some seconds."""
        self._seconds = seconds
        self._begun: dict[asyncio.Task[Any], float] = {}
        self._late: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, task: asyncio.Task[Any]) -> None:
        """Begin the time of a task."""
        loop = task.get_loop()
        self._begun[task] = loop.time()
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._sweep, loop)

    def discard(self, task: asyncio.Task[Any]) -> None:
        """Let a task go on for as long as it likes."""
        self._begun.pop(task, None)
        self._late.discard(task)

    def has_passed(self, task: asyncio.Task[Any]) -> bool:
        """Say if a task was cancelled for its time and for nothing else, and let it go on."""
        if task not in self._late:
            return False
        self._late.discard(task)
        return task.uncancel() == 0

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        while self._begun:
            task, begun = next(iter(self._begun.items()))
            left = begun + self._seconds - loop.time()
            if left > 0:
                self._timer = loop.call_later(left, self._sweep, loop)
                return
            del self._begun[task]
            self._late.add(task)
            task.cancel()
