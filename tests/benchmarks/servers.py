"""Servers in processes of their own: started, timed, loaded, weighed and stopped."""

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep
from types import TracebackType
from typing import Self
from urllib.request import Request, urlopen

from tests.support.environment import clean_environment, run

LOAD = Path(__file__).with_name("load.py")
START_TIMEOUT_SECONDS = 120
POLL_SECONDS = 0.002
CONNECTIONS = 16

PROBE = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


def script(folder: Path, name: str) -> Path:
    """Return a command of the environment of a project."""
    return folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / name


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cores() -> list[int]:
    """The cores that this process may use; none where the system does not tell."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


class Server:
    """One server; between its start and its end it runs on a core of its own, if there are two."""

    def __init__(
        self,
        command: Sequence[str | int | Path],
        port: int,
        folder: Path,
        environment: dict[str, str],
        probe: str = "/health/live",
    ) -> None:
        """Prepare it.

        Args:
            command: How it is started.
            port: Where it will listen.
            folder: Where it runs.
            environment: Variables added to a clean environment.
            probe: What it answers with 200 when it is there.
        """
        self.port = port
        self._command = [str(part) for part in command]
        self._folder = folder
        self._environment = clean_environment(**environment)
        self._probe = PROBE.format(probe).encode()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def __enter__(self) -> Self:
        """Start it."""
        self._started = perf_counter()
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if len(cores()) > 1:
            os.sched_setaffinity(self._process.pid, {cores()[0]})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def wait(self) -> float:
        """Wait for the first good answer.

        Returns:
            Seconds since the process was started.

        Raises:
            RuntimeError: The process has ended, or took too long.
        """
        while not self._answers():
            ended = self._process is None or self._process.poll() is not None
            if ended or perf_counter() - self._started > START_TIMEOUT_SECONDS:
                message = f"no answer from {' '.join(self._command)}"
                raise RuntimeError(message)
            sleep(POLL_SECONDS)
        return perf_counter() - self._started

    def store(
        self, path: str, rows: Iterable[dict[str, str]], *, method: str = "POST", **headers: str
    ) -> None:
        """Send it rows, one after the other, as soon as it answers."""
        self.wait()
        sent = {"Content-Type": "application/json", **headers}
        url = f"http://127.0.0.1:{self.port}{path}"
        for row in rows:
            with urlopen(Request(url, json.dumps(row).encode(), sent, method=method)) as answer:
                answer.read()

    def load(
        self,
        path: str,
        *,
        seconds: float,
        connections: int = CONNECTIONS,
        headers: Sequence[str] = (),
        python: Path,
    ) -> dict[str, float]:
        """Send requests from another process, on another core if there is one.

        Args:
            path: What is asked for.
            seconds: For how long.
            connections: How many requests are under way at once.
            headers: Header lines.
            python: The interpreter that sends them.

        Returns:
            What `load.py` measures.
        """
        command = [str(python), str(LOAD), str(self.port), path]
        command += ["--seconds", str(seconds), "--connections", str(connections)]
        if len(cores()) > 1:
            command += ["--core", str(cores()[-1])]
        for line in headers:
            command += ["--header", line]
        figures: dict[str, float] = json.loads(run(command, self._folder).stdout)
        return figures

    def memory(self) -> dict[str, float]:
        """Return the megabytes that the process holds: all of them, and its share of them.

        Returns:
            `rss` and `pss`; empty where the system does not tell.
        """
        if self._process is None:
            return {}
        with suppress(OSError):
            text = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text()
            found = re.findall(r"^(Rss|Pss): +(\d+) kB", text, re.MULTILINE)
            return {name.lower(): int(size) / 1024 for name, size in found}
        return {}

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(self._probe)
                return connection.recv(65536).startswith(b"HTTP/1.1 200")
        except OSError:
            return False
