"""The processes of a project, and callers of its services."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, Any
from urllib.request import Request, urlopen

from tests.support.environment import Checkout, clean_environment

PATIENCE_SECONDS = 90


class Api:
    """A caller with a token, of what listens at `url` on this machine."""

    def __init__(self, port: int, token: str) -> None:
        """Call what listens on a port of this machine."""
        self.url = f"http://127.0.0.1:{port}"
        self.token = token

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Send a request; return what a success says.

        Raises:
            HTTPError: If it was no success.
        """
        data = None if body is None else json.dumps(body).encode()
        headers |= {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        request = Request(self.url + path, data, headers, method=method)  # noqa: S310
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def wait(self, path: str, condition: Callable[[Any], object]) -> Any:
        """Ask until the answer is as it should be."""
        return wait_for(lambda: self("GET", path), condition)


def wait_for(ask: Callable[[], Any], condition: Callable[[Any], object]) -> Any:
    """Ask until the answer is as it should be; fail with the last answer."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = ask()
        if condition(answer):
            return answer
        assert time.monotonic() < end, answer
        time.sleep(0.1)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class System:
    """The processes of a project, started one by one so that one of them can be killed."""

    def __init__(self, project: Checkout, env: dict[str, str]) -> None:
        """Run commands of a project with some variables."""
        self._project = project
        self._env = env
        self._running: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []
        self._files = ExitStack()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command of the project in the background."""
        folder = "Scripts" if sys.platform == "win32" else "bin"
        printed = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        process = subprocess.Popen(
            [self._project.path / ".venv" / folder / self._project.plan["slug"], *arguments],
            cwd=self._project.path,
            env=clean_environment(**self._env),
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
        self._running.append((process, printed))
        return process

    def show(self) -> None:
        """Print what the processes have printed, for whoever reads why a test failed."""
        for process, printed in self._running:
            printed.seek(0)
            text = printed.read().decode(errors="replace")
            sys.stderr.write(f"{process.args} ended with {process.poll()} and printed:\n{text}\n")

    def stop(self) -> None:
        """End everything that still runs."""
        for process, _ in self._running:
            process.kill()
            process.wait()
        self._files.close()


@contextmanager
def running(
    project: Checkout, services: Sequence[str], **env: str
) -> Iterator[tuple[System, list[Api]]]:
    """Run what runs once, then services of a project.

    Args:
        project: The project, with its environment.
        services: The names of the services.
        **env: Variables of the processes.

    Yields:
        The system, and a caller for each service.
    """
    ports = {name: free_port() for name in services}
    prefix, slug = project.plan["prefix"], project.plan["slug"]
    variables = {f"{prefix}SERVER__PORTS": json.dumps(ports), **env}
    for process in project.plan["processes"]:
        if process["type"] == "once":
            project.run("uv", "run", slug, *process["arguments"], **variables)
    asked = ["uv", "run", slug, "token", "--role", "editor"]
    needed = project.plan["has"]["auth"]
    bearer = project.run(*asked, **variables).stdout.strip() if needed else ""
    system = System(project, variables)
    apis = {name: Api(port, bearer) for name, port in ports.items()}
    try:
        for name in ports:
            system.start("serve", name)
        for api in apis.values():
            wait_for(lambda api=api: is_ready(api), bool)
        yield system, list(apis.values())
    except BaseException:
        system.show()
        raise
    finally:
        system.stop()


def is_ready(api: Api) -> bool:
    """Whether a service answers that it can do its work."""
    try:
        return api("GET", "/health/ready")["status"] == "ok"
    except OSError:
        return False
