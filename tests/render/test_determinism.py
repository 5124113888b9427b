"""The same answers give the same project: now, later, elsewhere, and at an update."""

from collections.abc import Callable
from pathlib import Path

import pytest
from copier import VcsRef, run_copy, run_update
from pytest_copie.plugin import Copie

from tests.support.answers import PRESETS
from tests.support.environment import run
from tests.support.rendering import Renderer, render_once
from tests.support.soundness import ANSWERS_FILE


def _without_origin(contents: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in contents.items() if name != ANSWERS_FILE}


@pytest.mark.parametrize("preset", PRESETS)
def test_folder_does_not_matter(render: Renderer, tmp_path: Path, preset: str) -> None:
    first = render(preset=preset)
    render_once(render.template, tmp_path / "An other földer", {"preset": preset})
    second = type(first)(tmp_path / "An other földer", first.plan)
    assert first.contents() == second.contents()


@pytest.mark.parametrize("preset", PRESETS)
def test_pytest_copie_makes_the_same(render: Renderer, copie: Copie, preset: str) -> None:
    result = copie.copy(extra_answers={"preset": preset}, template_dir=render.template)
    assert result.exception is None
    assert result.project_dir is not None
    made = type(render(preset=preset))(result.project_dir, {})
    assert made.contents() == render(preset=preset).contents()


@pytest.mark.parametrize("preset", ["library", "platform"])
def test_update_of_an_untouched_project_changes_nothing(
    released: Path, tmp_path: Path, project_git: Callable[..., str], preset: str
) -> None:
    project = tmp_path / "project"
    run_copy(str(released), project, data={"preset": preset}, defaults=True, quiet=True)
    project_git("init", "--quiet", "--initial-branch=main")
    project_git("add", "--all")
    project_git("commit", "--quiet", "--no-verify", "--message", "Start")
    run_update(project, vcs_ref=VcsRef.CURRENT, defaults=True, overwrite=True, quiet=True)
    assert project_git("status", "--porcelain", "--ignored") == ""


def test_update_through_pytest_copie_takes_another_answer(released: Path, copie: Copie) -> None:
    first = copie.copy(template_dir=released, vcs_ref="v1.0.0")
    assert first.project_dir is not None
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qnm", "Start"]):
        run(["git", *arguments], first.project_dir)
    second = copie.update(first, {"description": "Told at the update."}, vcs_ref="v1.0.0")
    assert second.exception is None
    status = run(["git", "status", "--porcelain"], first.project_dir).stdout
    assert ".rej" not in status
    assert "<<<<<<<" not in (first.project_dir / "pyproject.toml").read_text(encoding="utf-8")
