"""A terminal whose commands and answers are written down."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.environment import clean_environment

COMMAND_SECONDS = 900
READY_SECONDS = 120


class Terminal:
    """Runs commands in a folder and keeps what is said, as Markdown."""

    def __init__(self, home: Path) -> None:
        """Start in a folder that stands for the home of whoever types."""
        self._home = home
        self.folder = home
        self.pages: list[str] = []
        self._open = False

    def say(self, text: str) -> None:
        """Write a paragraph or a heading."""
        self._close()
        self.pages.append(text)

    def run(self, command: str, *, shown: int = 40, quiet: bool = False) -> str:
        """Run a shell command that must succeed.

        Args:
            command: What is typed.
            shown: How many of the last lines of the answer are written down.
            quiet: Write down neither the command nor the answer.

        Returns:
            What it printed.

        Raises:
            RuntimeError: If it fails.
        """
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        answer = done.stdout.replace(str(self._home), "~").strip("\n")
        if done.returncode:
            raise RuntimeError(f"{command} ended with {done.returncode}:\n{answer}")
        if not quiet:
            self._write(command, answer, shown)
        return answer

    @contextmanager
    def running(self, command: str, ready: str) -> Iterator[None]:
        """Run a command in the background while the block lasts, once it says that it is ready."""
        log = self._home / "running.log"
        with log.open("w") as file:
            process = subprocess.Popen(
                ["bash", "-c", f"exec {command}"],
                cwd=self.folder,
                env=self._environment(),
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        self._write(f"{command} &", "", 0)
        deadline = time.monotonic() + READY_SECONDS
        while ready not in log.read_text() and process.poll() is None:
            if time.monotonic() > deadline:
                break
            time.sleep(0.2)
        if ready not in log.read_text():
            process.kill()
            raise RuntimeError(f"{command} did not start:\n{log.read_text()}")
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(READY_SECONDS)
            log.unlink()

    def page(self) -> str:
        """Everything that was said."""
        self._close()
        return "\n\n".join(self.pages) + "\n"

    def _environment(self) -> dict[str, str]:
        extra = {name: os.environ[name] for name in ("UV_PYTHON",) if name in os.environ}
        return clean_environment(COLUMNS="100", NO_COLOR="1", **extra) | {
            "HOME": os.environ.get("HOME", str(self._home)),
            "GIT_AUTHOR_NAME": "Me",
            "GIT_AUTHOR_EMAIL": "me@example.com",
            "GIT_COMMITTER_NAME": "Me",
            "GIT_COMMITTER_EMAIL": "me@example.com",
        }

    def _write(self, command: str, answer: str, shown: int) -> None:
        lines = [line.rstrip() for line in answer.splitlines()] if shown else []
        lines = [re.sub(r"^(\S+ +passed) +[\d.]+ s ", r"\1 ", line) for line in lines]
        if len(lines) > shown:
            lines = [f"[{len(lines) - shown} lines]", *lines[-shown:]]
        shown_command = command.replace(str(self._home), "~")
        text = "\n".join([f"$ {shown_command}", *lines])
        if self._open:
            self.pages[-1] += f"\n{text}"
        else:
            self.pages.append(f"```console\n{text}")
            self._open = True

    def _close(self) -> None:
        if self._open:
            self.pages[-1] += "\n```"
            self._open = False
