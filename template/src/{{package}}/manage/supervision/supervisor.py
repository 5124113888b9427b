"""Runs processes together until one of them ends or a stop is asked for."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from .console import Console
from .processes import ChildProcess, ProcessSpec, start_process
from .readiness import is_ready
from .signals import StopRequest

POLL_SECONDS = 0.2
LAST_WORDS_SECONDS = 2.0
"""How long the output of ended processes is read on; what they started may hold their pipe."""


@dataclass(frozen=True, slots=True)
class _Child:
    name: str
    process: ChildProcess
    exited: asyncio.Task[int]
    printed: asyncio.Task[None]


class Supervisor:
    """Starts processes together and ends them together."""

    def __init__(
        self,
        specs: Sequence[ProcessSpec],
        console: Console,
        stop: StopRequest,
        *,
        start_timeout_seconds: float = 60.0,
        stop_timeout_seconds: float = 30.0,
        start: Callable[[ProcessSpec], Awaitable[ChildProcess]] = start_process,
        ready: Callable[[str], Awaitable[bool]] = is_ready,
    ) -> None:
        """Prepare to run the processes; nothing starts yet.

        Args:
            specs: The processes, in the order in which they start.
            console: Where their output goes.
            stop: Asks all of them to stop.
            start_timeout_seconds: How long they may take to get ready, all together.
            stop_timeout_seconds: How long they may take to stop before they are killed.
            start: Starts one process.
            ready: Asks the `ready_url` of a process once.
        """
        self._specs = specs
        self._console = console
        self._stop = stop
        self._start_timeout = start_timeout_seconds
        self._stop_timeout = stop_timeout_seconds
        self._start = start
        self._ready = ready
        self._children: list[_Child] = []

    async def run(self, on_ready: Callable[[float], None]) -> int:
        """Run the processes, and return the exit code of the whole.

        Args:
            on_ready: Called when every process is ready, with the seconds that took.

        Returns:
            0 after a stop was asked for; 1 after a process ended on its own or did not get
            ready in time.
        """
        try:
            for spec in self._specs:
                self._children.append(await self._start_child(spec))
            return await self._until_over(on_ready)
        finally:
            await self._stop_all()

    async def _start_child(self, spec: ProcessSpec) -> _Child:
        process = await self._start(spec)
        return _Child(
            spec.name,
            process,
            exited=asyncio.create_task(process.wait()),
            printed=asyncio.create_task(self._print(spec.name, process)),
        )

    async def _print(self, name: str, process: ChildProcess) -> None:
        try:
            async for line in process.lines():
                self._console.line(name, line)
        except BrokenPipeError:
            # Nobody reads what we print any more, as in `up | head`.
            self._stop.make()

    async def _until_over(self, on_ready: Callable[[float], None]) -> int:
        begin = time.monotonic()
        over = asyncio.create_task(self._wait_until_over())
        late = asyncio.create_task(self._wait_until_ready(begin + self._start_timeout))
        try:
            await asyncio.wait({over, late}, return_when=asyncio.FIRST_COMPLETED)
            if not over.done():
                if late.result():
                    names = ", ".join(late.result())
                    self._console.complain(f"Not ready after {self._start_timeout:g} s: {names}.")
                    return 1
                on_ready(time.monotonic() - begin)
            return await over
        finally:
            over.cancel()
            late.cancel()

    async def _wait_until_over(self) -> int:
        """Wait for a request to stop (0) or the end of a process (1)."""
        stopping = asyncio.create_task(self._stop.made.wait())
        exits = {child.exited for child in self._children}
        try:
            await asyncio.wait({stopping, *exits}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
        if self._stop.made.is_set():
            return 0
        for child in self._children:
            if child.exited.done():
                code = child.exited.result()
                self._console.complain(f"{child.name} ended with exit code {code}.")
        return 1

    async def _wait_until_ready(self, deadline: float) -> list[str]:
        """Wait until every process is ready; return the names of those that are late."""
        waiting = self._specs
        while waiting := [spec for spec in waiting if not await self._is_ready(spec)]:
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(POLL_SECONDS)
        return [spec.name for spec in waiting]

    async def _is_ready(self, spec: ProcessSpec) -> bool:
        return spec.ready_url is None or await self._ready(spec.ready_url)

    async def _stop_all(self) -> None:
        for child in self._running():
            child.process.stop()
        await self._wait_until_stopped()
        for child in self._running():
            self._console.complain(f"{child.name} did not stop and is killed.")
            child.process.kill()
        for child in self._children:
            await child.exited
            _, silent = await asyncio.wait({child.printed}, timeout=LAST_WORDS_SECONDS)
            for task in silent:
                task.cancel()

    async def _wait_until_stopped(self) -> None:
        """Wait until all processes ended, the time is up, or the request is repeated."""
        repeated = asyncio.create_task(self._stop.repeated.wait())
        ended = asyncio.create_task(self._wait_until_ended())
        await asyncio.wait(
            {repeated, ended},
            timeout=self._stop_timeout,
            return_when=asyncio.FIRST_COMPLETED,
        )
        repeated.cancel()
        ended.cancel()

    async def _wait_until_ended(self) -> None:
        for child in self._children:
            await asyncio.shield(child.exited)

    def _running(self) -> list[_Child]:
        return [child for child in self._children if not child.exited.done()]
