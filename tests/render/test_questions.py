"""The questions: few, all with a default, all read, none that needs trust."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_copy

from tests.support.answers import PRESETS
from tests.support.environment import run
from tests.support.paths import ROOT
from tests.support.rendering import Answers, Renderer
from tests.support.soundness import ANSWERS_FILE

SETTINGS = {
    "_answers_file",
    "_envops",
    "_exclude",
    "_external_data",
    "_message_after_copy",
    "_message_after_update",
    "_message_before_copy",
    "_message_before_update",
    "_min_copier_version",
    "_preserve_symlinks",
    "_secret_questions",
    "_skip_if_exists",
    "_subdirectory",
    "_templates_suffix",
}
"""The settings that Copier knows and that never need trust."""

QUESTION_KEYS = {
    "type",
    "help",
    "choices",
    "multiselect",
    "default",
    "placeholder",
    "qmark",
    "multiline",
    "validator",
    "when",
    "ask",
}
IDENTITY = {"user_name", "user_email", "github_user"}
"""Names that Copier's user settings know."""


def _configuration() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))


CONFIGURATION = _configuration()
QUESTIONS = {name: body for name, body in CONFIGURATION.items() if not name.startswith("_")}
ANSWERABLE = [name for name, body in QUESTIONS.items() if body.get("when") is not False]


def test_settings_are_known_and_need_no_trust() -> None:
    assert {name for name in CONFIGURATION if name.startswith("_")} <= SETTINGS


def test_external_data_stays_inside_the_project() -> None:
    paths = CONFIGURATION.get("_external_data", {}).values()
    assert all(path == "{{ _copier_conf.answers_file }}" for path in paths)


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_has_known_keys_only(question: str) -> None:
    assert set(QUESTIONS[question]) <= QUESTION_KEYS


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_has_a_default(question: str) -> None:
    assert "default" in QUESTIONS[question]


@pytest.mark.parametrize("question", ANSWERABLE)
def test_question_says_what_it_asks(question: str) -> None:
    assert QUESTIONS[question]["help"].strip()


def test_identity_takes_the_names_of_user_settings() -> None:
    assert set(QUESTIONS) >= IDENTITY


def _asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, template: Path, first: str
) -> list[str]:
    """The questions put to somebody who picks a preset and then takes every default."""
    asked: list[str] = []

    def answer(questions: list[dict[str, Any]], answers: dict[str, Any]) -> dict[str, Any]:
        name = questions[0]["name"]
        if not questions[0]["when"](answers):
            return answers
        asked.append(name)
        return {name: first if name == "preset" else answers[name]}

    monkeypatch.setattr("copier._main.unsafe_prompt", answer)
    run_copy(str(template), tmp_path / "project", quiet=True)
    return asked


@pytest.mark.parametrize("preset", PRESETS)
def test_short_path_has_at_most_eight_prompts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, render: Renderer, preset: str
) -> None:
    asked = _asked(monkeypatch, tmp_path, render.template, preset)
    assert "preset" in asked
    assert len(asked) <= 8, asked
    made = (tmp_path / "project" / ANSWERS_FILE).read_text(encoding="utf-8")
    assert f"preset: {preset}\n" in made


CHANGES: dict[str, tuple[Answers, Answers]] = {
    "preset": ({}, {"preset": "library"}),
    "project_name": ({"package": "acme"}, {"package": "acme", "project_name": "Other"}),
    "description": ({}, {"description": "Something else."}),
    "user_name": ({}, {"user_name": "Somebody Else"}),
    "user_email": ({}, {"user_email": "somebody@example.org"}),
    "github_user": ({}, {"github_user": "somebody"}),
    "package": ({}, {"package": "other"}),
    "repository_url": ({}, {"repository_url": "https://git.example.org/acme"}),
    "license": ({}, {"license": "Apache-2.0"}),
    "python_min": ({}, {"python_min": "3.12"}),
    "services": ({}, {"services": "others:resource"}),
    "ports": ({}, {"ports": "items=9000"}),
    "components": ({}, {"components": ["ci"]}),
    "database": ({}, {"database": "none"}),
    "updates": ({}, {"updates": "none"}),
    "parked": ({"components": ["ci"]}, {"components": ["ci"], "parked": "auth"}),
}
"""For every question: answers before, and after answering it differently."""


def test_every_question_is_tried() -> None:
    assert sorted(CHANGES) == sorted(ANSWERABLE)


@pytest.mark.parametrize("question", CHANGES)
def test_question_changes_the_project(render: Renderer, question: str) -> None:
    before, after = (render(**answers).contents() for answers in CHANGES[question])
    del before[ANSWERS_FILE], after[ANSWERS_FILE]
    assert before != after


@pytest.mark.parametrize("component", ["auth", "metrics", "tracing", "cli", "docker", "ci", "docs"])
def test_component_changes_the_project(render: Renderer, component: str) -> None:
    without, with_it = (render(components=chosen).contents() for chosen in ([], [component]))
    del without[ANSWERS_FILE], with_it[ANSWERS_FILE]
    assert without != with_it


def test_answers_file_holds_the_answers_and_nothing_computed(render: Renderer) -> None:
    answers = yaml.safe_load(render(preset="platform").read(ANSWERS_FILE))
    assert {name for name in answers if not name.startswith("_")} == set(ANSWERABLE)


@pytest.fixture
def copier(tmp_path: Path) -> Callable[..., str]:
    """Run the real command line as a newcomer: no trust, no settings, no terminal."""

    def call(*arguments: str | Path) -> str:
        command = [Path(sys.executable).with_name("copier"), *arguments]
        result = run(command, tmp_path, env={"HOME": str(tmp_path)})
        return result.stdout + result.stderr

    return call


def test_command_line_needs_no_trust(
    copier: Callable[..., str], render: Renderer, tmp_path: Path
) -> None:
    printed = copier("copy", "--defaults", render.template, tmp_path / "project")
    assert "Acme is ready in" in printed
    assert (tmp_path / "project" / "pyproject.toml").is_file()
