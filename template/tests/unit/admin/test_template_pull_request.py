"""The pull request for an update, made with a local repository and a stand-in for gh."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from admin.scripts import template_pull_request as script
from admin.scripts.template_update import RefusedError, Update

Git = Callable[..., str]
UpdaterDoes = Callable[[str], None]

SAY = "print(json.dumps({'update_available': %s, 'current_version': '1', 'latest_version': '2'}))"
TAKE = """
path = next(Path().glob(".*-answers.yml"))
path.write_text(path.read_text().replace("v1", "v2"))
Path("new.txt").write_text("theirs\\n")
"""
GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
if [ "$1 $2" = "pr list" ]; then cat "$OPEN"; fi
"""
UV = """#!/bin/sh
echo 'unit          passed     1.0 s   unit tests pass'
echo 'lint          FAILED     1.0 s   no lint'
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Return what was asked of GitHub's command line."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, text in ("gh", GH), ("uv", UV):
        (tools / name).write_text(text, encoding="utf-8")
        (tools / name).chmod(0o755)
    (tmp_path / "calls").touch()
    (tmp_path / "open").touch()
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setenv("OPEN", str(tmp_path / "open"))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("VERSION", "v2")
    monkeypatch.setenv("GATES", "| `unit` | passed |")
    return lambda: (tmp_path / "calls").read_text(encoding="utf-8")


@pytest.fixture
def origin(tmp_path: Path, git: Git, template: Path) -> Path:
    folder = tmp_path / "origin.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(folder))
    git("remote", "add", "origin", str(folder))
    git("push", "--quiet", "origin", "main")
    return folder


def again(git: Git) -> None:
    git("switch", "--quiet", "main")


def test_a_trial_hands_over_the_version_and_the_gates(
    project: Path, origin: Path, calls: Callable[[], str], updater_does: UpdaterDoes, tmp_path: Path
) -> None:
    updater_does(f"if asked: {SAY % True}\nelse:\n" + TAKE.replace("\n", "\n    "))

    assert script.attempt(project) == 0

    output = (tmp_path / "output").read_text(encoding="utf-8")
    assert "\nv2\n" in output
    assert "| `lint` | FAILED |\n| `unit` | passed |" in output


def test_nothing_newer_hands_over_nothing(
    project: Path, origin: Path, calls: Callable[[], str], updater_does: UpdaterDoes, tmp_path: Path
) -> None:
    updater_does(SAY % False)

    assert script.attempt(project) == 0
    assert not (tmp_path / "output").exists()


def test_one_pull_request_is_opened_and_kept_up_to_date(
    project: Path,
    origin: Path,
    git: Git,
    calls: Callable[[], str],
    updater_does: UpdaterDoes,
    tmp_path: Path,
) -> None:
    updater_does(TAKE)
    script.propose(project)
    first = git("rev-parse", script.BRANCH, cwd=origin)
    assert "pr create --head template-update --title Update the template to v2" in calls()
    assert "new.txt" in git("ls-tree", "--name-only", first, cwd=origin)

    (tmp_path / "open").write_text("7\n", encoding="utf-8")
    again(git)
    script.propose(project)
    assert git("rev-parse", script.BRANCH, cwd=origin) == first
    assert "pr edit 7 --title" in calls()

    again(git)
    updater_does(TAKE + 'Path("newer.txt").write_text("")')
    script.propose(project)
    assert git("rev-parse", script.BRANCH, cwd=origin) != first
    assert calls().count("pr create") == 1


def test_work_of_people_on_the_branch_is_kept(
    project: Path, origin: Path, git: Git, calls: Callable[[], str], updater_does: UpdaterDoes
) -> None:
    updater_does(TAKE)
    script.propose(project)
    git("commit", "--quiet", "--allow-empty", "--message=Settle the conflicts")
    git("push", "--quiet", "origin", script.BRANCH)
    again(git)

    with pytest.raises(RefusedError, match="commits of people"):
        script.propose(project)


@pytest.mark.parametrize("allowed", ["true", "false"])
def test_workflows_are_changed_by_a_token_that_may_only(
    project: Path,
    origin: Path,
    git: Git,
    calls: Callable[[], str],
    updater_does: UpdaterDoes,
    monkeypatch: pytest.MonkeyPatch,
    allowed: str,
) -> None:
    monkeypatch.setenv("MAY_CHANGE_WORKFLOWS", allowed)
    updater_does(
        TAKE + f"Path('{script.WORKFLOWS}').mkdir(parents=True)\n"
        f"Path('{script.WORKFLOWS}/ci.yml').write_text('x')"
    )

    if allowed == "true":
        assert script.propose(project) == 0
    else:
        with pytest.raises(RefusedError, match="TEMPLATE_UPDATE_TOKEN"):
            script.propose(project)
    assert bool(git("branch", "--list", script.BRANCH, cwd=origin)) is (allowed == "true")


def test_a_version_that_is_an_option_is_refused(
    project: Path, calls: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERSION", "--help")

    with pytest.raises(RefusedError, match="is no version"):
        script.propose(project)


def test_the_template_mentions_nobody_and_closes_nothing() -> None:
    done = Update("v1", "v2", "Fixes #1 and GH-2, thanks @somebody", ["a.py: markers"], "abc")

    text = script.body(done, "| `unit` | passed |")

    assert not any(words in text for words in ("#1", "GH-2", "@somebody"))
    assert "From v1 to v2" in text
    assert "- a.py: markers" in text
    assert "| `unit` | passed |" in text


def test_a_long_list_of_changes_fits_into_a_pull_request() -> None:
    text = script.body(Update("v1", "v2", "x" * 70_000, [], "abc"), "")

    assert len(text) < 65_536
    assert "(shortened)" in text


def test_gates_that_could_not_run_are_not_called_green() -> None:
    assert script.gate_table("", "no lock file") == "They could not run: no lock file"
