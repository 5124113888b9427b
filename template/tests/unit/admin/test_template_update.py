"""An update of the project: what is refused, what it leaves, and the way back."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from admin.scripts import template_update as script
from admin.scripts.template_update import RefusedError

Git = Callable[..., str]
UpdaterDoes = Callable[[str], None]

WRITE = """
path = Path(".copier-answers.yml")
path.write_text(path.read_text().replace("v1", "v2"))
Path("new.txt").write_text("theirs\\n")
"""
CONFLICT = 'Path("notes.txt").write_text("<<<<<<< before\\nours\\n=======\\n>>>>>>> after\\n")\n'


def test_an_update_says_what_it_did(
    project: Path, template: Path, updater_does: UpdaterDoes
) -> None:
    updater_does(WRITE)

    done = script.update(project)

    assert (done.old, done.new, done.conflicts) == ("v1", "v2", [])
    assert done.changes == "- Make version 2"


def test_conflicts_are_listed(project: Path, template: Path, updater_does: UpdaterDoes) -> None:
    updater_does(WRITE + CONFLICT)

    assert script.update(project).conflicts == ["notes.txt: conflict markers"]


def test_rejected_and_unmerged_files_are_conflicts(project: Path, git: Git) -> None:
    git("switch", "--quiet", "--create=theirs")
    (project / "notes.txt").write_text("theirs\n", encoding="utf-8")
    git("commit", "--quiet", "--all", "--message=Theirs")
    git("switch", "--quiet", "main")
    git("rm", "--quiet", "notes.txt")
    git("commit", "--quiet", "--message=Ours")
    (project / "file.py.rej").write_text("", encoding="utf-8")

    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "theirs")

    assert script.conflicts(project) == [
        "notes.txt: unmerged; `git add` it",
        "file.py.rej: rejected changes",
    ]


def test_uncommitted_work_is_not_mixed_with_an_update(
    project: Path, git: Git, updater_does: UpdaterDoes
) -> None:
    updater_does(WRITE)
    for number in range(12):
        (project / f"work{number}.txt").write_text("", encoding="utf-8")

    with pytest.raises(RefusedError, match=r"not committed[\s\S]*work0.txt[\s\S]*and 2 more"):
        script.update(project)

    assert not (project / "new.txt").exists()


def test_an_update_starts_from_a_commit(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="git init"):
        script.update(tmp_path)


def test_an_update_that_did_not_begin_leaves_nothing(
    project: Path, git: Git, updater_does: UpdaterDoes
) -> None:
    updater_does("sys.exit(1)")

    for _ in range(2):
        with pytest.raises(RefusedError, match="did not take place"):
            script.update(project)


def test_the_way_back_from_an_interrupted_update(
    project: Path, git: Git, updater_does: UpdaterDoes
) -> None:
    updater_does(WRITE + CONFLICT + "sys.exit(1)")
    with pytest.raises(RefusedError) as first:
        script.update(project)
    with pytest.raises(RefusedError) as again:
        script.update(project)

    assert str(again.value) == str(first.value)
    for line in str(first.value).splitlines():
        if line.startswith("    git "):
            git(*line.split()[1:])

    assert git("status", "--porcelain") == ""
    assert (project / "notes.txt").read_text(encoding="utf-8") == "ours\n"
    assert not (project / "new.txt").exists()


def test_changes_that_cannot_be_read_do_not_stop_an_update(
    project: Path, git: Git, updater_does: UpdaterDoes
) -> None:
    updater_does(WRITE)

    done = script.update(project, "v2")

    assert done.new == "v2"
    assert "cannot be said what changed" in done.changes
