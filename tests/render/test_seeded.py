"""Seeded code says nothing of what an update may change: it is written once, and has to go on.

The other way round, managed code does not lean on seeded code, which people change as they like.
"""

from typing import Any

import pytest

from tests.support.owners import rows_of
from tests.support.rendering import Project, Renderer

Answers = dict[str, Any]

SERVING: Answers = {
    "services": "training:training, datasets:resource, exports:jobs",
    "components": ["auth", "jobs", "metrics", "tracing", "cli", "docker", "ci", "docs"],
    "database": "postgresql",
}
STORING: Answers = SERVING | {
    "services": "datasets:resource",
    "components": [name for name in SERVING["components"] if name != "jobs"],
}
NAMED = SERVING | {"package": "acme"}
LIBRARY: Answers = {"services": "", "components": ["cli", "ci", "docs"], "database": "none"}


def without(answers: Answers, component: str) -> Answers:
    """The same answers with one component less."""
    return answers | {"components": [name for name in answers["components"] if name != component]}


def services(text: str) -> Answers:
    """The answers of a project that has it all, with other services."""
    return SERVING | {"services": text}


PAIRS: dict[str, tuple[Answers, Answers]] = {
    **{
        f"{kind} without {component}": (answers, without(answers, component))
        for kind, answers in {"serving": SERVING, "library": LIBRARY}.items()
        for component in answers["components"]
        if component != "jobs"
    },
    "jobs come with a service": (STORING, SERVING | {"services": "datasets:resource, a:jobs"}),
    "services come to a library": (LIBRARY, STORING),
    "another resource": (SERVING, services(f"{SERVING['services']}, a_things:resource")),
    "another jobs service": (SERVING, services(f"{SERVING['services']}, a_things:jobs")),
    "no training": (SERVING, services("datasets:resource, exports:jobs")),
    "no resource": (SERVING, services("training:training, exports:jobs")),
    "no jobs service": (SERVING, services("training:training, datasets:resource")),
    "another order": (SERVING, services("exports:jobs, datasets:resource, training:training")),
    "no server": (SERVING, SERVING | {"database": "none"}),
    "a server": (STORING | {"database": "none"}, STORING),
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
    seeded = (name for name in names if rows_of(name, project.plan)[-1]["owner"] == "seeded")
    return {name: project.read(name) for name in seeded}


@pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)
def test_seeded_code_is_the_same_before_and_after(
    before: Answers, after: Answers, render: Renderer
) -> None:
    first, second = (seeded_code(render(**answers)) for answers in (before, after))
    both = first.keys() & second.keys()
    assert both or (before, after) == PAIRS["services come to a library"]
    assert {name: first[name] for name in both} == {name: second[name] for name in both}


def test_every_kind_of_seeded_code_is_compared(render: Renderer) -> None:
    """A service's code, its tests and its commands; a library's example."""
    serving = seeded_code(render(**SERVING)).keys()
    for name in ("training", "datasets", "exports"):
        folders = {path.rpartition(f"{name}")[0] for path in serving if name in path}
        assert folders >= {
            "src/acme/backend/",
            "src/acme/frontend/cli/commands/",
            "tests/e2e/backend/test_",
            "tests/unit/backend/",
        }, name
    assert "src/acme/summaries/summary.py" in seeded_code(render(**LIBRARY))


STRANGE = {"okapis": "training", "quaggas": "resource", "zebras": "jobs"}


def test_managed_code_knows_no_service(render: Renderer) -> None:
    """It neither imports one nor names what only one has; the registry says which there are."""
    project = render(**services(", ".join(f"{name}:{kind}" for name, kind in STRANGE.items())))
    managed = {
        name: project.read(name).lower()
        for name in project.files()
        if name.startswith(("src/", "tests/"))
        and rows_of(name, project.plan)[-1]["owner"] == "managed"
    }
    entities = [name.removesuffix("s") for name in STRANGE]
    assert {
        name: found
        for name, text in managed.items()
        if (found := [entity for entity in entities if entity in text])
    } == {}
    assert {"tests/e2e/test_cli.py", "tests/integration/test_workers.py"} <= managed.keys()
