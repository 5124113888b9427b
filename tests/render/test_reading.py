"""Template files read the plan and nothing else, and everything in the plan is read."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.support.paths import ROOT
from tests.support.reading import (
    FORBIDDEN_FILTERS,
    ITEM,
    SUFFIX,
    Reading,
    environment_of,
    leaves,
    read_file,
    read_text,
)
from tests.support.rendering import Renderer

TEMPLATE = ROOT / "template"
FILES = sorted(path for path in TEMPLATE.rglob("*") if path.is_file())
EVERY_KIND = {"preset": "platform", "services": "a:training, b:resource, c:jobs"}
ALLOWED = {"plan", "pathjoin", "package", "s"}
ANSWERS_FILE = "{{ _copier_conf.answers_file }}.jinja"


@pytest.fixture(scope="module")
def environment(render: Renderer) -> Environment:
    """Copier's own environment for the template."""
    return environment_of(render.template)


@pytest.fixture(scope="module")
def readings(environment: Environment) -> dict[str, Reading]:
    """What each file of the template reads."""
    return {
        path.relative_to(TEMPLATE).as_posix(): read_file(environment, TEMPLATE, path)
        for path in FILES
        if path.name != ANSWERS_FILE
    }


def _service_paths(paths: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The items of every family are services."""
    found = set()
    for path in paths:
        if path[:2] == ("plan", "families") and len(path) > 3:
            found.add(("plan", "services", *path[3:]))
        else:
            found.add(path)
    return found


def test_files_read_the_plan_only(readings: dict[str, Reading]) -> None:
    others = {name: reading.names - ALLOWED for name, reading in readings.items()}
    assert {name: names for name, names in others.items() if names} == {}


def test_files_do_not_ask_the_clock_or_chance(readings: dict[str, Reading]) -> None:
    asking = {name: reading.filters & FORBIDDEN_FILTERS for name, reading in readings.items()}
    assert {name: filters for name, filters in asking.items() if filters} == {}


def test_files_import_macros_that_exist(readings: dict[str, Reading]) -> None:
    imported = {name for reading in readings.values() for name in reading.imports}
    assert imported <= {path.name for path in (ROOT / "extensions").iterdir()}


def test_files_read_what_the_plan_has(render: Renderer, readings: dict[str, Reading]) -> None:
    plan = render(**EVERY_KIND).plan
    existing = leaves(plan, ("plan",))
    families = {("plan", "families", name) for name in plan["families"]}
    prefixes = {path[:length] for path in existing for length in range(1, len(path) + 1)} | families
    missing = {
        name: sorted(
            ".".join(path) for path in _service_paths(reading.paths) if _unknown(path, prefixes)
        )
        for name, reading in readings.items()
    }
    assert {name: paths for name, paths in missing.items() if paths} == {}


def _unknown(path: tuple[str, ...], prefixes: set[tuple[str, ...]]) -> bool:
    """Whether the plan has no such part."""
    if path[0] != "plan":
        return False
    if path[-1] == ITEM:
        path = path[:-1]
    return path not in prefixes


def test_the_plan_has_what_is_read_only(
    render: Renderer, environment: Environment, readings: dict[str, Reading]
) -> None:
    settings = read_text(environment, (ROOT / "copier.yml").read_text(encoding="utf-8"))
    read = _service_paths({path for reading in readings.values() for path in reading.paths})
    read |= settings.paths
    leaf_paths = _service_paths(leaves(render(**EVERY_KIND).plan, ("plan",)))
    unread = {leaf for leaf in leaf_paths if not any(_covers(path, leaf) for path in read)}
    assert sorted(".".join(path) for path in unread) == []


def _covers(path: tuple[str, ...], leaf: tuple[str, ...]) -> bool:
    """Whether reading a path reads a leaf: the leaf itself, or something plain around it.

    A list of services counts as read only where its items' parts are: `plan.services` alone is a
    test of whether there are any.
    """
    if path[-1] == ITEM:
        path = path[:-1]
    return path == leaf


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == SUFFIX], ids=str)
def test_macros_are_imported_and_used(path: Path, environment: Environment) -> None:
    """A macro that is imported and not called is litter, though it leaves no trace."""
    text = path.read_text(encoding="utf-8")
    for node in environment.parse(text).find_all(nodes.FromImport):
        for name in node.names:
            local = name[1] if isinstance(name, tuple) else name
            assert text.count(local) > 1, f"{path.name} imports {local} and does not use it"


READS = {
    "{{ plan.name }}": {"plan.name"},
    "{{ project_name }}": {"project_name"},
    "{% if preset == 'platform' %}x{% endif %}": {"preset"},
    "{% for s in plan.services %}{{ s.nmae }}{% endfor %}": {
        "plan.services",
        "plan.services.[].nmae",
    },
    "{% for s in plan.services if s.kind == 'x' %}{% endfor %}": {
        "plan.services",
        "plan.services.[].kind",
    },
    "{% set p = plan.python %}{{ p.lowest }}": {"plan.python", "plan.python.lowest"},
    "{{ plan['name'] | upper }}": {"plan.name"},
    "{{ plan.services[0].port }}": {"plan.services.[].port"},
    "{{ plan.services | map(attribute='port') | join }}": {
        "plan.services",
        "plan.services.[].port",
    },
    "{% yield s from plan.families.jobs %}{{ s.name }}{% endyield %}": {
        "plan.each.job",
        "plan.families.jobs.[].name",
    },
    "{% macro m(x) %}{{ x.y }}{{ plan.slug }}{% endmacro %}": {"plan.slug"},
}


@pytest.mark.parametrize("text", READS)
def test_reads_are_seen(environment: Environment, text: str) -> None:
    assert {".".join(path) for path in read_text(environment, text).paths} == READS[text]


def test_clock_is_seen(environment: Environment) -> None:
    assert read_text(environment, "{{ '%Y' | strftime }}").filters & FORBIDDEN_FILTERS
