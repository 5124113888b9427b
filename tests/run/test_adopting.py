"""Whoever follows docs/adopting.md to its end has a project that works, with the old code in it."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.support.adopting import Step, flat_repository, steps, take
from tests.support.environment import clean_environment, run
from tests.support.releases import release
from tests.support.rendering import Renderer

GATES = "uv run admin/scripts/check.py\n"
START_SECONDS = 60
OLD = ("uv", "run", "--no-sync", "--group", "old", "python")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def running(project: Path, *command: str, **environment: str) -> Iterator[None]:
    """Run a process of the project until the end of the block."""
    process = subprocess.Popen(
        command,
        cwd=project,
        env=clean_environment(**environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def answer(url: str) -> object:
    """What a server answers, as soon as it does."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(url, timeout=5) as response:  # noqa: S310
                return json.load(response)
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def follow(project: Path, template: Path, gates: str) -> None:
    """Do all that the page says."""
    for step in steps(template):
        take(Step(step.text.replace(GATES, gates), step.file), project)


@pytest.mark.parametrize(
    "gates", [f"{GATES[:-1]} --fast\n", pytest.param(GATES, marks=pytest.mark.full)]
)
def test_the_page_leads_to_a_project_that_works(
    gates: str, tmp_path: Path, render: Renderer
) -> None:
    project = flat_repository(tmp_path / "project")
    follow(project, release(render.template, tmp_path / "groundplan"), gates)
    assert run(["git", "status", "--porcelain"], project).stdout == ""

    rows = tmp_path / "greetings.jsonl"
    rows.write_text('{"text": "hello", "label": 1}\n')
    run([*OLD, "scripts/import_dataset.py", str(rows)], project)
    old, new = free_port(), free_port()
    with running(project, *OLD, "dataset_server.py", DATASET_PORT=str(old)):
        listed = answer(f"http://127.0.0.1:{old}/datasets")
        assert [row["slug"] for row in listed] == ["greetings"]
    served = {"CORPUS_SERVER__PORTS": json.dumps({"datasets": new})}
    run(["uv", "run", "corpus", "migrate"], project)
    with running(project, "uv", "run", "corpus", "serve", "datasets", **served):
        assert answer(f"http://127.0.0.1:{new}/health/ready")["status"] == "ok"
