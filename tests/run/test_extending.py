"""Projects with what docs/extending.md adds pass their gates and answer as their README says."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.environment import Checkout, check_out, install
from tests.support.extending import STATELESS, Grown
from tests.support.running import running

Made = Callable[..., Checkout]

EVERYTHING = {"preset": "workbench"}
OTHERS: dict[str, dict[str, Any]] = {
    "without auth": {**EVERYTHING, "components": ["metrics", "cli", "throttling"]},
    "without throttling": {**EVERYTHING, "components": ["auth", "cli", "tracing"]},
    "counters alone": {"parts": "counters:counter", "components": [], "database": "none"},
    "jobs beside it": {
        "parts": "conversions:converter, exports:job, counters:counter, items:resource",
        "components": ["auth", "jobs", "metrics", "tracing", "cli", "throttling"],
    },
    "a library with a command line": {
        "parts": "planes:geometry, sums:module",
        "components": ["cli"],
        "database": "none",
    },
    "the longest names": {
        "package": "the_extraordinarily_long_name_of_o",
        "parts": "extraordinarily_long:converter, unbelievably_longish:counter,"
        " incredibly_long_name:geometry",
        "components": ["auth", "cli", "metrics", "throttling"],
    },
}
FIRST = re.compile(r"^```sh\n(export ACME_TOKEN.*?)^```$", re.MULTILINE | re.DOTALL)
"""What a README says to try first."""
ANSWERED = {"amount": pytest.approx(16.09344), "unit": "kilometre"}


@pytest.fixture(scope="module")
def made(shared_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make projects from the repository of an author who followed the page, each once."""
    checkouts: dict[str, Checkout] = {}

    def make(**answers: Any) -> Checkout:
        key = json.dumps(answers, sort_keys=True)
        if key not in checkouts:
            folder = tmp_path_factory.mktemp("grown")
            project = Grown(shared_path).render(folder / "rendered", **answers)
            checkouts[key] = install(check_out(project, folder / "project"))
        return checkouts[key]

    return make


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(EVERYTHING, id="everything"),
        pytest.param(STATELESS, id="a service without a database"),
        *(
            pytest.param(answers, id=name, marks=pytest.mark.full)
            for name, answers in OTHERS.items()
        ),
    ],
)
def test_gates_are_green(made: Made, answers: dict[str, Any]) -> None:
    project = made(**answers)
    result = project.run("uv", "run", "admin/scripts/check.py")
    assert "FAILED" not in result.stdout
    assert project.run("git", "status", "--porcelain").stdout == ""


@pytest.mark.full
def test_tests_are_green_on_postgresql(made: Made, postgresql: str) -> None:
    tiers = [word for tier in ("unit", "integration", "e2e") for word in ("--only", tier)]
    project = made(**EVERYTHING)
    project.run("uv", "run", "admin/scripts/check.py", *tiers, TEST_DATABASE_URL=postgresql)


def test_a_service_without_a_database_answers_as_its_readme_says(made: Made) -> None:
    project = made(**STATELESS)
    (part,) = project.plan["each"]["part"]
    block = FIRST.search(project.read("README.md"))
    assert block
    with running(project, [part["name"]]) as (_, (api,)):
        commands = block[1].replace(f"http://127.0.0.1:{part['port']}", api.url)
        answer = project.run("bash", "-euo", "pipefail", "-c", commands).stdout
    assert json.loads(answer) == ANSWERED
    installed = project.run("uv", "pip", "list").stdout
    assert "fastapi" in installed
    assert not re.search("sqlalchemy|alembic|aiosqlite", installed, re.IGNORECASE)
