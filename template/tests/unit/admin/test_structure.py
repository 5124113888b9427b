"""The structure of a project: what is refused and what is not."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from admin.scripts import structure

Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, text: str = "") -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return write_file


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


@pytest.mark.parametrize(("lines", "refused"), [(300, False), (301, True)])
def test_a_module_has_at_most_300_lines(
    tmp_path: Path, write: Write, lines: int, refused: bool
) -> None:
    write("src/acme/long.py", "x = 1\n" * lines)

    assert any("long.py" in problem for problem in structure.problems(tmp_path)) is refused


def test_a_module_is_named_after_its_topic(tmp_path: Path, write: Write) -> None:
    write("src/acme/utils/clock.py", "")
    write("src/acme/utils/helpers.py", "")

    assert len(structure.problems(tmp_path)) == 1


@pytest.mark.parametrize("repository", [False, True])
@pytest.mark.parametrize(("folders", "refused"), [(12, False), (13, True)])
def test_the_root_has_at_most_12_folders(
    tmp_path: Path, write: Write, repository: bool, folders: int, refused: bool
) -> None:
    if repository:
        git(tmp_path, "init")
    write(".gitignore", "/cache/\n")
    write("cache/ignored.txt", "")
    for number in range(folders):
        write(f"folder{number}/file.txt", "")

    assert bool(structure.problems(tmp_path)) is refused


def test_what_is_ignored_is_not_tracked(tmp_path: Path, write: Write) -> None:
    git(tmp_path, "init")
    write(".gitignore", "*.log\n")
    write("run.log", "")
    assert structure.problems(tmp_path) == []

    git(tmp_path, "add", "--force", "run.log")

    (problem,) = structure.problems(tmp_path)
    assert problem.startswith("run.log: tracked though ignored by .gitignore:1:*.log")
    assert "--cached" not in problem


@pytest.mark.parametrize("marker", ["<<<<<<< before updating", ">>>>>>> after updating"])
def test_conflicts_are_resolved(tmp_path: Path, write: Write, marker: str) -> None:
    write("notes.md", "Title\n=======\n")
    assert structure.problems(tmp_path) == []

    write("notes.md", f"{marker}\n")

    assert structure.problems(tmp_path) == ["notes.md: conflict markers"]


def test_no_rejected_change_is_left(tmp_path: Path, write: Write) -> None:
    write("notes.md.rej", "")

    assert structure.problems(tmp_path) == ["notes.md.rej: rejected changes"]


def test_problems_are_the_same_whatever_git_is_configured_to_show(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a/notes.md", ">>>>>>> after updating\n")
    write(".gitconfig", "[color]\n\tui = always\n[grep]\n\tfullName = true\n")
    git(tmp_path, "init")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))

    assert structure.problems(tmp_path / "a") == ["notes.md: conflict markers"]
