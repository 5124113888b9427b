"""What the image holds runs as the containers run it: without an engine, from the same commands."""

import re
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.environment import Checkout, clean_environment, run
from tests.support.operations import COMPOSE, DOCKERFILE

READY_SECONDS = 60


class Image:
    """What the Dockerfile copies into the image, in a folder: the environment and the settings."""

    def __init__(self, project: Checkout, folder: Path) -> None:
        """Build it as the Dockerfile does."""
        self.folder = folder / "app"
        self.folder.mkdir(parents=True)
        self.compose: dict[str, Any] = yaml.safe_load(project.read(COMPOSE))
        self._project = project
        sources = folder / "build"
        sources.mkdir()
        dockerfile = project.read(DOCKERFILE)
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
            for name in line.split():
                copy = shutil.copytree if (project.path / name).is_dir() else shutil.copy2
                copy(project.path / name, sources / name)
        sync = shlex.split(re.findall(r"(uv sync .+)$", dockerfile, re.MULTILINE)[-1])
        environment = {"UV_PROJECT_ENVIRONMENT": str(self.folder / ".venv")}
        run([*sync, "--quiet"], sources, env=environment)
        shutil.move(sources / ".env.production", self.folder)
        shutil.rmtree(sources)

    def mount_secrets(self) -> None:
        """Create the secrets with the project's script, and put each where Compose would."""
        self._project.run("uv", "run", "admin/scripts/deployment_create_secrets.py")
        (self.folder / "secrets").mkdir()
        for secret in self.compose["services"]["migrate"]["secrets"]:
            file = self.compose["secrets"][secret["source"]]["file"]
            source = (self._project.path / COMPOSE).parent / file
            shutil.copy(source, self.folder / "secrets" / secret["target"])

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a container."""
        prefix = self._project.plan["prefix"]
        secrets = str(self.folder / "secrets")
        return {f"{prefix}ENVIRONMENT": "production", f"{prefix}SECRETS_DIR": secrets}

    def command(self, container: str) -> list[str | Path]:
        """The entry point with the container's command."""
        program = self.folder / ".venv" / "bin" / self._project.plan["slug"]
        return [program, *self.compose["services"][container]["command"]]

    def run(self, container: str, *, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a container's command to its end."""
        return run(self.command(container), self.folder, check=check, env=self.variables)

    @contextmanager
    def started(self, container: str) -> Iterator[subprocess.Popen[str]]:
        """Run a container's command for a block, and stop it as an engine does."""
        with (self.folder.parent / f"{container}.log").open("w") as log:
            process = subprocess.Popen(
                self.command(container),
                cwd=self.folder,
                env=clean_environment(**self.variables),
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
            try:
                yield process
            finally:
                process.terminate()
                process.wait(timeout=READY_SECONDS)

    def is_healthy(self, container: str) -> bool:
        """What the container's own check says."""
        _, _, *arguments = self.compose["services"][container]["healthcheck"]["test"]
        python = self.folder / ".venv" / "bin" / "python"
        return run([python, *arguments], self.folder, check=False).returncode == 0


@pytest.fixture
def image(installed: Callable[..., Checkout], tmp_path: Path) -> Image:
    """The image of a project with secrets that needs no server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    components = ["auth", "docker", "metrics"]
    project = installed(components=components, database="none", ports=f"items={port}")
    return Image(project, tmp_path / "image")


def test_containers_run_from_the_image(image: Image) -> None:
    refused = image.run("migrate", check=False)
    assert refused.returncode != 0
    assert "AUTH" in refused.stderr, "production has to name what it misses"

    image.mount_secrets()
    image.run("migrate")
    with image.started("items") as process:
        deadline = time.monotonic() + READY_SECONDS
        while not image.is_healthy("items"):
            assert process.poll() is None
            assert time.monotonic() < deadline
    assert not image.is_healthy("items")
    assert {path.name for path in image.folder.iterdir()} == {
        ".env.production",
        ".venv",
        "data",
        "secrets",
    }
