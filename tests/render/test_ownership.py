"""Seeded files belong to the project's people: no update changes, restores or removes one."""

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from copier import VcsRef, run_copy, run_update

from tests.support.answers import answers_of, possible_rows
from tests.support.environment import run
from tests.support.macros import OWNERSHIP
from tests.support.owners import rows_of
from tests.support.ownership_page import PAGE, page
from tests.support.paths import ROOT
from tests.support.rendering import Renderer
from tests.support.soundness import problems_of

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
    assert_kept(project)
    for name in ("backend/exports/routes.py", "frontend/cli/commands/exports.py"):
        assert (project / "src/acme" / name).exists(), name
    assert (project / "docs/index.md").exists()


COMPONENTS_OFF = ["jobs"]
EDITED_OF_COMPONENTS = (
    "src/acme/shared/auth/guards.py",
    "src/acme/frontend/cli/client.py",
    "src/acme/shared/database/session.py",
    "admin/deployment/docker/compose.yaml",
    ".github/workflows/ci.yml",
    "tests/unit/shared/observability/test_tracing.py",
)
"""Managed files of components, or of what only the dropped service needs."""


def switch_off(project: Path) -> None:
    update(project, services="training:training", components=COMPONENTS_OFF, database="none")


def test_files_of_what_is_switched_off_stay_with_what_was_changed_in_them(
    project: Path, project_git: Callable[..., str]
) -> None:
    for name in EDITED_OF_COMPONENTS:
        with (project / name).open("a") as file:
            file.write("\n# Changed right in it.\n")
    commit(project_git)
    before = {path for path in project_git("ls-files").splitlines() if (project / path).exists()}
    switch_off(project)
    for name in EDITED_OF_COMPONENTS:
        assert "# Changed right in it." in (project / name).read_text(), name
    assert {path for path in before if not (project / path).exists()} == set()


def test_what_is_parked_goes_when_its_people_remove_it(
    project: Path, project_git: Callable[..., str]
) -> None:
    switch_off(project)
    commit(project_git)
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text())
    assert "datasets:resource" in answers["parked"]
    assert "auth" in answers["parked"]
    project_git("rm", "-rq", "src/acme/shared/auth", "src/acme/manage/tokens.py")
    project_git("rm", "-rq", "tests/unit/manage/test_tokens.py", "tests/unit/shared/auth")
    project_git("rm", "-rq", "src/acme/shared/jobs/ownership.py")
    project_git("rm", "-rq", "tests/unit/shared/jobs/test_ownership.py")
    project_git("rm", "-q", *sorted(map(str, project.glob("**/backend/common/*access.py"))))
    project_git("rm", "-rq", *sorted(map(str, project.glob("**/*create_secrets.py"))))
    commit(project_git)
    run_update(project, vcs_ref=VcsRef.CURRENT, defaults=True, overwrite=True, quiet=True)
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text())
    assert "auth" not in answers["parked"]
    assert "datasets:resource" in answers["parked"]
    assert "shared.auth" not in (project / "mypy.ini").read_text()


