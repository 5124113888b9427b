"""The command that follows the template: what it says and its exit codes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from admin.scripts import template as script

UpdaterDoes = Callable[[str], None]

SAY = "print(json.dumps({'update_available': %s, 'current_version': '1', 'latest_version': '2'}))"
MARKED = 'Path("notes.txt").write_text(">>>>>>> after\\n")'


@pytest.fixture(autouse=True)
def _in_the_project(
    project: Path, template: Path, monkeypatch: pytest.MonkeyPatch, updater_does: UpdaterDoes
) -> None:
    monkeypatch.setattr(script, "ROOT", project)
    updater_does(SAY % True)


@pytest.mark.parametrize(("newer", "code"), [(True, 1), (False, 0)])
def test_the_exit_code_says_if_the_project_is_behind(
    updater_does: UpdaterDoes, newer: bool, code: int
) -> None:
    updater_does(SAY % newer)

    assert script.main(["status"]) == code


@pytest.mark.parametrize("command", ["status", "changes", "update"])
def test_what_cannot_be_said_has_a_code_of_its_own(
    updater_does: UpdaterDoes, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    updater_does("sys.exit('no network')")

    assert script.main([command]) == 2
    assert "no network" in capsys.readouterr().err


def test_changes_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["changes"]) == 0
    assert capsys.readouterr().out == "- Make version 2\n"


def test_conflicts_have_a_code(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["conflicts"]) == 0

    (project / "notes.txt").write_text("<<<<<<< before\n", encoding="utf-8")

    assert script.main(["conflicts"]) == 1
    assert capsys.readouterr().out == "notes.txt: conflict markers\n"


@pytest.mark.parametrize(("change", "code"), [("", 0), (MARKED, 1), ("sys.exit(1)", 2)])
def test_an_update_says_what_to_do_next(
    updater_does: UpdaterDoes, change: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    updater_does(f"if asked: {SAY % True}\nelse: {change or 'pass'}")

    assert script.main(["update"]) == code
    assert ("git reset --hard" in capsys.readouterr().out) is (code != 2)


def test_without_a_newer_version_there_is_no_update(
    updater_does: UpdaterDoes, capsys: pytest.CaptureFixture[str]
) -> None:
    updater_does(SAY % False)

    assert script.main(["update"]) == 0
    assert "Up to date" in capsys.readouterr().out
