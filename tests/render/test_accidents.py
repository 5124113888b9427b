"""Updates that go wrong: in a dirty tree, with conflicts, or cut off in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.environment import clean_environment, run
from tests.support.history import TAGS
from tests.support.losses import Work, git, judge, seeded_by, update
from tests.support.matrix import Matrix

COPIER = Path(sys.executable).with_name("copier")
PATIENCE_SECONDS = 120


@pytest.fixture
def project(matrix: Matrix, tmp_path: Path) -> Path:
    """A small project that its people have worked on."""
    return matrix.project("library", TAGS[0], tmp_path / "project")


def command(*arguments: str) -> list[str | Path]:
    return [COPIER, "update", "--defaults", *arguments]


def test_an_update_of_a_dirty_tree_is_refused_and_changes_nothing(project: Path) -> None:
    (project / "README.md").write_text("# Not committed yet\n")
    before = git(project, "status", "--porcelain"), git(project, "diff")
    result = run(command(), project, check=False)
    assert result.returncode != 0
    assert "commit or stash your local changes" in result.stderr
    assert (git(project, "status", "--porcelain"), git(project, "diff")) == before


def test_a_conflict_has_both_sides_and_git_knows_of_it(project: Path) -> None:
    result = run(command("--vcs-ref", TAGS[1]), project)
    assert '"both modified" files have conflicts to settle' in result.stderr
    text = (project / "ruff.toml").read_text()
    assert "<<<<<<< before updating\nmax-args = 11\n" in text
    assert "max-args = 9 # most of them are given by name\n>>>>>>> after updating\n" in text
    assert "UU ruff.toml" in git(project, "status", "--porcelain")


def cut_off(project: Path, is_there: Callable[[], bool]) -> None:
    """Start an update, and kill it as soon as it has done something."""
    process = subprocess.Popen(
        list(map(str, command("--vcs-ref", TAGS[2]))),
        cwd=project,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_there():
        assert process.poll() is None, "the update ended before it could be cut off"
        assert time.monotonic() < end
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups")
@pytest.mark.long
def test_an_update_that_is_cut_off_is_undone_by_git_and_can_be_repeated(
    matrix: Matrix, project: Path
) -> None:
    work = Work.of(project)
    secrets = project / ".env.local"
    secrets.write_text("ACME_OURS=secret\n")
    answers = (project / ".copier-answers.yml").read_bytes()
    points = [
        lambda: (project / ".copier-answers.yml").read_bytes() != answers,
        lambda: any(project.glob("*.rej")),
    ]
    for is_there in points:
        cut_off(project, is_there)
        assert git(project, "status", "--porcelain")
        git(project, "reset", "--quiet", "--hard")
        git(project, "clean", "--quiet", "--force", "-d")
        assert git(project, "status", "--porcelain") == ""
        assert secrets.read_text() == "ACME_OURS=secret\n"
    plan = update(project, TAGS[2])
    outcome = judge(project, work, seeded_by(matrix.template(TAGS[0]), TAGS[0]), plan)
    assert outcome.problems == []
    assert secrets.read_text() == "ACME_OURS=secret\n"
