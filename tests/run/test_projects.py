"""Projects pass their own gates, in environments as their people would make them."""

from collections.abc import Callable

import pytest

from tests.support.answers import (
    COMPONENTS,
    KINDS,
    NAMES,
    PARTS,
    PRESETS,
    features_of,
    fits,
    needed_by,
    parts_of,
    several,
    typed,
    usual,
)
from tests.support.environment import Checkout
from tests.support.macros import TABLES
from tests.support.rendering import Answers

Installed = Callable[..., Checkout]

WIDEST = {"preset": "platform", "parts": PARTS["longest and shortest of each"]}
LEAST = {"database": "none", "updates": "none"}


def _needed(parts: str) -> list[str]:
    """The components that parts cannot do without."""
    return sorted(needed_by(parts_of(parts)))


def _only(kind: str) -> Answers:
    """A part of one kind, and nothing else."""
    parts = typed([usual(kind)])
    return {**LEAST, "parts": parts, "components": _needed(parts)}


FEW: dict[str, Answers] = {
    **{preset: {"preset": preset} for preset in PRESETS},
    "every kind, longest names, highest Python": {
        **WIDEST,
        **NAMES["longest"],
        "python": "highest",
    },
    "one service and nothing else": {**LEAST, "components": []},
}
"""What the README's test command runs: both ends of each answer, in few projects."""


def _alone(component: str) -> Answers:
    """A project with one component, of the first kind that it is of use with."""
    row = TABLES.components[component]
    fitting = [kind for kind in KINDS if fits(row, features_of([usual(kind)]))]
    parts = typed([usual(fitting[0])])
    components = sorted({component, *_needed(parts)})
    return {"parts": parts, "components": components, "updates": "none"}


def _without(component: str) -> Answers:
    """The largest project without one component, and without the kinds that need it."""
    kinds = [kind for kind in KINDS if component not in needed_by([usual(kind)])]
    parts = typed(map(usual, kinds))
    features = features_of(parts_of(parts))
    fitting = [name for name in COMPONENTS if fits(TABLES.components[name], features)]
    kept = [name for name in fitting if name != component]
    return {"parts": parts, "components": kept, "updates": "none"}


MANY: dict[str, Answers] = {
    "one of each place": {**LEAST, "parts": PARTS["one of each place"], "components": ["cli"]},
    "jobs without anybody to ask": {
        **LEAST,
        "parts": "exports:job",
        "components": ["jobs", "metrics"],
    },
    **{f"{component} alone": _alone(component) for component in COMPONENTS},
    **{f"without {component}": _without(component) for component in COMPONENTS},
    **{f"{kind} only": _only(kind) for kind in KINDS},
    **{
        f"several of kind {kind}": {
            **LEAST,
            "parts": f"{typed([usual(kind)])}, aardvarks:{kind}, zebras:{kind}",
            "components": _needed(typed([usual(kind)])),
        }
        for kind in KINDS
        if several(kind)
    },
    "nothing": {**LEAST, "preset": "library", "parts": ""},
    "a library with a command line": {"preset": "library", "components": ["cli"]},
    "shortest names, lowest Python": {**WIDEST, **NAMES["shortest"], "python": "lowest"},
    "names that mean something elsewhere": {
        "parts": "orders:resource, users:job, groups:training, indexes:resource",
        "components": ["auth", "jobs", "cli"],
    },
    "nothing in production but SQLite": {"preset": "platform", "database": "none"},
    "a library for the newest Python": {
        "preset": "library",
        "python_min": "3.13",
        "python": "3.13",
    },
}
"""The longer matrix: each component off once and on alone, each kind by itself, odd names."""


def _cases() -> list[object]:
    few = [pytest.param(answers, id=name) for name, answers in FEW.items()]
    return few + [
        pytest.param(answers, id=name, marks=pytest.mark.full) for name, answers in MANY.items()
    ]


@pytest.mark.parametrize("answers", _cases())
def test_gates_are_green(installed: Installed, pythons: list[str], answers: Answers) -> None:
    _assert_green(_project(installed, pythons, answers))


ON_POSTGRESQL = {
    "platform": {"preset": "platform"},
    "service": {"preset": "service"},
    "every kind": {**WIDEST, **NAMES["longest"]},
}


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(answers, id=name, marks=[] if name == "platform" else pytest.mark.full)
        for name, answers in ON_POSTGRESQL.items()
    ],
)
def test_tests_are_green_on_postgresql(
    installed: Installed, postgresql: str, answers: Answers
) -> None:
    project = installed(**answers)
    tiers = ["unit", "integration", "e2e"]
    chosen = [word for tier in tiers for word in ("--only", tier)]
    _assert_green(project, *chosen, TEST_DATABASE_URL=postgresql)


def _project(installed: Installed, pythons: list[str], answers: Answers) -> Checkout:
    """Make the project on the Python that its case names."""
    ends = {"lowest": pythons[0], "highest": pythons[-1]}
    python = answers.get("python")
    rest = {name: answer for name, answer in answers.items() if name != "python"}
    return installed(python=ends.get(str(python), python), **rest)


def _assert_green(project: Checkout, *arguments: str, **env: str) -> None:
    """The gates pass and leave nothing behind that git would see."""
    result = project.run("uv", "run", "admin/scripts/check.py", *arguments, **env)
    assert "FAILED" not in result.stdout
    assert project.run("git", "status", "--porcelain").stdout == ""
