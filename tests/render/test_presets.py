"""Every preset, and every pair of answers, is a sound project."""

import pytest

from tests.support.answers import (
    PRESETS,
    Row,
    all_pairs,
    answers_of,
    is_possible,
    pairs_of,
    possible_rows,
    problem_of,
)
from tests.support.rendering import RefusedError, Renderer
from tests.support.residue import residue_of
from tests.support.soundness import problems_of

ROWS = possible_rows()


@pytest.mark.parametrize("preset", PRESETS)
def test_preset_is_sound(render: Renderer, preset: str) -> None:
    project = render(preset=preset)
    problems = problems_of(project) + residue_of(project)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("row", ROWS, ids=[f"row{index}" for index in range(len(ROWS))])
def test_pair_is_sound(render: Renderer, row: Row) -> None:
    project = render(**answers_of(row))
    problems = problems_of(project) + residue_of(project)
    assert not problems, "\n".join([str(row), *problems])


def test_rows_hold_every_possible_pair() -> None:
    assert pairs_of(ROWS) == {pair for pair in all_pairs() if is_possible(pair)}


IMPOSSIBLE = sorted(pair for pair in all_pairs() if not is_possible(pair))


@pytest.mark.parametrize("pair", IMPOSSIBLE, ids=str)
def test_impossible_pair_is_refused_in_words(
    render: Renderer, pair: tuple[str, object, str, object]
) -> None:
    one, value, other, another = pair
    row = next(row for row in ROWS if row[one] == value) | {other: another}
    with pytest.raises(RefusedError) as refusal:
        render(**answers_of(row))
    assert refusal.value.question == problem_of(row)
    wanted = {
        "ci": "The workflow that brings new versions needs the component ci",
        "database": "PostgreSQL needs at least one service that stores something.",
        "jobs": "jobs has nothing to run: add a service of kind jobs or training"
        if row["jobs"]
        else "needs the component jobs.",
    }
    words = wanted.get(other, f"{other} needs at least one service.")
    if row["services"] == "none" and other == "jobs":
        words = "jobs needs at least one service."
    assert words in refusal.value.words
