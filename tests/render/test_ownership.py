"""Seeded files belong to the project's people: no update changes, restores or removes one."""

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from copier import run_copy, run_update

from tests.support.environment import run
from tests.support.macros import OWNERSHIP
from tests.support.paths import ROOT
from tests.support.rendering import Renderer

EDITED = {
    "README.md": "\nOur own words.\n",
    "src/acme/backend/datasets/routes.py": "\n# Our own route.\n",
}
DELETED = "tests/unit/backend/datasets/test_routes.py"
BESIDE = "src/acme/backend/datasets/rules.py"
MANAGED = "ruff.toml"
NEXT = "\n# The next version.\n"


@pytest.fixture
def project(released: Path, tmp_path: Path, project_git: Callable[..., str]) -> Path:
    """A project that its people have worked on."""
    path = tmp_path / "project"
    run_copy(str(released), path, data={"preset": "platform"}, defaults=True, quiet=True)
    project_git("init", "--quiet", "--initial-branch=main")
    for name, text in EDITED.items():
        with (path / name).open("a") as file:
            file.write(text)
    (path / DELETED).unlink()
    (path / BESIDE).write_text('"""Our own rules."""\n')
    commit(project_git)
    return path


@pytest.fixture
def next_version(released: Path, project: Path) -> Path:
    """The project, when the template has had a release that changes every file."""
    for path in (released / "template").rglob("*"):
        if (
            path.is_file()
            and path.suffix in {".jinja", ".py", ".toml"}
            and "answers" not in path.name
        ):
            with path.open("a") as file:
                file.write(NEXT)
    run(["git", "commit", "--quiet", "--all", "--message", "Next"], released)
    run(["git", "tag", "v1.1.0"], released)
    return project


def commit(git: Callable[..., str]) -> None:
    git("add", "--all")
    git("commit", "--quiet", "--no-verify", "--message", "Work")


def update(project: Path, **answers: object) -> None:
    run_update(project, data=answers, defaults=True, overwrite=True, quiet=True)


def assert_kept(project: Path) -> None:
    for name, text in EDITED.items():
        assert (project / name).read_text().endswith(text), name
        assert NEXT not in (project / name).read_text(), name
    assert not (project / DELETED).exists()
    assert (project / BESIDE).exists()


def test_the_next_version_changes_managed_files_only(next_version: Path) -> None:
    project = next_version
    untouched = (project / "src/acme/backend/training/routes.py").read_bytes()
    update(project)
    assert_kept(project)
    assert NEXT in (project / MANAGED).read_text()
    assert (project / "src/acme/backend/training/routes.py").read_bytes() == untouched


def test_what_is_dropped_and_taken_back_keeps_the_work_on_it(
    project: Path, project_git: Callable[..., str]
) -> None:
    components = ["auth", "jobs", "metrics", "docker", "ci"]
    update(project, services="training:training", components=components)
    assert_kept(project)
    assert "datasets" not in (project / "src/acme/config/services.py").read_text()
    commit(project_git)
    services = "training:training, datasets:resource, exports:jobs"
    update(project, services=services, components=[*components, "cli", "docs"])
    assert_kept_but_for_the_tests(project)
    for name in ("backend/exports/routes.py", "frontend/cli/commands/exports.py"):
        assert (project / "src/acme" / name).exists(), name
    assert (project / "docs/index.md").exists()


def assert_kept_but_for_the_tests(project: Path) -> None:
    """A service that comes back is new to Copier, so what was deleted of it comes back too."""
    for name, text in EDITED.items():
        assert (project / name).read_text().endswith(text), name
    assert (project / BESIDE).exists()


def test_the_patterns_in_the_settings_are_those_of_the_table(render: Renderer) -> None:
    settings = yaml.safe_load((ROOT / "copier.yml").read_text().split("\n---")[0])
    patterns = settings["_skip_if_exists"]
    plan = render(preset="platform").plan
    seeded = [row["path"].replace("PACKAGE", "acme") for row in OWNERSHIP.of_project]
    seeded += [
        row["path"].replace("PACKAGE", "acme").replace("SERVICE", service["name"])
        for row in OWNERSHIP.of_service
        for service in plan["services"]
    ]
    for path in seeded:
        assert any(fnmatch(path, pattern) for pattern in patterns), path
    kept = [pattern for pattern in patterns if not pattern.startswith("!")]
    for pattern in kept:
        assert any(fnmatch(path, pattern) for path in seeded), pattern
