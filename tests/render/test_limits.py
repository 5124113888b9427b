"""Names that a project makes fit what other systems take, at both ends of what one may ask for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.answers import COMPONENTS, KINDS, NAMES, longest, shortest, typed
from tests.support.operations import COMPOSE, PROMETHEUS
from tests.support.rendering import Project, Renderer

ENDS = {"shortest": shortest, "longest": longest}
LIMITS = {
    # PostgreSQL cuts longer ones off: NAMEDATALEN less one byte.
    "a name in PostgreSQL": re.compile(r"[a-z_][a-z0-9_]{0,62}"),
    # RFC 1123, section 2.1.
    "a label of a host name": re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"),
    # The reference grammar of the distribution project.
    "an image": re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}"),
    "a project of Compose": re.compile(r"[a-z0-9][a-z0-9_-]*"),
    # POSIX.1, section 8.1.
    "an environment variable": re.compile(r"[A-Z_][A-Z0-9_]*"),
    # PEP 508.
    "a distribution": re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]"),
    # dbos._dbos_config, DBOS 3.4.
    "an application of DBOS": re.compile(r"[a-z0-9_-]{3,256}"),
    "a path on Windows": re.compile(r".{1,140}"),
}


def names(project: Project) -> Iterator[tuple[str, str]]:
    """Every name that a project makes, each with what it is."""
    plan = project.plan
    compose: dict[str, Any] = yaml.safe_load(project.read(COMPOSE))
    yield "a distribution", plan["slug"]
    yield "a project of Compose", compose["name"]
    yield "an environment variable", f"{plan['prefix']}ENVIRONMENT"
    yield from (("a label of a host name", name) for name in compose["services"])
    for container in compose["services"].values():
        if "build" in container:
            yield "an image", container["image"]
    server = compose["services"]["postgres"]["environment"]
    yield from (("a name in PostgreSQL", server[f"POSTGRES_{each}"]) for each in ("DB", "USER"))
    (job,) = yaml.safe_load(project.read(PROMETHEUS))["scrape_configs"]
    for target in job["static_configs"][0]["targets"]:
        yield "a label of a host name", target.partition(":")[0]
    for part in plan["each"]["part"]:
        yield "a name in PostgreSQL", f"alembic_version_{part['name']}"
    for path in project.files("**/migrations/*.py"):
        for name in re.findall(r'"([a-z]\w*)"', project.read(path)):
            yield "a name in PostgreSQL", name
    text = project.read(f"src/{plan['package']}/shared/jobs/system_database.py")
    yield "an application of DBOS", re.findall('^APPLICATION = "(.*)"$', text, re.MULTILINE)[0]
    yield from (("a path on Windows", path) for path in project.files())


@pytest.mark.parametrize("end", ENDS)
def test_names_fit(end: str, render: Renderer) -> None:
    parts = typed(map(ENDS[end], KINDS))
    project = render(parts=parts, components=list(COMPONENTS), **NAMES[end])
    found = set(names(project))
    assert {what for what, _ in found} == set(LIMITS)
    assert sorted(each for each in found if not LIMITS[each[0]].fullmatch(each[1])) == []


def test_limits_bite() -> None:
    wrong = {
        "a name in PostgreSQL": "x" * 64,
        "a label of a host name": "-a",
        "an image": "Acme:local",
        "a project of Compose": "_a",
        "an environment variable": "A-B",
        "a distribution": "a-",
        "an application of DBOS": "q",
        "a path on Windows": str(Path("x" * 141)),
    }
    assert wrong.keys() == LIMITS.keys()
    assert [what for what, name in wrong.items() if LIMITS[what].fullmatch(name)] == []
