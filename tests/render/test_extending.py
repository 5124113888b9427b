"""Whoever follows docs/extending.md has a template with more in it, as sound as it was."""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from copier import run_copy

from tests.support import history
from tests.support.environment import run
from tests.support.extending import ADDED, STATELESS, Grown, files_added, files_edited
from tests.support.losses import commit, present, update
from tests.support.paths import ROOT
from tests.support.rendering import Project, RefusedError, Renderer, render_once, stage_template
from tests.support.soundness import ANSWERS_FILE, problems_of, ruff_problems

TABLES = {
    "extensions/dependencies.jinja",
    "extensions/ownership.jinja",
    "extensions/tables.jinja",
}
BASE = "template/src/{{package}}/config/base.py.jinja"
SHARED = {
    "template/src/{{package}}/backend/common/application.py.jinja",
    BASE,
}
"""The files of every project that say something of the component."""
MADE_FROM_TABLES = {"copier.yml"}
"""What the page's command writes; its patterns may cover what was added already."""
CONFIGURED = {
    ANSWERS_FILE,
    ".coveragerc",
    "admin/scripts/check.py",
    "mypy.ini",
    "pytest.ini",
    "ruff.toml",
}
"""The files that name what is parked."""
LISTS_KINDS = "docs/contributing.md"

PROJECTS: dict[str, dict[str, Any]] = {
    "everything that the page adds": {"preset": "workbench"},
    "a service without a database": STATELESS,
    "a service that stores, and nothing else": {
        "parts": "counters:counter",
        "components": [],
        "database": "none",
    },
    "a library": {"parts": "geometry:geometry", "components": ["ci", "docs"], "database": "none"},
    "every kind and component": {
        "parts": "training:training, datasets:resource, exports:job, sums:module,"
        " conversions:converter, counters:counter, planes:geometry",
        "components": [
            *("auth", "jobs", "metrics", "tracing", "cli", "docker", "ci", "docs", "throttling"),
        ],
    },
    "the longest names": {
        "package": "the_extraordinarily_long_name_of_o",
        "parts": "extraordinarily_long:converter, unbelievably_longish:counter,"
        " incredibly_long_name:geometry",
        "components": ["cli", "metrics", "throttling"],
        "database": "none",
    },
    "the shortest names": {
        "package": "q",
        "parts": "c:converter, b:counter, g:geometry",
        "components": ["auth", "cli", "throttling"],
        "database": "none",
    },
}


@pytest.fixture(scope="session")
def grown(shared_path: Path) -> Grown:
    """The repository of an author who followed the page."""
    return Grown(shared_path)


def test_the_page_changes_tables_and_what_says_something_of_the_component(grown: Grown) -> None:
    edited = set(files_edited(grown.path))
    assert edited - MADE_FROM_TABLES == TABLES | SHARED
    assert all(name.startswith("template/") for name in files_added(grown.path))


@pytest.mark.parametrize("answers", PROJECTS.values(), ids=PROJECTS)
def test_projects_are_sound(grown: Grown, tmp_path: Path, answers: dict[str, Any]) -> None:
    assert problems_of(grown.render(tmp_path / "project", **answers)) == []


@pytest.mark.parametrize("preset", ["service", "platform", "library"])
def test_projects_without_it_are_as_before(
    grown: Grown, render: Renderer, tmp_path: Path, preset: str
) -> None:
    before = render(preset=preset).contents()
    after = grown.render(tmp_path / "project", preset=preset).contents()
    assert before.keys() == after.keys()
    differing = {name for name in before if before[name] != after[name]}
    assert differing <= {LISTS_KINDS, ANSWERS_FILE}


def test_a_service_without_a_database_has_no_trace_of_one(grown: Grown, tmp_path: Path) -> None:
    project = grown.render(tmp_path / "project", **STATELESS)
    # `database=None` keeps Hypothesis from remembering examples.
    words = re.compile(r"(?i)sqlalchemy|alembic|sqlite(?!3)|asyncpg|migrat|database(?!=None)")
    files = [name for name in project.files() if name != ANSWERS_FILE]
    assert [name for name in files if words.search(name)] == []
    assert [name for name in files if words.search(project.read(name))] == []
    (part,) = project.plan["each"]["part"]
    assert part["first"]["request"] in project.read("README.md")
    assert [process["name"] for process in project.plan["processes"]] == ["conversions"]


@pytest.mark.parametrize(
    ("parts", "components", "words"),
    [
        ("one:geometry, other:geometry", [], "'one' and 'other' would both be the folder shapes/"),
        ("shapes:module, one:geometry", [], "'shapes' is reserved"),
        ("one:geometry", ["throttling"], "throttling needs a service, such as "),
    ],
)
def test_what_does_not_go_together_is_refused_in_words(
    grown: Grown, tmp_path: Path, parts: str, components: list[str], words: str
) -> None:
    answers = {"parts": parts, "components": components, "database": "none"}
    with pytest.raises(RefusedError, match=re.escape(words)):
        grown.render(tmp_path / "project", **answers)


