"""No update loses anything: starting versions, presets, and what an update does."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.answers import KINDS as KIND_NAMES
from tests.support.answers import PRESETS, typed, usual
from tests.support.history import TAGS, released_tags
from tests.support.matrix import (
    ADDED,
    DROPPED,
    FEW,
    IDENTITY,
    KINDS,
    LARGEST,
    OFF,
    ON,
    OTHER_IDENTITY,
    Case,
    Matrix,
    all_cases,
    choices,
    dropped,
    few_cases,
    fitting,
    numbers,
    release_cases,
)

SAME_PLACE = {
    "ruff.toml": "people and v100.1.0 change the same line",
    ".env.development": "people change a setting beside one that comes and goes with services",
    "src/acme/config/base.py": "people write at its end, where settings of services come and go",
    "admin/deployment/docker/compose.yaml": "people write at its end, where the last service goes",
    ".github/workflows/ci.yml": "people write at its end, where the last service goes",
}
"""The conflicts that may be there, and why; anywhere else both sides merge.

When the last part goes that needs settings, so does the dependency whose bound people raised.
"""


def _params() -> list[object]:
    few = few_cases()
    rest = [case for case in all_cases() if case not in few]
    return [pytest.param(case, id=str(case)) for case in few] + [
        pytest.param(case, id=str(case), marks=pytest.mark.full) for case in rest
    ]


@pytest.mark.long
@pytest.mark.parametrize("case", _params())
def test_an_update_loses_nothing(
    case: Case,
    matrix: Matrix,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    outcome = matrix.run(case, tmp_path / "project")
    for name, value in numbers(case, outcome):
        record_property(name, value)
    assert outcome.problems == []
    raised_what_goes = {"pyproject.toml"} if case.kind == DROPPED else set()
    assert outcome.conflicts <= SAME_PLACE.keys() | raised_what_goes
    assert outcome.kept > 15
    if case.kind == IDENTITY:
        package = tomllib.loads((tmp_path / "project/pyproject.toml").read_text())["project"]
        assert package["description"] == OTHER_IDENTITY["description"]
        assert package["license"] == OTHER_IDENTITY["license"]


def test_the_few_have_every_kind_start_and_preset() -> None:
    assert {case.kind for case in FEW} == set(KINDS)
    assert {case.preset for case in FEW} == set(PRESETS)
    assert {case.start for case in FEW} == set(TAGS)
    assert len(FEW) <= len(KINDS) + len(PRESETS)


def test_everything_is_switched_added_and_dropped_in_some_case() -> None:
    done: dict[str, set[str]] = {}
    for case in all_cases():
        done.setdefault(case.kind, set()).add(case.what or choices(case)[0])
    assert done[ON] | done[OFF] == {name for preset in PRESETS for name in fitting(preset)}
    assert done[ADDED] == {typed([usual(kind)]) for kind in KIND_NAMES}
    assert done[DROPPED] == {entry for preset in PRESETS for entry in dropped(preset)}


def test_every_release_is_a_starting_point(matrix: Matrix) -> None:
    found = released_tags(matrix.template(TAGS[0]))
    assert found == TAGS
    assert [str(case) for case in release_cases([*found[:2], "v100.10.0"])] == [
        *(f"{preset}-v100.10.0-next version" for preset in PRESETS),
        f"{LARGEST}-v100.0.0-next version",
    ]
    tags = released_tags()
    if not tags:
        pytest.skip("git has no release of this repository: UPDATES START FROM THE HISTORY ONLY")
    assert set(tags) <= {case.start for case in all_cases()}
    assert {tags[-1], tags[0]} <= {case.start for case in few_cases()}
