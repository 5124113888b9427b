"""Template files read the plan and nothing else, and everything in the plan is read."""

from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes

from tests.support.answers import COMPONENTS, PARTS
from tests.support.macros import PARTS as PARTS_MACROS
from tests.support.paths import ROOT
from tests.support.reading import (
    FORBIDDEN_FILTERS,
    ITEM,
    SUFFIX,
    Path_,
    Reading,
    environment_of,
    leaves,
    read_file,
    read_text,
)
from tests.support.rendering import Answers, Renderer

TEMPLATE = ROOT / "template"
FILES = sorted(path for path in TEMPLATE.rglob("*") if path.is_file())
EVERYTHING: Answers = {
    "parts": PARTS["longest and shortest of each"],
    "components": list(COMPONENTS),
}
ALLOWED = {"plan", "pathjoin", "package", "s"}
ANSWERS_FILE = "{{_copier_conf.answers_file}}.jinja"
NAMED = {("plan", "has"), ("plan", "holds")}
"""Their keys are the names of the tables: there for those who ask, whether anybody does or not."""

WHOLE = ("plan", "each", "part", ITEM, "sample")
"""What is written as it is, whatever a row of the tables has in it."""


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


@pytest.fixture(scope="module")
def everywhere(environment: Environment, readings: dict[str, Reading]) -> dict[str, Reading]:
    """What the settings read too, beside what the files do."""
    settings = (ROOT / "copier.yml").read_text(encoding="utf-8")
    return {**readings, "copier.yml": read_text(environment, settings)}


@pytest.fixture(scope="module")
def existing(render: Renderer) -> set[Path_]:
    """Everything in the plan of a project that has it all."""
    return leaves(render(**EVERYTHING).plan, ("plan",))


def _of_any_part(path: Path_) -> Path_:
    """The items of all lists of parts are parts."""
    if path[:2] == ("plan", "each") and len(path) > 3:
        path = ("plan", "each", "part", *path[3:])
    return path[: len(WHOLE)] if path[: len(WHOLE)] == WHOLE else path


def _dotted(paths: set[Path_]) -> list[str]:
    return sorted(".".join(path) for path in paths)


def _offending(found: dict[str, set[str]] | dict[str, list[str]]) -> dict[str, list[str]]:
    """The files in which something was found."""
    return {name: sorted(what) for name, what in found.items() if what}


def test_files_read_the_plan_only(readings: dict[str, Reading]) -> None:
    assert _offending({name: reading.names - ALLOWED for name, reading in readings.items()}) == {}


def test_files_do_not_ask_the_clock_or_chance(readings: dict[str, Reading]) -> None:
    asking = {name: reading.filters & FORBIDDEN_FILTERS for name, reading in readings.items()}
    assert _offending(asking) == {}


def test_files_import_macros_that_exist(readings: dict[str, Reading]) -> None:
    there = {path.name for path in (ROOT / "extensions").iterdir()}
    assert _offending({name: reading.imports - there for name, reading in readings.items()}) == {}


def test_only_what_the_plan_has_is_read(
    everywhere: dict[str, Reading], existing: set[Path_]
) -> None:
    there = {path[:length] for path in existing for length in range(1, len(path) + 1)}
    there |= {("plan", "each", name) for name in PARTS_MACROS.named}
    missing = {
        name: _dotted({path for path in reading.paths if _is_missing(path, there)})
        for name, reading in everywhere.items()
    }
    assert _offending(missing) == {}


def _is_missing(path: Path_, there: set[Path_]) -> bool:
    """Whether a path leads into the plan, to where nothing is."""
    return path[0] == "plan" and _without_item(path) not in there


def _without_item(path: Path_) -> Path_:
    return path[:-1] if path[-1] == ITEM else path


def test_names_are_those_of_the_tables(existing: set[Path_]) -> None:
    for table in ("has", "holds"):
        keys = {path[2] for path in existing if path[:2] == ("plan", table)}
        assert keys == set(PARTS_MACROS.named)


def test_the_plan_has_what_is_read_only(
    everywhere: dict[str, Reading], existing: set[Path_]
) -> None:
    """A list counts as read only where the parts of its items are.

    `plan.each.part` alone is a test of whether there are any.
    """
    paths = {path for reading in everywhere.values() for path in reading.paths}
    read = {_of_any_part(_without_item(path)) for path in paths}
    there = {_of_any_part(path) for path in existing if path[:2] not in NAMED}
    assert _dotted(there - read) == []


def test_macros_are_imported_and_used(environment: Environment) -> None:
    """A macro that is imported and not called is litter, though it leaves no trace."""
    unused = {
        path.relative_to(TEMPLATE).as_posix(): list(
            _unused(environment, path.read_text(encoding="utf-8"))
        )
        for path in FILES
        if path.suffix == SUFFIX
    }
    assert _offending(unused) == {}


def _unused(environment: Environment, text: str) -> Iterator[str]:
    """The macros that a text imports and does not call."""
    for node in environment.parse(text).find_all(nodes.FromImport):
        for name in node.names:
            local = name[1] if isinstance(name, tuple) else name
            if text.count(local) < 2:
                yield local


READS = {
    "{{ plan.name }}": {"plan.name"},
    "{{ project_name }}": {"project_name"},
    "{% if preset == 'platform' %}x{% endif %}": {"preset"},
    "{% for s in plan.each.part %}{{ s.nmae }}{% endfor %}": {
        "plan.each.part",
        "plan.each.part.[].nmae",
    },
    "{% for s in plan.each.part if s.kind == 'x' %}{% endfor %}": {
        "plan.each.part",
        "plan.each.part.[].kind",
    },
    "{% set p = plan.python %}{{ p.lowest }}": {"plan.python", "plan.python.lowest"},
    "{{ plan['name'] | upper }}": {"plan.name"},
    "{{ plan.each.part[0].port }}": {"plan.each.part.[].port"},
    "{{ plan.each.part | map(attribute='port') | join }}": {
        "plan.each.part",
        "plan.each.part.[].port",
    },
    "{% yield s from plan.each.job %}{{ s.name }}{% endyield %}": {
        "plan.each.job",
        "plan.each.job.[].name",
    },
    "{% macro m(x) %}{{ x.y }}{{ plan.slug }}{% endmacro %}": {"plan.slug"},
}


@pytest.mark.parametrize("text", READS)
def test_reads_are_seen(environment: Environment, text: str) -> None:
    assert set(_dotted(read_text(environment, text).paths)) == READS[text]


def test_clock_is_seen(environment: Environment) -> None:
    assert read_text(environment, "{{ '%Y' | strftime }}").filters & FORBIDDEN_FILTERS


def test_macro_that_is_not_used_is_seen(environment: Environment) -> None:
    text = '{% from pathjoin("extensions", "layout.jinja") import from_import %}'
    assert list(_unused(environment, text)) == ["from_import"]
    assert list(_unused(environment, f"{text}{{{{ from_import('a', []) }}}}")) == []