@pytest.fixture
def released(grown: Grown, render: Renderer, tmp_path: Path) -> Path:
    """The template before and after it was added to, as two releases."""
    template = stage_template(tmp_path / "groundplan", render.template)
    run(["git", "init", "--quiet", "--initial-branch=main"], template)
    history.release(template, "v1.0.0")
    run(["git", "rm", "-r", "--quiet", "."], template)
    shutil.copytree(stage_template(tmp_path / "next", grown.path), template, dirs_exist_ok=True)
    history.release(template, "v1.1.0")
    return template


def test_projects_that_are_there_take_it_and_let_go_of_it(released: Path, tmp_path: Path) -> None:
    path = tmp_path / "project"
    path.mkdir()
    run(["git", "init", "--quiet", "--initial-branch=main"], path)
    run_copy(str(released), path, vcs_ref="v1.0.0", defaults=True, quiet=True)
    commit(path, "Start")
    start = present(path)

    update(path, "v1.1.0")
    assert changed(start, present(path)) == {ANSWERS_FILE}
    commit(path, "Take the next version")
    before = present(path)

    few, more = ["auth", "ci"], ["auth", "ci", "throttling"]
    parts = "items:resource, conversions:converter, counters:counter, planes:geometry"
    plan = update(path, parts=parts, components=more)
    assert list(ruff_problems(Project(path, plan))) == []
    with_it = present(path)
    fresh = Project(
        tmp_path / "fresh",
        render_once(tmp_path / "next", tmp_path / "fresh", {"parts": parts, "components": more}),
    )
    assert set(fresh.files()) <= with_it.keys()
    commit(path, "Add")

    plan = update(path, parts="items:resource", components=few)
    assert list(ruff_problems(Project(path, plan))) == []
    parked = tuple(place[1:] for place in plan["parked"])
    assert present(path).keys() >= with_it.keys() - before.keys()
    speaking = {name for name, text in present(path).items() if "throttl" in text.lower()}
    assert {name for name in speaking if not name.startswith(parked)} <= CONFIGURED
    commit(path, "Drop")

    update(path, parts=parts, components=more)
    assert changed(with_it, present(path)) == set()


def changed(one: dict[str, str], other: dict[str, str]) -> set[str]:
    """The files that are not the same in both."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def test_the_page_of_owners_has_it(grown: Grown) -> None:
    owners = (grown.path / "docs/ownership.md").read_text()
    assert "`src/PACKAGE/shapes/`" in owners
    assert "`src/PACKAGE/backend/common/middleware/throttling.py`" in owners


@pytest.fixture(scope="session")
def collected(grown: Grown) -> str:
    """The names of the author's tests, but for those that follow the page."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", "full or not full"]
    others = [f"--ignore=tests/{layer}/test_extending.py" for layer in ("render", "run")]
    return run([*command, *others, "tests"], grown.path).stdout


@pytest.mark.parametrize("name", ADDED)
def test_tests_take_it_from_the_tables(collected: str, name: str) -> None:
    assert re.findall(rf"^tests/.*\[.*\b{name}\b.*\]$", collected, re.MULTILINE)


def without(name: str, pattern: str) -> Callable[[Path], None]:
    """Take what a pattern finds from a file of the author's repository, but for what it keeps."""

    def forget(repository: Path) -> None:
        file = repository / name
        text, count = re.subn(pattern, r"\g<kept>", file.read_text(), flags=re.MULTILINE)
        assert count
        file.write_text(text)

    return forget


def command_is_not_run(repository: Path) -> None:
    """Leave what is made from the tables as it was."""
    shutil.copy(ROOT / "docs/ownership.md", repository / "docs/ownership.md")


FORGOTTEN = {
    "the row of a file": (
        without("extensions/ownership.jinja", r"(?P<kept>)^.*/middleware/throttling\.py.*\n"),
        "test_presets.py::test_preset_is_sound[service]",
        "throttling.py speaks of throttling, which is off",
    ),
    "a condition": (
        without(BASE, r"^.*if plan\.has\.throttling.*\n(?P<kept>(?s:.*?))^.*endif.*\n"),
        "test_presets.py::test_preset_is_sound[service]",
        "config/base.py speaks of throttling, which is off",
    ),
    "the command": (
        command_is_not_run,
        "test_ownership.py::test_what_is_made_from_the_tables_is_current",
        "docs/ownership.md",
    ),
}


@pytest.mark.parametrize(
    "forgotten",
    [
        pytest.param(name, marks=pytest.mark.full if index else [])
        for index, name in enumerate(FORGOTTEN)
    ],
)
def test_who_forgets_something_is_told(grown: Grown, tmp_path: Path, forgotten: str) -> None:
    forget, test, words = FORGOTTEN[forgotten]
    repository = shutil.copytree(grown.path, tmp_path / "repository")
    forget(repository)
    command = [sys.executable, "-m", "pytest", "-q", f"tests/render/{test}"]
    result = run(command, repository, check=False)
    assert result.returncode == 1
    assert words in result.stdout
