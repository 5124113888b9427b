"""Every gate of a generated project bites; that they are green is in `test_projects`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.environment import Checkout

Installed = Callable[..., Checkout]
Break = Callable[[Checkout], None]

ROW = re.compile(r"^(\w[\w-]*) +(passed|FAILED) ", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """A way to break a project and the gate that must say so.

    Attributes:
        name: What is wrong, for the test's id.
        gate: The gate that reports it.
        words: What its output must contain.
        harm: What breaks the project.
    """

    name: str
    gate: str
    words: str
    harm: Break


def verdicts(project: Checkout, *options: str) -> tuple[dict[str, bool], str]:
    """Run gates and return which of them passed, with everything that was printed."""
    command = ("uv", "run", "--frozen", "admin/scripts/check.py", *options)
    result = project.run(*command, check=False)
    found = {name: verdict == "passed" for name, verdict in ROW.findall(result.stdout)}
    assert found, result.stdout + result.stderr
    assert (result.returncode == 0) is all(found.values())
    return found, result.stdout


def module(path: str, text: str) -> Break:
    """Add a module to the package; `{package}` in its text is the package's name."""

    def harm(project: Checkout) -> None:
        package = project.plan["package"]
        write(project.path / "src" / package / path, text.replace("{package}", package))

    return harm


