"""Child processes: how they are started, read and stopped on each operating system."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

if sys.platform == "win32":
    STOP_SIGNAL = signal.CTRL_BREAK_EVENT
    PROCESS_GROUP = None
    CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    STOP_SIGNAL = signal.SIGTERM
    PROCESS_GROUP = 0
    CREATION_FLAGS = 0

CHUNK_BYTES = 65_536
ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
"""Lets a Python child print at once, and in UTF-8 on Windows too."""


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """A process to run, and where it says that it is ready.

    Attributes:
        name: What its lines are marked with.
        command: Program and arguments.
        ready_url: Answers with a success as soon as the process is ready; None when it counts
            as ready from its start.
    """

    name: str
    command: tuple[str, ...]
    ready_url: str | None = None


class ChildProcess(Protocol):
    """A running process, as the supervisor sees it."""

    def lines(self) -> AsyncIterator[str]:
        """Yield what it prints, line by line, until it closes its output."""
        ...

    async def wait(self) -> int:
        """Wait until it ended, and return its exit code."""
        ...

    def stop(self) -> None:
        """Ask it to end in good order."""
        ...

    def kill(self) -> None:
        """End it at once."""
        ...


class SystemProcess:
    """A process of the operating system."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Wrap a process whose standard output is a pipe."""
        self._process = process

    async def lines(self) -> AsyncIterator[str]:
        """Yield what it prints, line by line, until it closes its output."""
        output = self._process.stdout
        rest = b""
        # StreamReader.readline would refuse a line above its limit, and the pipe would fill up.
        while output is not None and (chunk := await output.read(CHUNK_BYTES)):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield _text(line)
        if rest:
            yield _text(rest)

    async def wait(self) -> int:
        """Wait until it ended, and return its exit code."""
        return await self._process.wait()

    def stop(self) -> None:
        """Ask it to end in good order."""
        if self._process.returncode is None:
            self._process.send_signal(STOP_SIGNAL)

    def kill(self) -> None:
        """End it at once."""
        if self._process.returncode is None:
            self._process.kill()


async def start_process(spec: ProcessSpec) -> ChildProcess:
    """Start a process, out of reach of the terminal's Ctrl-C.

    The terminal sends Ctrl-C to every process of the foreground group. In a group of its own a
    child is stopped by its supervisor alone, once, and in the order that the supervisor chooses.
    """
    process = await asyncio.create_subprocess_exec(
        *spec.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **ENVIRONMENT},
        process_group=PROCESS_GROUP,
        creationflags=CREATION_FLAGS,
    )
    return SystemProcess(process)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\r")
