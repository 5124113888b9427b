"""A project follows its template with its own commands, as its people and its workflow do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.environment import Checkout, run
from tests.support.rendering import Renderer, render_once

SCRIPT = "admin/scripts/template.py"
OURS, THEIRS = "line-length = 88", "line-length = 120"
GH = """#!/bin/sh
for word; do printf '%s\\n' "$word"; done >> "$CALLS"
"""


@pytest.fixture
def template(render: Renderer, tmp_path: Path) -> Path:
    """The template as a git repository with a release."""
    path = tmp_path / "template"
    shutil.copytree(render.template, path)
    run(["git", "init", "--quiet", "--initial-branch=main"], path)
    release(path, "1.0.0", "- The first.")
    return path


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Checkout:
    """A project of this release, under git."""
    path = tmp_path / "project"
    plan = render_once(template, path, {"preset": "library"})
    checkout = Checkout(path, plan)
    checkout.run("git", "init", "--quiet", "--initial-branch=main")
    checkout.commit("Start")
    return checkout


def release(template: Path, version: str, words: str) -> None:
    """Commit and tag what the template has now, with a section in its changelog."""
    changelog = template / "CHANGELOG.md"
    older = changelog.read_text() if changelog.exists() else ""
    changelog.write_text(f"## {version}\n\n{words}\n\n{older}")
    run(["git", "add", "--all"], template)
    run(["git", "commit", "--quiet", "--message", f"Release {version}"], template)
    run(["git", "tag", f"v{version}"], template)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def release_longer_lines(template: Path) -> None:
    """Release a version that changes a managed file."""
    replace(template / "template" / "ruff.toml.jinja", "line-length = 100", THEIRS)
    release(template, "1.1.0", "- Longer lines. Fixes #1.")


def follow(project: Checkout, command: str) -> subprocess.CompletedProcess[str]:
    """Run the project's own command."""
    return project.run("uv", "run", SCRIPT, command, check=False)


def code(project: Checkout, command: str = "status") -> int:
    return follow(project, command).returncode


def test_the_status_is_told_by_its_exit_code(template: Path, project: Checkout) -> None:
    assert code(project) == 0
    release_longer_lines(template)
    assert code(project) == 1
    template.rename(template.with_name("elsewhere"))
    gone = follow(project, "status")
    assert gone.returncode == 2
    assert str(template) in gone.stderr


def test_an_update_says_what_is_new_and_waits_for_work_to_be_committed(
    template: Path, project: Checkout
) -> None:
    release_longer_lines(template)
    work = project.path / "work.txt"
    work.write_text("not committed")
    refused = follow(project, "update")
    assert (refused.returncode, "work.txt" in refused.stderr) == (2, True)
    assert THEIRS not in project.read("ruff.toml")
    work.unlink()
    assert "- Longer lines." in follow(project, "changes").stdout
    done = follow(project, "update")
    assert (done.returncode, "- Longer lines." in done.stdout) == (0, True)
    assert "- The first." not in done.stdout
    assert THEIRS in project.read("ruff.toml")
    assert code(project) == 0


def test_a_conflict_is_neither_committed_nor_kept_against_ones_will(
    template: Path, project: Checkout
) -> None:
    replace(project.path / "ruff.toml", "line-length = 100", OURS)
    replace(project.path / "pyproject.toml", 'version = "0.1.0"', 'version = "0.2.0"')
    project.run("uv", "sync", "--quiet")
    project.run("uv", "run", "prek", "install")
    project.commit("Ours")
    replace(
        template / "template" / "pyproject.toml.jinja", 'version = "0.1.0"', 'version = "0.3.0"'
    )
    release_longer_lines(template)
    done = follow(project, "update")
    assert done.returncode == 1
    listed = project.run("python3", SCRIPT, "conflicts", check=False)  # as in CI
    assert (listed.returncode, listed.stdout.split("\n")[:2]) == (
        1,
        ["pyproject.toml: conflict markers", "ruff.toml: conflict markers"],
    )
    project.run("git", "add", "--all")
    refused = project.run("git", "commit", "--message=Update", check=False)
    assert refused.returncode
    assert "pyproject.toml" in refused.stdout + refused.stderr
    for line in done.stdout.splitlines():
        if line.startswith("    git ") and "&&" not in line:
            project.run(*line.split())
    assert not project.run("git", "status", "--porcelain").stdout
    assert OURS in project.read("ruff.toml")


def test_the_pull_request_tells_of_conflicts_and_gates(
    template: Path, project: Checkout, tmp_path: Path
) -> None:
    replace(project.path / "ruff.toml", "line-length = 100", OURS)
    project.commit("Ours")
    project.run("git", "init", "--quiet", "--bare", tmp_path / "origin.git")
    project.run("git", "remote", "add", "origin", tmp_path / "origin.git")
    release_longer_lines(template)
    gh = tmp_path / "tools" / "gh"
    gh.parent.mkdir()
    gh.write_text(GH)
    gh.chmod(0o755)
    script = "admin/scripts/template_pull_request.py"
    project.run(
        *("env", f"PATH={gh.parent}{os.pathsep}{os.environ['PATH']}", "uv", "run", script),
        "propose",
        CALLS=str(tmp_path / "calls"),
        VERSION="v1.1.0",
        GATES="| `lint` | FAILED |",
    )
    said = (tmp_path / "calls").read_text()
    for words in (
        "Update the template to v1.1.0",
        "From v1.0.0 to v1.1.0",
        "- ruff.toml: conflict markers",
        "| `lint` | FAILED |",
        "- Longer lines.",
    ):
        assert words in said
    assert "Fixes #1" not in said
    pushed = run(["git", "show", "template-update:ruff.toml"], tmp_path / "origin.git").stdout
    assert OURS in pushed
    assert THEIRS in pushed