def write(path: Path, text: str) -> None:
    """Write a file and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def replace(path: str, old: str, new: str) -> Break:
    """Replace a piece of text that must be in a file."""

    def harm(project: Checkout) -> None:
        text = project.read(path)
        assert old in text
        write(project.path / path, text.replace(old, new, 1))

    return harm


def cycle(project: Checkout) -> None:
    """Let two modules import each other."""
    for here, there in (("first", "second"), ("second", "first")):
        text = (
            f'"""One half."""\n\nfrom {{package}}.config import {there}\n\n__all__ = ["{there}"]\n'
        )
        module(f"config/{here}.py", text)(project)


def byhand(project: Checkout) -> None:
    """Write a service that the template knows nothing of and let it import another one."""
    module("backend/byhand/__init__.py", '"""By hand."""\n')(project)
    module("backend/byhand/x.py", imports("app", "{package}.backend.training"))(project)


def branches(count: int) -> str:
    """A function of complexity `count` + 1."""
    tests = "".join(f"    if value == {n}:\n        total += value\n" for n in range(count))
    return (
        f'"""Branches."""\n\n\ndef total_of(value: int) -> int:\n    """Return a total."""\n'
        f"    total = 0\n{tests}    return total\n"
    )


def statements(name: str, count: int) -> str:
    """A sound function of many statements that no other resembles and that nobody calls."""
    body = "".join(f"    {name}_{n} = {name}_{n - 1} + {n}\n" for n in range(1, count - 1))
    return (
        f'"""Sums."""\n\n\ndef {name}({name}_0: int) -> int:  # noqa: PLR0915\n'
        f'    """Return a sum."""\n{body}    return {name}_{count - 2} + 1\n'
    )


def source_lines(project: Checkout) -> int:
    """How many lines of Python the project has."""
    return sum(project.read(name).count("\n") for name in project.files("**/*.py"))


def duplicates(project: Checkout) -> None:
    """Write the same block so often that more than 5 % of all lines are its copies."""
    for number in range(source_lines(project) * 6 // 100 // 200 + 2):
        module(f"config/copy{number}.py", statements("copied", 200))(project)


def uncovered(project: Checkout) -> None:
    """Add so many lines without a test that coverage falls below 95 %."""
    for number in range(source_lines(project) * 10 // 100 // 200 + 1):
        module(f"config/sums{number}.py", statements(f"sum{number}", 200))(project)


def folders(project: Checkout) -> None:
    """Add folders to the root until there are 13."""
    tracked = project.run("git", "ls-files").stdout.splitlines()
    tops = {name.split("/")[0] for name in tracked if "/" in name}
    for number in range(13 - len(tops)):
        write(project.path / f"folder{number}" / "note.txt", "")


def track_ignored(project: Checkout) -> None:
    """Track a file that .gitignore names."""
    write(project.path / "logs" / "run.log", "")
    project.run("git", "add", "--force", "logs/run.log")


def failing_test(tier: str) -> Break:
    """Add a test that fails to a tier."""

    def harm(project: Checkout) -> None:
        text = "def test_one() -> None:\n    assert sum([1]) == 2\n"
        write(project.path / f"tests/{tier}/test_broken.py", text)

    return harm


def long_module(project: Checkout) -> None:
    """Write a module of 301 lines."""
    text = f'"""Long."""\n\n{"".join(f"X{n} = {n}" + chr(10) for n in range(299))}'
    assert text.count("\n") == 301
    module("config/long.py", text)(project)


def imports(name: str, source: str) -> str:
    """A module that imports one name and passes it on, so that nothing but the import is wrong."""
    return f'"""Passed on."""\n\nfrom {source} import {name}\n\n__all__ = ["{name}"]\n'


FAST = [
    Case("unused import", "lint", "F401", module("config/x.py", '"""X."""\n\nimport os\n')),
    Case(
        "undocumented function",
        "lint",
        "D103",
        module("config/x.py", '"""X."""\n\n\ndef public() -> None:\n    return None\n'),
    ),
    Case("complexity 10", "lint", "C901", module("config/x.py", branches(9))),
    Case("bad format", "format", "config/x.py", module("config/x.py", '"""X."""\n\nX = (1)\n')),
    Case(
        "type error",
        "types",
        "Incompatible types in assignment",
        module("config/x.py", '"""X."""\n\nX: int = "one"\n'),
    ),
    Case(
        "layer violation",
        "imports",
        "shared.x -> ",
        module("shared/x.py", imports("application", "{package}.backend.common")),
    ),
    Case(
        "service imports service",
        "imports",
        "backend.datasets.x -> ",
        module("backend/datasets/x.py", imports("app", "{package}.backend.training")),
    ),
    Case("hand-written service imports service", "imports", "backend.byhand.x -> ", byhand),
    Case(
        "frontend imports service",
        "imports",
        "frontend.x -> ",
        module("frontend/x.py", imports("app", "{package}.backend.datasets")),
    ),
    Case(
        "SQL in routes",
        "imports",
        "backend.datasets.x -> sqlalchemy",
        module("backend/datasets/x.py", imports("select", "sqlalchemy")),
    ),
    Case("import cycle", "imports", "No cycles", cycle),
    Case(
        "unused dependency",
        "dependencies",
        "DEP002 'idna'",
        replace("pyproject.toml", "dependencies = [\n", 'dependencies = [\n    "idna",\n'),
    ),
    Case(
        "missing dependency",
        "dependencies",
        "DEP003 'idna'",
        module("config/x.py", imports("encode", "idna")),
    ),
    Case("duplication", "duplication", "too many duplicates", duplicates),
    Case("301 lines", "structure", "301 lines", long_module),
    Case("13 folders", "structure", "13 folders", folders),
    Case("tracked though ignored", "structure", "logs/run.log", track_ignored),
    Case(
        "conflict markers",
        "structure",
        "docs/notes.md: conflict markers",
        lambda project: write(project.path / "docs/notes.md", "<<<<<<< before updating\n"),
    ),
    Case(
        "catch-all module",
        "structure",
        "config/helpers.py",
        module("config/helpers.py", '"""Everything."""\n'),
    ),
]

SLOW = [
    Case("coverage", "unit", "Required test coverage", uncovered),
    Case("unit test", "unit", "test_broken.py", failing_test("unit")),
    Case("integration test", "integration", "test_broken.py", failing_test("integration")),
    Case("end-to-end test", "e2e", "test_broken.py", failing_test("e2e")),
    Case(
        "broken link",
        "docs",
        "page.md:3:8",
        lambda project: write(project.path / "docs" / "page.md", "# Page\n\n[gone](nowhere.md)\n"),
    ),
]


@pytest.mark.parametrize("case", FAST, ids=lambda case: case.name)
def test_exactly_one_fast_gate_reports(installed: Installed, case: Case) -> None:
    project = installed(preset="platform")
    case.harm(project)

    found, output = verdicts(project, "--fast")

    assert [name for name, passed in found.items() if not passed] == [case.gate], output
    assert case.words in output


@pytest.mark.parametrize("case", SLOW, ids=lambda case: case.name)
def test_the_slow_gate_reports(installed: Installed, case: Case) -> None:
    project = installed(components=["docs"])
    case.harm(project)

    found, output = verdicts(project, "--only", case.gate)

    assert found == {case.gate: False}, output
    assert case.words in output


def test_fix_mends_format_and_imports(installed: Installed) -> None:
    project = installed(preset="platform")
    module("config/x.py", '"""X."""\n\nimport os\nX = (1)\n')(project)

    found, output = verdicts(project, "--fix", "--only", "lint", "--only", "format")

    assert all(found.values()), output


@pytest.mark.parametrize("marker", ["<<<<<<< before updating", ">>>>>>> after updating"])
def test_conflict_markers_cannot_be_committed(installed: Installed, marker: str) -> None:
    project = installed(preset="platform")
    write(project.path / "notes.md", f"# Notes\n\n{marker}\n")
    project.run("git", "add", "notes.md")
    project.run("uv", "run", "--frozen", "prek", "install")

    result = project.run("git", "commit", "--message", "Notes", check=False)
    project.run("uv", "run", "--frozen", "prek", "uninstall")

    assert result.returncode != 0
    assert "notes.md" in result.stdout + result.stderr


def test_nothing_is_needed_before_the_first_commit(installed: Installed) -> None:
    project = installed(preset="library")
    (project.path / ".git").rename(project.path.parent / "git")

    try:
        found, _ = verdicts(project, "--only", "structure")
        printed = project.run("uv", "run", "--frozen", "admin/scripts/structure.py").stdout
    finally:
        (project.path.parent / "git").rename(project.path / ".git")

    assert found == {"structure": True}
    assert "no git repository yet" in printed


def test_tests_that_run_side_by_side_may_clear_the_same_folders(installed: Installed) -> None:
    project = installed(preset="library")
    words = "(rm_rf) error removing /tmp/garbage: Directory not empty"
    write(
        project.path / "tests/unit/test_clearing.py",
        f"import warnings\n\nimport pytest\n\n\ndef test_it() -> None:\n"
        f'    warnings.warn(pytest.PytestWarning("{words}"), stacklevel=1)\n',
    )
    project.run("uv", "run", "--frozen", "pytest", "tests/unit/test_clearing.py")
