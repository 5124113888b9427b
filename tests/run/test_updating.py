"""A project of the real template is followed, as its people and its workflow do."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.environment import Checkout, clean_environment, run
from tests.support.operations import DRIFT_WORKFLOW, UPDATE_WORKFLOW
from tests.support.paths import ROOT
from tests.support.rendering import Renderer, render_once
from tests.support.soundness import ANSWERS_FILE

OURS, THEIRS = "line-length = 88", "line-length = 120"
GH = """#!/bin/sh
for word; do printf '%s\\n' "$word"; done >> "$CALLS"
"""


def released(render: Renderer, folder: Path) -> Path:
    """Put the template under git, with a release."""
    path = folder / "template"
    shutil.copytree(render.template, path)
    run(["git", "init", "--quiet", "--initial-branch=main"], path)
    release(path, "1.0.0", "- The first.")
    return path


@pytest.fixture
def template(render: Renderer, tmp_path: Path) -> Path:
    """The template as a git repository with a release."""
    return released(render, tmp_path)


@pytest.fixture
def project_of_this_repository(render: Renderer, tmp_path: Path) -> Checkout:
    """A project whose template has all that this repository has, so that its command runs."""
    path = tmp_path / "template"
    shutil.copytree(render.template, path)
    for name in ("pyproject.toml", "uv.lock", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, path / name)
    (path / "CHANGELOG.md").unlink(missing_ok=True)
    run(["git", "init", "--quiet", "--initial-branch=main"], path)
    release(path, "1.0.0", "- The first.")
    plan = render_once(path, tmp_path / "project", {"preset": "library"})
    checkout = Checkout(tmp_path / "project", plan)
    checkout.run("git", "init", "--quiet", "--initial-branch=main")
    checkout.run("uv", "lock", "--quiet")
    checkout.commit("Start")
    return checkout


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


def follow(project: Checkout, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in it."""
    return project.run(sys.executable, "-m", "groundplan", *words, check=False)


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
    found = ["pyproject.toml: conflict markers", "ruff.toml: conflict markers"]
    assert follow(project, "conflicts").stdout.splitlines() == found
    listed = project.run("python3", "admin/scripts/structure.py", check=False)  # as in CI
    assert (listed.returncode, listed.stdout.splitlines()) == (1, found)
    project.run("git", "add", "--all")
    refused = project.run("git", "commit", "--message=Update", check=False)
    assert refused.returncode
    assert "pyproject.toml" in refused.stdout + refused.stderr
    for line in done.stdout.splitlines():
        if line.startswith("    git ") and "&&" not in line:
            project.run(*line.split())
    assert not project.run("git", "status", "--porcelain").stdout
    assert OURS in project.read("ruff.toml")


def commands_of(project: Checkout, workflow: str) -> dict[str, list[dict[str, Any]]]:
    """The steps of each job of a workflow that run something."""
    jobs = yaml.safe_load(project.read(workflow))["jobs"]
    return {name: [step for step in job["steps"] if "run" in step] for name, job in jobs.items()}


def play(project: Checkout, steps: list[dict[str, Any]], **env: str) -> str:
    """Run the steps of a job as a runner does, with its own values for what comes from outside."""
    variables = {"GROUNDPLAN_ANSWERS_FILE": ".copier-answers.yml"} | env
    printed = ""
    for step in steps:
        done = project.run("bash", "-eo", "pipefail", "-c", step["run"], **variables)
        printed += done.stdout
    return printed


def test_the_workflows_play_into_a_bare_repository(
    project_of_this_repository: Checkout, tmp_path: Path
) -> None:
    project = project_of_this_repository
    replace(project.path / "ruff.toml", "line-length = 100", OURS)
    project.commit("Ours")
    project.run("git", "init", "--quiet", "--bare", tmp_path / "origin.git")
    project.run("git", "remote", "add", "origin", tmp_path / "origin.git")
    project.run("git", "push", "--quiet", "origin", "main")
    release_longer_lines(tmp_path / "template")
    gh = tmp_path / "tools" / "gh"
    gh.parent.mkdir()
    gh.write_text(GH)
    gh.chmod(0o755)
    env = {
        "CALLS": str(tmp_path / "calls"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "PATH": f"{gh.parent}{os.pathsep}{clean_environment()['PATH']}",
    }
    jobs = commands_of(project, UPDATE_WORKFLOW)

    first = project.copy_to(tmp_path / "runner1")
    play(
        Checkout(first.path, project.plan), jobs["try"], RUNNER_TEMP=str(tmp_path / "temp1"), **env
    )
    output = (tmp_path / "output").read_text()
    assert "\nv1.1.0\n" in output
    assert "| `lint` | " in output
    second = project.copy_to(tmp_path / "runner2")
    play(
        Checkout(second.path, project.plan),
        jobs["propose"],
        RUNNER_TEMP=str(tmp_path / "temp2"),
        GROUNDPLAN_VERSION="v1.1.0",
        GROUNDPLAN_GATES="| `lint` | FAILED |",
        GROUNDPLAN_MAY_CHANGE_WORKFLOWS="false",
        **env,
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
    steps = commands_of(project, DRIFT_WORKFLOW)["drift"]
    assert "No drift" in play(project, steps, RUNNER_TEMP=str(tmp_path / "temp3"), **env)


# A small template has it in tests/command; this one is the case that it was found in.
@pytest.mark.full
def test_two_updates_on_two_branches_are_brought_together(tmp_path: Path, render: Renderer) -> None:
    template = released(render, tmp_path)
    path = tmp_path / "project"
    plan = render_once(template, path, {"preset": "service", "database": "none"})
    project = Checkout(path, plan)
    project.run("git", "init", "--quiet", "--initial-branch=main")
    project.commit("Start")
    with_cli = [*yaml.safe_load(project.read(ANSWERS_FILE))["components"], "cli"]
    for branch, answers in (
        ("exports", ["parts=items:resource, exports:job"]),
        ("server", [f"components={json.dumps(with_cli)}", "database=postgresql"]),
    ):
        project.run("git", "switch", "--quiet", "--create", branch, "main")
        options = [word for answer in answers for word in ("--data", answer)]
        assert follow(project, "update", "--vcs-ref", ":current:", *options).returncode == 0
        project.commit(branch)
    project.run("git", "switch", "--quiet", "main")
    project.run("git", "merge", "--quiet", "exports")
    project.run("git", "merge", "--quiet", "server", check=False)
    for name in project.run("git", "diff", "--name-only", "--diff-filter=U").stdout.split():
        text = re.sub(r"^(<{7}|={7}|>{7}).*\n", "", project.read(name), flags=re.MULTILINE)
        (path / name).write_text(text)
    project.commit("Merge")
    assert follow(project, "status").returncode == 0

    drift = follow(project, "drift", "--json")

    found = {one["path"] for one in json.loads(drift.stdout)["differences"] if one["drift"]}
    package = f"src/{plan['package']}"
    assert drift.returncode == 1
    assert {
        f"{package}/frontend/cli/jobs.py",
        f"{package}/frontend/cli/commands/exports.py",
        f"{package}/shared/jobs/system_database.py",
    } <= found
    assert follow(project, "drift", "--repair", ".").returncode == 0
    assert "postgresql+psycopg" in project.read(f"{package}/shared/jobs/system_database.py")
    project.commit("Mend")
    assert follow(project, "drift").returncode == 0
