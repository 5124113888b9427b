"""The questions: few, all with a default, all read, none that needs trust."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from copier import run_copy

from tests.support.answers import COMPONENTS, KINDS, PRESETS, needed_by, typed, usual
from tests.support.environment import run
from tests.support.macros import PARTS, TABLES, read
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


def test_questions_have_known_keys_only() -> None:
    others = {name: set(body) - QUESTION_KEYS for name, body in QUESTIONS.items()}
    assert {name: keys for name, keys in others.items() if keys} == {}


def test_questions_have_a_default() -> None:
    assert [name for name, body in QUESTIONS.items() if "default" not in body] == []


def test_questions_say_what_they_ask() -> None:
    assert [name for name in ANSWERABLE if not QUESTIONS[name]["help"].strip()] == []


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


HOSTS = [name for name, row in TABLES.code_hosts.items() if row["files"]]
CHANGES: dict[str, tuple[Answers, Answers]] = {
    "preset": ({"preset": PRESETS[0]}, {"preset": PRESETS[-1]}),
    "project_name": ({"package": "acme"}, {"package": "acme", "project_name": "Other"}),
    "description": ({}, {"description": "Something else."}),
    "user_name": ({}, {"user_name": "Somebody Else"}),
    "user_email": ({}, {"user_email": "somebody@example.org"}),
    "code_host": ({"code_host": HOSTS[0]}, {"code_host": HOSTS[-1]}),
    "github_user": ({}, {"github_user": "somebody"}),
    "package": ({}, {"package": "other"}),
    "repository_url": ({}, {"repository_url": "https://git.example.org/acme"}),
    "license": ({}, {"license": list(TABLES.licenses)[-1]}),
    "python_min": ({}, {"python_min": TABLES.pythons[-1]}),
    "parts": ({}, {"parts": "others:resource"}),
    "ports": ({}, {"ports": "items=9000"}),
    "components": ({}, {"components": ["ci"]}),
    "database": ({}, {"database": "none"}),
    "updates": ({}, {"updates": "none"}),
    "parked": ({"components": ["ci"]}, {"components": ["ci"], "parked": "auth"}),
}
"""For every question: answers, and the same ones with another answer to it."""
SETTLED = set() if len(HOSTS) > 1 else {"code_host"}
"""Questions that have but one answer which is not refused."""


def test_every_question_is_tried() -> None:
    assert sorted(CHANGES) == sorted(ANSWERABLE)


def test_every_question_changes_the_project(render: Renderer) -> None:
    idle = {name for name, pair in CHANGES.items() if not _differ(render, *pair)}
    assert idle == SETTLED


def _differ(render: Renderer, before: Answers, after: Answers) -> bool:
    """Whether two sets of answers make projects that differ in more than their answers."""
    one, other = (render(**answers).contents() for answers in (before, after))
    del one[ANSWERS_FILE], other[ANSWERS_FILE]
    return one != other


def test_every_component_changes_the_project(render: Renderer) -> None:
    """Taken by itself, where the project can do without it."""
    tried, idle = [], []
    for name, row in TABLES.components.items():
        kinds = read(PARTS.kinds_with, row.get("requires", "part"))
        parts = [usual(kind) for kind in kinds if name not in needed_by([usual(kind)])][:1]
        if parts:
            chosen = sorted(needed_by(parts))
            answers = {"parts": typed(parts), "database": "none", "updates": "none"}
            without, with_it = (
                {**answers, "components": each} for each in (chosen, [*chosen, name])
            )
            tried.append(name)
            idle += [] if _differ(render, without, with_it) else [name]
    assert idle == []
    assert set(COMPONENTS) - set(tried) <= needed_by(usual(kind) for kind in KINDS)


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
