"""A template with a release, and a project made from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environment import run
from tests.support.matrix import Matrix
from tests.support.releases import release
from tests.support.rendering import Renderer


@pytest.fixture(scope="session")
def matrix(shared_path: Path) -> Matrix:
    """The history, and the projects that were made from it."""
    return Matrix(shared_path)


@pytest.fixture
def released(render: Renderer, tmp_path: Path) -> Path:
    """The template as a git repository with a release."""
    return release(render.template, tmp_path / "groundplan")


@pytest.fixture
def project_git(tmp_path: Path) -> Callable[..., str]:
    """Run git in the project that the test makes."""

    def git(*arguments: str) -> str:
        return run(["git", *arguments], tmp_path / "project").stdout

    return git
