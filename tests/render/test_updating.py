"""Who brings new versions of the template to a project: the question, and what follows from it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_copy, run_update

from tests.support.macros import TABLES
from tests.support.operations import DRIFT_WORKFLOW, RENOVATE, UPDATE_WORKFLOW, WORKFLOW
from tests.support.rendering import Answers, RefusedError, Renderer

LOCKED = 'uv run --locked --no-dev --project "$RUNNER_TEMP/template" groundplan'
AS_BUILT = 'uv run --no-sync --project "$RUNNER_TEMP/template" groundplan'
ANSWERS = ".copier-answers.yml"


@pytest.mark.parametrize(
    ("answers", "updates"),
    [
        ({"components": ["ci"]}, "workflow"),
        ({"components": []}, "none"),
        ({"components": ["ci"], "updates": "renovate"}, "renovate"),
        ({"components": [], "updates": "renovate"}, "renovate"),
        ({"components": ["ci"], "updates": "none"}, "none"),
    ],
)
def test_files_follow_from_the_answer(render: Renderer, answers: Answers, updates: str) -> None:
    project = render(**answers)
    assert yaml.safe_load(project.read(ANSWERS))["updates"] == updates
    files = project.files()
    assert (UPDATE_WORKFLOW in files) == (updates == "workflow")
    assert (DRIFT_WORKFLOW in files) == ("ci" in answers["components"])
    assert (RENOVATE in files) == (updates == "renovate")


def test_a_workflow_without_ci_is_refused(render: Renderer) -> None:
    with pytest.raises(RefusedError, match="needs the component ci"):
        render(components=[], updates="workflow")


def steps_of(job: dict[str, Any]) -> list[str]:
    """The commands of a job."""
    return [step["run"] for step in job["steps"] if "run" in step]


def test_only_what_follows_the_template_is_named_after_it(render: Renderer) -> None:
    for preset in TABLES.presets:
        named = [
            name
            for name in render(preset=preset).files()
            if "template" in Path(name).name and not name.startswith("src")
        ]
        assert set(named) <= {UPDATE_WORKFLOW, DRIFT_WORKFLOW}


@pytest.mark.parametrize("name", [UPDATE_WORKFLOW, DRIFT_WORKFLOW])
def test_nothing_from_outside_is_put_into_a_command(render: Renderer, name: str) -> None:
    jobs = yaml.safe_load(render(preset="platform").read(name))["jobs"]
    commands = [command for job in jobs.values() for command in steps_of(job)]
    assert commands
    assert not any("${{" in command for command in commands)


@pytest.mark.parametrize("name", [UPDATE_WORKFLOW, DRIFT_WORKFLOW])
def test_all_that_runs_is_of_the_recorded_version_and_locked(render: Renderer, name: str) -> None:
    jobs = yaml.safe_load(render(preset="platform").read(name))["jobs"]
    for job in jobs.values():
        fetching, *commands = steps_of(job)
        assert "answer _commit" in fetching
        locked = [command for command in commands if command.startswith(LOCKED)]
        assert locked
        # What was built from the lock file before is run as it is.
        assert commands.index(locked[0]) == 0
        assert all(command.startswith((LOCKED, AS_BUILT)) for command in commands)


def test_what_the_template_wrote_never_runs_with_a_token_that_may_write(render: Renderer) -> None:
    jobs = yaml.safe_load(render(preset="platform").read(UPDATE_WORKFLOW))["jobs"]
    assert jobs["try"]["permissions"] == {"contents": "read"}
    assert not re.search("token|secrets", str(jobs["try"]["steps"]), re.IGNORECASE)
    assert jobs["propose"]["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert jobs["propose"]["needs"] == "try"


def test_only_the_push_sees_the_token(render: Renderer) -> None:
    jobs = yaml.safe_load(render(preset="platform").read(UPDATE_WORKFLOW))["jobs"]
    seeing = [
        step["run"]
        for job in jobs.values()
        for step in job["steps"]
        if re.search("token|secrets", str(step.get("env", "")), re.IGNORECASE)
    ]
    assert seeing == [f"{AS_BUILT} propose push"]


def test_ci_looks_for_conflicts_before_it_needs_an_environment(render: Renderer) -> None:
    steps = yaml.safe_load(render(preset="platform").read(WORKFLOW))["jobs"]["gates"]["steps"]
    assert [step.get("run") for step in steps[:2]] == [None, "python3 admin/scripts/structure.py"]


def test_renovate_leaves_to_the_template_what_the_template_bumps(render: Renderer) -> None:
    project = render(preset="platform", updates="renovate")
    (rule,) = json.loads(project.read(RENOVATE))["packageRules"]
    assert rule["enabled"] is False
    pinned = [
        name
        for name in project.files()
        if re.search(r"(?:uses|image): \S+[@:]|^FROM \S+:", project.read(name), re.MULTILINE)
    ]
    assert {WORKFLOW, DRIFT_WORKFLOW} <= set(pinned)
    assert set(pinned) <= set(rule["matchFileNames"])
    assert not any(name.startswith("src") or "toml" in name for name in rule["matchFileNames"])


@pytest.fixture
def project(released: Path, tmp_path: Path, project_git: Callable[..., str]) -> Path:
    """A project with CI and the workflow that updates it."""
    path = tmp_path / "project"
    run_copy(str(released), path, data={"preset": "library"}, defaults=True, quiet=True)
    project_git("init", "--quiet", "--initial-branch=main")
    commit(project_git)
    return path


def commit(git: Callable[..., str]) -> None:
    git("add", "--all")
    git("commit", "--quiet", "--no-verify", "--message", "Work")


def update(project: Path, **answers: object) -> dict[str, object]:
    run_update(project, data=answers, defaults=True, overwrite=True, quiet=True)
    return yaml.safe_load((project / ANSWERS).read_text())


def test_a_workflow_that_is_switched_off_stays_without_its_schedule(
    project: Path, project_git: Callable[..., str]
) -> None:
    answers = update(project, updates="renovate")
    assert answers["parked"] == "update_workflow"
    workflow = yaml.safe_load((project / UPDATE_WORKFLOW).read_text())
    assert set(workflow[True]) == {"workflow_dispatch"}
    assert (project / RENOVATE).exists()
    commit(project_git)
    answers = update(project, updates="workflow")
    assert answers["parked"] == "renovate"
    assert "schedule" in yaml.safe_load((project / UPDATE_WORKFLOW).read_text())[True]


def test_the_workflow_goes_with_ci_and_does_not_come_back_unasked(
    project: Path, project_git: Callable[..., str]
) -> None:
    answers = update(project, components=["docs"])
    assert answers["updates"] == "none"
    assert set(str(answers["parked"]).split(", ")) == {"ci", "update_workflow"}
    commit(project_git)
    assert update(project, components=["docs", "ci"])["updates"] == "none"
