"""A project of a small template, and the command in it."""

from pathlib import Path

import pytest

from tests.support.following import Following, Template, small_template


@pytest.fixture(autouse=True)
def _identity(monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Tester")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "tester@example.com")


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """A small template with a release."""
    return small_template(tmp_path / "template")


@pytest.fixture
def unmade(template: Template, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Following:
    """A project that is still to be made."""
    return Following(template, tmp_path / "project", tmp_path, capsys)


@pytest.fixture
def project(unmade: Following) -> Following:
    """A project of the first release, committed."""
    unmade.make()
    return unmade
