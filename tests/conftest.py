"""Fixtures of every layer: rendered projects, and projects with an environment."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.support.compiling import compiled_once
from tests.support.environment import Checkout, can_be_had, check_out, install
from tests.support.paths import COPIER_SETTINGS
from tests.support.rendering import Renderer

collect_ignore = ["fixtures"]
"""Code of others, to try the template on."""


def pytest_configure() -> None:
    """Keep the settings of whoever runs the tests out of them, and the clock and chance."""
    settings.register_profile("template", deadline=None, derandomize=True)
    settings.load_profile("template")
    os.environ["COPIER_SETTINGS_PATH"] = str(COPIER_SETTINGS)
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Render faster; see `compiled_once`."""
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def shared_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all worker processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    shared.mkdir(exist_ok=True)
    return shared


@pytest.fixture(scope="session")
def render(shared_path: Path) -> Renderer:
    """Render a project: `render(preset="platform").read("pyproject.toml")`."""
    return Renderer(shared_path)


@pytest.fixture
def checkout(render: Renderer, tmp_path: Path) -> Callable[..., Checkout]:
    """Render a project into a git repository of its own that the test may change."""
    made: list[Checkout] = []

    def make(**answers: Any) -> Checkout:
        made.append(check_out(render(**answers), tmp_path / f"project{len(made)}"))
        return made[-1]

    return make


@pytest.fixture(scope="session")
def _installed() -> dict[str, Checkout]:
    """The projects that this worker process has made an environment for."""
    return {}


@pytest.fixture
def installed(
    render: Renderer,
    tmp_path_factory: pytest.TempPathFactory,
    _installed: dict[str, Checkout],
) -> Iterator[Callable[..., Checkout]]:
    """A project with its environment: `installed(preset="platform").run("uv", "run", ...)`.

    The environment is made once for each set of answers and worker process; the project's files
    are as rendered whenever a test asks for it, so a test may change what it likes.
    `python="3.13"` picks the version it runs on. Where that cannot be had, the test is skipped.
    """

    def make(*, python: str | None = None, **answers: Any) -> Checkout:
        project = render(**answers)
        lowest = project.plan["python"]["lowest"]
        if not can_be_had(python or f">={lowest}"):
            pytest.skip(f"PYTHON {python or lowest} IS NOT HERE: NOTHING WAS TRIED ON IT")
        key = f"{project.path} {python}"
        if key not in _installed:
            destination = tmp_path_factory.mktemp("installed") / "project"
            _installed[key] = install(check_out(project, destination, python))
        _installed[key].reset()
        return _installed[key]

    return make
