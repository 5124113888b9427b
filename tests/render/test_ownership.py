"""Seeded files belong to the project's people: no update changes, restores or removes one."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import VcsRef, run_copy, run_update
from pathspec import PathSpec

from tests.support.answers import (
    COMPONENTS,
    KINDS,
    PARTS,
    PRESETS,
    answers_of,
    features_of,
    fewest_rows,
    fits,
    needed_by,
    parts_of,
    possible_rows,
    typed,
    usual,
)
from tests.support.environment import run
from tests.support.generate import found_here, generated
from tests.support.macros import FILES, TABLE, TABLES
from tests.support.owners import owner_of, row_of
from tests.support.paths import ROOT
from tests.support.places import covers, paths_here
from tests.support.rendering import Project, Renderer
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
    update(project, parts="training:training", components=components)
    assert_kept(project)
    assert "datasets" not in (project / "src/acme/config/services.py").read_text()
    commit(project_git)
    parts = "training:training, datasets:resource, exports:job"
    update(project, parts=parts, components=[*components, "cli", "docs"])
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
    update(project, parts="training:training", components=COMPONENTS_OFF, database="none")


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
    for pattern in ("*access.py", "test_provided_tokens.py"):
        found = sorted(map(str, project.glob(f"**/backend/common/{pattern}")))
        project_git("rm", "-q", *found)
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
    assert plan["has"] == plan["holds"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"package": "other"}, 'The package is called "acme"'),
        ({"parts": "datasets:job, training:training"}, "is a part of kind resource"),
        ({"parts": "training:training, sets:resource"}, "looks like a new name for it"),
        ({"parked": "auth"}, "What is parked follows from what is switched off"),
    ],
)
def test_what_would_lose_something_is_refused(
    project: Path, answers: dict[str, str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        update(project, **answers)


def test_an_added_part_brings_the_component_it_needs(released: Path, tmp_path: Path) -> None:
    project = tmp_path / "small"
    run_copy(str(released), project, data={"components": ["ci"]}, defaults=True, quiet=True)
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=Start"]):
        run(["git", *words], project)
    update(project, parts="items:resource, exports:job")
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text())
    assert answers["components"] == ["jobs", "ci"]
    assert answers["ports"] == "items=28680, exports=28681"


ROWS = possible_rows()


def _alone() -> list[dict[str, Any]]:
    """The least that brings each kind, each component and each pair of components."""
    answers: list[dict[str, Any]] = []
    least = {**{kind: [usual(kind)] for kind in KINDS}, "none": []}
    for parts in least.values():
        features, needed = features_of(parts), needed_by(parts)
        fitting = [name for name in COMPONENTS if fits(TABLES.components[name], features)]
        wanted = [(), *itertools.combinations(fitting, 1), *itertools.combinations(fitting, 2)]
        sets = {frozenset(needed | set(each)) for each in wanted}
        answers += [
            {
                "parts": typed(parts),
                "components": sorted(each),
                "database": "none",
                "updates": "none",
            }
            for each in sorted(sets, key=sorted)
        ]
    return answers


def assert_there_for_what_the_table_says(project: Project) -> None:
    """Each file has an owner, and is there when, and only when, all is that its row asks for."""
    holds = {name for name, there in project.plan["holds"].items() if there}
    there = set()
    for name in project.files():
        row = row_of(name, project.plan)
        assert row, f"{name} has no owner"
        there.add(row["path"])
    of_no_part = {path for path in ROWS_WITH_FILES if "PART" not in path}
    expected = {row["path"] for row in TABLE.rows if set(row["of"]) <= holds}
    assert there & of_no_part == expected & of_no_part
    assert there <= expected


def _rows_with_files() -> set[str]:
    """The rows that count for some file of the template."""
    fitting = (
        [row["path"] for row in TABLE.rows if covers(row["path"], path)] for path in paths_here()
    )
    return {max(paths, key=len) for paths in fitting}


ROWS_WITH_FILES = _rows_with_files()


def test_every_row_is_of_some_file() -> None:
    rows = {row["path"] for row in TABLE.rows if "owner" in row}
    assert {path for path in rows - ROWS_WITH_FILES if not path.endswith("/")} == set()


@pytest.mark.full
@pytest.mark.parametrize("answers", _alone(), ids=str)
def test_files_are_there_for_what_the_table_says(answers: dict[str, Any], render: Renderer) -> None:
    assert_there_for_what_the_table_says(render(**answers))


def test_files_of_few_projects_are_there_for_what_the_table_says(render: Renderer) -> None:
    for index in fewest_rows(ROWS):
        assert_there_for_what_the_table_says(render(**answers_of(ROWS[index])))


@pytest.mark.parametrize("preset", PRESETS)
def test_the_settings_skip_what_the_table_calls_seeded(preset: str, render: Renderer) -> None:
    """In a project with a part of every kind too; see `generate` for how patterns are found."""
    skipped = PathSpec.from_lines("gitignore", found_here())
    every = next(row for row in ROWS if row["parts"] == "longest and shortest of each")
    for answers in ({"preset": preset}, answers_of(every)):
        project = render(**answers)
        seeded = {name for name in project.files() if owner_of(name, project.plan) == "seeded"}
        assert {name for name in project.files() if skipped.match_file(name)} == seeded


def test_what_is_made_from_the_tables_is_current() -> None:
    """`uv run python -m tests.support.generate` writes it anew."""
    for name, text in generated(ROOT).items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, name


def test_the_settings_leave_alone_what_the_table_says_earlier_versions_managed() -> None:
    """As plain text: Copier renders it with the macros of the version that a project comes from."""
    patterns = yaml.safe_load((ROOT / "copier.yml").read_text())["_exclude"][1].splitlines()
    handed_over = [row["path"] for row in TABLE.rows if "managed_until" in row]
    gone = [row["path"] for row in TABLE.gone]
    assert [line.strip() for line in patterns[1:-1]] == [
        FILES.located(path) for path in (*gone, *handed_over)
    ]
    assert set(gone).isdisjoint(row["path"] for row in TABLE.rows)


def _parked() -> dict[str, dict[str, object]]:
    """Answers of projects with something parked: each component, each kind, and everything."""
    every = typed(map(usual, KINDS))
    needed = needed_by(parts_of(every))
    cases: dict[str, dict[str, object]] = {
        name: {
            "parts": every,
            "components": [other for other in COMPONENTS if other != name],
            "parked": name,
        }
        for name in COMPONENTS
        if name not in needed
    }
    for kind in KINDS:
        rest = [usual(other) for other in KINDS if other != kind]
        used = needed_by(rest)
        off = sorted(needed - used)
        components = [name for name in COMPONENTS if name not in off]
        parked = ", ".join([*off, typed([usual(kind)])])
        cases[kind] = {"parts": typed(rest), "components": components, "parked": parked}
    names = [*COMPONENTS, *(row["name"] for row in TABLES.databases.values() if "name" in row)]
    cases["everything"] = {
        "parts": "",
        "components": [],
        "database": "none",
        "parked": ", ".join([*names, PARTS["longest and shortest of each"]]),
    }
    return cases


PARKED = _parked()
FEW_PARKED = {next(iter(PARKED)), KINDS[0], KINDS[-1], "everything"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in FEW_PARKED else pytest.mark.full) for name in PARKED],
)
def test_a_project_with_something_parked_is_sound(name: str, render: Renderer) -> None:
    """Without its seeded files, which are as people made them, so some folders are empty."""
    problems = problems_of(render(preset="platform", updates="none", **PARKED[name]))
    bare = ("is an empty folder", "is a package without modules")
    assert [each for each in problems if not each.endswith(bare)] == []
