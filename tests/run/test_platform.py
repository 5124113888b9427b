"""The `platform` project does its work, as whoever runs and uses it sees it."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.support.environment import Checkout, clean_environment

PATIENCE_SECONDS = 90
LONG_TRAINING = {
    "epochs": 40,
    "hyperparameters": {"seed": 7},
    "data": {"kind": "synthetic", "count": 4000, "features": 40},
}


class Api:
    """A caller with a token."""

    def __init__(self, port: int, token: str) -> None:
        """Call what listens on a port of this machine."""
        self._base = f"http://127.0.0.1:{port}"
        self._token = token

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """Send a request; return what a success says.

        Raises:
            HTTPError: If it was no success.
        """
        data = None if body is None else json.dumps(body).encode()
        headers |= {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = Request(self._base + path, data, headers, method=method)  # noqa: S310
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
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class System:
    """The processes of a project, started one by one so that one of them can be killed."""

    def __init__(self, project: Checkout, env: dict[str, str]) -> None:
        """Run commands of a project with some variables."""
        self._project = project
        self._env = env
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a command of the project in the background."""
        folder = "Scripts" if sys.platform == "win32" else "bin"
        process = subprocess.Popen(
            [self._project.path / ".venv" / folder / "acme", *arguments],
            cwd=self._project.path,
            env=clean_environment(**self._env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._running.append(process)
        return process

    def stop(self) -> None:
        """End everything that still runs."""
        for process in self._running:
            process.kill()
            process.wait()


@pytest.fixture
def postgresql_database(postgresql: str) -> Iterator[str]:
    """A new database on the server, dropped after the test."""
    server = postgresql.replace("+asyncpg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS groundplan_platform WITH (FORCE)")
        connection.execute("CREATE DATABASE groundplan_platform")
        yield postgresql.rpartition("/")[0] + "/groundplan_platform"
        connection.execute("DROP DATABASE groundplan_platform WITH (FORCE)")


@contextmanager
def running(project: Checkout, **env: str) -> Iterator[tuple[System, Api, Api]]:
    """Run both services of a project; give their callers."""
    ports = {"training": free_port(), "datasets": free_port()}
    variables = {"ACME_SERVER__PORTS": json.dumps(ports), "ACME_JOBS__POLL_SECONDS": "0.2"}
    variables |= {"ACME_JOBS__HEARTBEAT_SECONDS": "0.5", "ACME_JOBS__LEASE_SECONDS": "2"}
    variables |= {"ACME_JOBS__STOP_SECONDS": "1", **env}
    project.run("uv", "run", "acme", "migrate", **variables)
    token = project.run("uv", "run", "acme", "token", "--role", "editor").stdout.strip()
    system = System(project, variables)
    apis = {name: Api(port, token) for name, port in ports.items()}
    try:
        for name in ports:
            system.start("serve", name)
        for api in apis.values():
            wait_for(lambda api=api: is_ready(api), bool)
        yield system, apis["training"], apis["datasets"]
    finally:
        system.stop()


def is_ready(api: Api) -> bool:
    try:
        return api("GET", "/health/ready")["status"] == "ok"
    except OSError:
        return False


def use(project: Checkout, **env: str) -> None:
    """Do with a running system what its people would do in their first hour."""
    with running(project, **env) as (system, training, datasets):
        worker = system.start("worker")

        made = datasets("POST", "/datasets", {"name": "birds", "description": "songs of finches"})
        found = datasets("GET", "/datasets?q=FINCHES")
        assert [item["id"] for item in found["items"]] == [made["id"]]

        first = training("POST", "/training", {"epochs": 5})
        done = training.wait(f"/training/{first['id']}", lambda job: job["status"] == "succeeded")
        assert (done["progress"]["completed"], done["progress"]["total"]) == (5, 5)
        losses = [each["loss"] for each in training("GET", f"/training/{first['id']}/metrics")]
        assert len(losses) == 5
        assert losses[-1] < losses[0]

        keyed = {"Idempotency-Key": "second"}
        second = training("POST", "/training", LONG_TRAINING, **keyed)
        assert training("POST", "/training", LONG_TRAINING, **keyed)["id"] == second["id"]
        training.wait(f"/training/{second['id']}", under_way)
        training("POST", f"/training/{second['id']}/cancel")
        training.wait(f"/training/{second['id']}", lambda job: job["status"] == "cancelled")
        with pytest.raises(HTTPError, match="409"):
            training("POST", f"/training/{first['id']}/cancel")

        third = training("POST", "/training", LONG_TRAINING)
        before = training.wait(f"/training/{third['id']}", under_way)
        worker.kill()
        worker.wait()
        assert training("GET", f"/training/{third['id']}")["status"] == "running"
        system.start("worker")
        after = training.wait(f"/training/{third['id']}", lambda job: job["status"] == "succeeded")
        assert after["progress"]["completed"] == LONG_TRAINING["epochs"]
        epochs = [each["epoch"] for each in training("GET", f"/training/{third['id']}/metrics")]
        assert epochs == list(range(1, 41))
        assert before["progress"]["completed"] < after["progress"]["completed"]


def under_way(job: Any) -> bool:
    """Whether a job is running and has reported something."""
    return job["status"] == "running" and (job["progress"] or {}).get("completed", 0) >= 2


def test_a_killed_worker_loses_no_job_on_sqlite(installed: Callable[..., Checkout]) -> None:
    use(installed(preset="platform"))


def test_a_killed_worker_loses_no_job_on_postgresql(
    installed: Callable[..., Checkout], postgresql_database: str
) -> None:
    use(installed(preset="platform"), ACME_DATABASE__URL=postgresql_database)
