"""Every preset, and every pair of answers, is a sound project."""

import pytest

from tests.support.answers import (
    PRESETS,
    Pair,
    Row,
    all_pairs,
    answers_of,
    fewest_rows,
    is_possible,
    pairs_of,
    possible_rows,
    problems_of_row,
    refused_row,
)
from tests.support.rendering import RefusedError, Renderer
from tests.support.residue import residue_of
from tests.support.soundness import problems_of

ROWS = possible_rows()
FEW = fewest_rows(ROWS)
"""Rows that hold every value of every answer; the longer matrix has every pair of them."""


@pytest.mark.parametrize("preset", PRESETS)
def test_preset_is_sound(render: Renderer, preset: str) -> None:
    project = render(preset=preset)
    problems = problems_of(project) + residue_of(project)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=f"row{index}", marks=[] if index in FEW else pytest.mark.full)
        for index, row in enumerate(ROWS)
    ],
)
def test_pair_is_sound(render: Renderer, row: Row) -> None:
    project = render(**answers_of(row))
    problems = problems_of(project) + residue_of(project)
    assert not problems, "\n".join([str(row), *problems])


def test_rows_hold_every_possible_pair() -> None:
    assert pairs_of(ROWS) == {pair for pair in all_pairs() if is_possible(pair)}


IMPOSSIBLE = sorted(
    (pair for pair in all_pairs() if not is_possible(pair)),
    key=lambda pair: (problems_of_row(refused_row(pair)), str(pair)),
)


def _cases() -> list[object]:
    """Each pair once; of those that are refused alike, the first one in the default run."""
    seen: list[tuple[str, str]] = []
    cases = []
    for pair in IMPOSSIBLE:
        problem = problems_of_row(refused_row(pair))[0]
        cases.append(
            pytest.param(pair, id=str(pair), marks=pytest.mark.full if problem in seen else [])
        )
        seen.append(problem)
    return cases


@pytest.mark.parametrize("pair", _cases())
def test_impossible_pair_is_refused_in_words(render: Renderer, pair: Pair) -> None:
    row = refused_row(pair)
    question, words = problems_of_row(row)[0]
    with pytest.raises(RefusedError) as refusal:
        render(**answers_of(row))
    assert refusal.value.question == question
    assert words in refusal.value.words