def test_nothing_is_parked_in_a_new_project(render: Renderer) -> None:
    plan = render(preset="platform").plan
    assert plan["parked"] == []
    both = plan["has"].keys() & plan["holds"].keys()
    assert {name: plan["has"][name] for name in both} == {
        name: plan["holds"][name] for name in both
    }


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"package": "other"}, 'The package is called "acme"'),
        ({"services": "datasets:jobs, training:training"}, "is a service of kind resource"),
        ({"services": "training:training, sets:resource"}, "looks like a new name for it"),
        ({"parked": "auth"}, "What is parked follows from what is switched off"),
    ],
)
def test_what_would_lose_something_is_refused(
    project: Path, answers: dict[str, str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        update(project, **answers)


def test_an_added_service_brings_the_component_it_needs(released: Path, tmp_path: Path) -> None:
    project = tmp_path / "small"
    run_copy(str(released), project, data={"components": ["ci"]}, defaults=True, quiet=True)
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=Start"]):
        run(["git", *words], project)
    update(project, services="items:resource, exports:jobs")
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text())
    assert answers["components"] == ["jobs", "ci"]
    assert answers["ports"] == "items=45680, exports=45681"


ROWS = possible_rows()


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_every_file_has_an_owner_and_is_there_for_what_the_table_says(
    row: dict[str, object], render: Renderer
) -> None:
    project = render(**answers_of(row))
    holds = {name for name, there in project.plan["holds"].items() if there}
    for name in project.files():
        rows = rows_of(name, project.plan)
        assert rows, f"{name} has no owner"
        assert set(rows[-1].get("of", [])) <= holds, name


def test_every_row_is_of_some_file_and_of_nothing_else(render: Renderer) -> None:
    """Together with the test above: a row's `of` is exactly what brings its files."""
    seen: dict[str, set[str]] = {}
    few = [["cli"], ["metrics"], ["docker"], ["auth"], ["auth", "docker"]]
    alone = [
        {"services": services, "components": [*needs, *components], "database": "none"}
        for services, needs in (("items:resource", []), ("exports:jobs", ["jobs"]))
        for components in few
    ]
    alone.append({"services": "", "components": ["cli"]})
    for answers in [*map(answers_of, ROWS), *alone]:
        project = render(**answers)
        holds = {name for name, there in project.plan["holds"].items() if there}
        for name in project.files():
            path = rows_of(name, project.plan)[-1]["path"]
            seen[path] = seen.get(path, holds) & holds
    table = {row["path"]: row for row in OWNERSHIP.files}
    assert set(table) == set(seen)
    implied = {"auth": {"services", "secrets"}, "resource": {"services"}}
    implied |= {name: {"services", "jobs", "queued"} for name in ["jobs", "queued"]}
    implied["update_workflow"] = {"ci"}
    implied |= {key: {"services"} for key in ["metrics", "tracing", "docker", "secrets"]}
    for path, row in table.items():
        of = set(row.get("of", [])) | ({"services"} if "SERVICE" in path else set())
        assert seen[path] == of.union(*(implied.get(name, set()) for name in of)), path


def test_the_settings_skip_what_the_table_calls_seeded() -> None:
    settings = yaml.safe_load((ROOT / "copier.yml").read_text())
    seeded = [row["path"] for row in OWNERSHIP.files if row["owner"] == "seeded"]
    patterns = [OWNERSHIP.located(path) for path in seeded]
    others = [row["path"] for row in OWNERSHIP.files if row["owner"] != "seeded"]
    for path in (OWNERSHIP.located(path) for path in others):
        if any(
            fnmatch(path, f"{pattern}*" if pattern[-1] == "/" else pattern) for pattern in patterns
        ):
            patterns.append(f"!{path}")
    *skipped, in_a_first_copy = settings["_skip_if_exists"]
    assert skipped == patterns
    assert "'*' if" in in_a_first_copy


def test_the_page_is_made_from_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page().rstrip() + "\n"


def test_the_settings_leave_alone_what_the_table_says_earlier_versions_managed() -> None:
    """As plain text: Copier renders it with the macros of the version that a project comes from."""
    patterns = yaml.safe_load((ROOT / "copier.yml").read_text())["_exclude"][1].splitlines()
    handed_over = [row["path"] for row in OWNERSHIP.files if "managed_until" in row]
    gone = [row["path"] for row in OWNERSHIP.gone]
    assert [line.strip() for line in patterns[1:-1]] == [
        OWNERSHIP.located(path) for path in (*gone, *handed_over)
    ]
    assert set(gone).isdisjoint(row["path"] for row in OWNERSHIP.files)


LONG = (
    "training:training, datasets:resource, extraordinarily_long:resource, incredibly_long_name:jobs"
)
PARKED = {
    "one file": {"components": ["auth", "jobs", "metrics", "cli"], "parked": "tracing"},
    "a folder": {"components": ["jobs", "metrics", "tracing", "cli"], "parked": "auth"},
    "a service": {"services": "training:training", "parked": "datasets:resource"},
    "jobs": {
        "services": "datasets:resource",
        "components": ["auth", "cli", "docker"],
        "parked": "jobs, metrics, tracing, training:training",
    },
    "everything": {
        "services": "",
        "components": [],
        "database": "none",
        "parked": f"auth, jobs, metrics, tracing, cli, docker, ci, docs, postgresql, {LONG}",
    },
}


@pytest.mark.parametrize("answers", PARKED.values(), ids=PARKED)
def test_a_project_with_something_parked_is_sound(
    answers: dict[str, object], render: Renderer
) -> None:
    """Without its seeded files, which are as people made them, so some folders are empty."""
    problems = problems_of(render(preset="platform", **answers))
    assert [each for each in problems if not each.endswith("is an empty folder")] == []
