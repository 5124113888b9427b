"""What every change is tried on stays small, and has every row of the tables."""

import re
import sys

import pytest

from tests.support.answers import answers_of, fewest_rows, possible_rows
from tests.support.environment import run
from tests.support.macros import TABLES
from tests.support.paths import ROOT

CAPS = {"tests/render": 480, "tests/run": 75}
"""Cases of the default run: on two cores the first takes minutes, the second some ten."""


@pytest.mark.parametrize("folder", CAPS)
def test_the_default_run_stays_small(folder: str) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", folder]
    printed = run(command, ROOT).stdout
    count = int(re.findall(r"^(\d+)(?:/\d+)? tests collected", printed, re.MULTILINE)[0])
    assert 0 < count <= CAPS[folder]


def test_the_default_run_has_every_row_of_the_tables() -> None:
    rows = possible_rows()
    chosen = [answers_of(rows[index]) for index in fewest_rows(rows)]
    assert len(chosen) <= len(rows) / 2
    kinds = {part.partition(":")[2] for each in chosen for part in each["parts"].split(", ")}
    assert set(TABLES.kinds) <= kinds
    assert {name for each in chosen for name in each["components"]} == set(TABLES.components)
    for question, table in {
        "database": TABLES.databases,
        "updates": TABLES.updaters,
        "license": TABLES.licenses,
        "python_min": TABLES.pythons,
    }.items():
        assert {each[question] for each in chosen} == set(table), question
