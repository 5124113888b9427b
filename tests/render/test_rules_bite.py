"""A release that breaks a rule of docs/evolving.md is found by what judges updates."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support import history
from tests.support.history import FILES, MANAGE, OWNERSHIP, TAGS, edit, substitute
from tests.support.losses import Outcome, Work, judge, seeded_by, update
from tests.support.matrix import Matrix
from tests.support.paths import ROOT

BAD = "v102.0.0"
"""A release after those of the history."""


@dataclass(frozen=True)
class Rule:
    """A way to break a rule.

    Attributes:
        harm: What the release does.
        problem: What is found in a project that is updated to it.
        answers: What the update changes.
        start: The version that the project is made from.
    """

    harm: Callable[[Path], None]
    problem: str
    answers: dict[str, Any] = field(default_factory=dict)
    start: str = TAGS[0]


def settle_nothing(template: Path) -> None:
    edit(template, FILES, '{{ settled(plan, before) if operation == "update" }}', "")


def settle_while_comparing_only(template: Path) -> None:
    """Forget what people deleted."""
    edit(template, FILES, "if comparing or newer or not new", "if comparing")


def skip_nothing(template: Path) -> None:
    substitute(template, "copier.yml", r"^  - /README\.md\n", "")
    settle_nothing(template)


def list_nothing_gone(template: Path) -> None:
    substitute(template, "copier.yml", r"^    /src/\*/manage/failure\.py\n", "")


def hand_over_in_the_table_only(template: Path) -> None:
    substitute(template, "copier.yml", rf"^    /{history.BECAME_SEEDED}\n", "")


def hold_what_is_in_use_only(template: Path) -> None:
    edit(template, FILES, "held = plan.holds |", "held = plan.has |")


def render_by_chance(template: Path) -> None:
    path = template / "template/LICENSE.jinja"
    path.write_text("{{ range(10 ** 5) | random }}\n" + path.read_text())


def rename_without_default(template: Path) -> None:
    substitute(template, "copier.yml", r"\{\{ user_email \| default\('(.*)'\) \}\}", r"\1")


def tighten_a_validator(template: Path) -> None:
    edit(template, "copier.yml", "author_email | length > 200", "author_email.startswith('us@')")


def move_as_if_it_were_new(template: Path) -> None:
    row = f'"path": "/{history.MOVED_SEEDED[1]}"'
    edit(template, OWNERSHIP, row, f'{row}, "since": "102.0.0"')


def end_in_the_middle(template: Path) -> None:
    path = next((template / MANAGE).glob("commands.py*"))
    path.write_text(path.read_text() + "def broken(\n")


RULES = {
    "seeded files are excluded from updates": Rule(
        settle_nothing, "docs/architecture.md was deleted, and is back"
    ),
    "what people deleted is remembered": Rule(
        settle_while_comparing_only, "docs/architecture.md was deleted, and is back"
    ),
    "seeded files are skipped": Rule(skip_nothing, "README.md belongs to the project"),
    "what is moved is listed as gone": Rule(
        list_nothing_gone, "src/acme/manage/failure.py is gone, with what was written in it"
    ),
    "what is handed over is listed too": Rule(
        hand_over_in_the_table_only, ".editorconfig is gone, with what was written in it"
    ),
    "what a project holds is rendered": Rule(
        hold_what_is_in_use_only,
        "admin/deployment/docker/compose.yaml is gone",
        {"components": ["ci", history.NEEDED]},
    ),
    "nothing is left to chance": Rule(
        render_by_chance, "an update to the same version changes LICENSE"
    ),
    "a renamed question has the old answer as its default": Rule(
        rename_without_default, "the answer to user_email is gone: us@ours.example"
    ),
    "a validator accepts what it accepted": Rule(
        tighten_a_validator,
        "the answer to author_email is gone: us@ours.example",
        start=TAGS[2],
    ),
    "a seeded file that moves is not new": Rule(
        move_as_if_it_were_new, "docs/agents.md is written, though it is there as AGENTS.md"
    ),
    "everything parses": Rule(end_in_the_middle, "manage/commands.py does not parse"),
}


def outcome_of(rule: Rule, matrix: Matrix, folder: Path) -> Outcome:
    """Update a small project to a release that breaks a rule."""
    project = matrix.project("service", rule.start, folder / "project")
    repository = folder / "template"
    shutil.copytree(matrix.template(rule.start), repository)
    history.release(repository, BAD, [rule.harm])
    answers = project / ".copier-answers.yml"
    text = answers.read_text().replace(str(matrix.template(rule.start)), str(repository))
    answers.write_text(text)
    history.run(["git", "commit", "--quiet", "--all", "--message", "Follow a mirror"], project)
    work = Work.of(project)
    plan = update(project, BAD, **rule.answers)
    seeded = seeded_by(repository, rule.start)
    return judge(project, work, seeded, plan, rule.answers)


THRIFTY = ("seeded files are excluded from updates", "what is moved is listed as gone")


@pytest.mark.long
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in THRIFTY else pytest.mark.full) for name in RULES],
)
def test_a_broken_rule_is_found(name: str, matrix: Matrix, tmp_path: Path) -> None:
    rule = RULES[name]
    outcome = outcome_of(rule, matrix, tmp_path)
    assert [problem for problem in outcome.problems if rule.problem in problem], outcome.problems


def test_every_rule_stands_in_the_document() -> None:
    text = " ".join((ROOT / "docs/evolving.md").read_text(encoding="utf-8").split())
    assert [name for name in RULES if f"{name[0].upper()}{name[1:]}." not in text] == []
