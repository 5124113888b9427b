"""Seeded code says nothing of what an update may change: it is written once, and has to go on.

The other way round, managed code does not lean on seeded code, which people change as they like.
"""

import pytest

from tests.support.answers import (
    COMPONENTS,
    KINDS,
    features_of,
    fits,
    needed_by,
    parts_of,
    several,
    typed,
    usual,
)
from tests.support.macros import TABLES
from tests.support.owners import owner_of
from tests.support.rendering import Answers, Project, Renderer


def with_all(parts: str) -> Answers:
    """The answers of a project with some parts and all components that fit them."""
    features = features_of(parts_of(parts))
    fitting = [name for name in COMPONENTS if fits(TABLES.components[name], features)]
    stores = fits(TABLES.databases["postgresql"], features)
    database = "postgresql" if stores else "none"
    return {"parts": parts, "components": fitting, "database": database, "updates": "none"}


def without(answers: Answers, component: str) -> Answers:
    """The same answers with one component less."""
    return answers | {"components": [name for name in answers["components"] if name != component]}


EVERY = typed(map(usual, KINDS))
SERVING = with_all(EVERY)
PACKAGES = [kind for kind, row in TABLES.kinds.items() if row["place"] == "package"]
LIBRARY = with_all(typed(map(usual, PACKAGES)))
NAMED = SERVING | {"package": "acme"}


def rest_of(kind: str) -> str:
    """A part of every kind but one."""
    return typed(usual(other) for other in KINDS if other != kind)


PAIRS: dict[str, tuple[Answers, Answers]] = {
    **{
        f"{name} without {component}": (answers, without(answers, component))
        for name, answers in {"serving": SERVING, "library": LIBRARY}.items()
        for component in answers["components"]
        if component not in needed_by(parts_of(answers["parts"]))
    },
    **{f"no {kind}": (SERVING, with_all(rest_of(kind))) for kind in KINDS},
    **{
        f"another {kind}": (SERVING, with_all(f"{EVERY}, aardvarks:{kind}"))
        for kind in KINDS
        if several(kind)
    },
    "services come to a library": (LIBRARY, SERVING),
    "another order": (SERVING, with_all(typed(map(usual, reversed(KINDS))))),
    "no server": (SERVING, SERVING | {"database": "none"}),
    "another Python": (SERVING, SERVING | {"python_min": "3.13"}),
    "another Python for a library": (LIBRARY, LIBRARY | {"python_min": "3.13"}),
    "another licence": (SERVING, SERVING | {"license": "Proprietary"}),
    "another description": (SERVING, SERVING | {"description": "Something else."}),
    "another name": (NAMED, NAMED | {"project_name": "Ämce GmbH"}),
    "another author": (SERVING, SERVING | {"user_name": "Ann", "user_email": "ann@example.com"}),
    "an address": (SERVING, SERVING | {"repository_url": "https://git.example.com/a/b"}),
}


def seeded_code(project: Project) -> dict[str, str]:
    """The seeded files in Python, with their text."""
    names = (name for name in project.files() if name.endswith(".py"))
    seeded = (name for name in names if owner_of(name, project.plan) == "seeded")
    return {name: project.read(name) for name in seeded}


@pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)
def test_seeded_code_is_the_same_before_and_after(
    before: Answers, after: Answers, render: Renderer
) -> None:
    first, second = (seeded_code(render(**answers)) for answers in (before, after))
    both = first.keys() & second.keys()
    assert both
    assert {name: first[name] for name in both} == {name: second[name] for name in both}


def test_seeded_code_of_every_kind_is_compared(render: Renderer) -> None:
    """A part's code, its commands and its tests."""
    project = render(**SERVING)
    compared = seeded_code(project).keys()
    for part in project.plan["each"]["part"]:
        tops = {path.split("/")[0] for path in compared if part["name"] in path}
        assert tops == {"src", "tests"}, part["name"]
        commands = f"src/acme/frontend/cli/commands/{part['name']}.py"
        assert (commands in compared) == bool(part["first"]["command"]), part["name"]


def test_managed_code_knows_no_part(render: Renderer) -> None:
    """It neither imports one nor names what only one has; the registry says which there are."""
    strange = [(f"okapi_{kind}s", kind) for kind in KINDS]
    project = render(**with_all(typed(strange)))
    managed = {
        name: project.read(name).lower()
        for name in project.files()
        if name.startswith(("src/", "tests/")) and owner_of(name, project.plan) == "managed"
    }
    assert {name for name, text in managed.items() if "okapi" in text} == set()
    assert {"tests/e2e/test_cli.py", "tests/integration/test_workers.py"} <= managed.keys()
