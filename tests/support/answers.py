"""Answers to try: the presets, and rows that hold every possible pair of answers.

Everything is made from the tables, so that what is added to them is tried without further ado.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from covertable import make

from tests.support.macros import NAMES_MACROS, TABLES
from tests.support.rendering import Answers

PRESETS = tuple(TABLES.presets)
COMPONENTS = tuple(TABLES.components)
KINDS = tuple(TABLES.kinds)

LONGEST_NAME = 20
"""Characters that the name of a part may have."""

_LETTERS = [
    letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in NAMES_MACROS.reserved
]

Part = tuple[str, str]
Row = dict[str, Any]


def usual(kind: str) -> Part:
    """A part of a kind, under a name as people choose it."""
    return f"own_{kind}s", kind


def longest(kind: str) -> Part:
    """A part of a kind, under the longest name that one may have."""
    return f"z_{kind}_of_a_long_name_".ljust(LONGEST_NAME, "x")[:LONGEST_NAME].rstrip("_"), kind


def shortest(kind: str) -> Part:
    """A part of a kind, under the shortest name that one may have."""
    return _LETTERS[KINDS.index(kind)], kind


def several(kind: str) -> bool:
    """Whether a project may have more than one part of a kind."""
    return not TABLES.kinds[kind].keys() & {"once", "claims"}


def typed(parts: Iterable[Part]) -> str:
    """Parts as people type them."""
    return ", ".join(f"{name}:{kind}" for name, kind in parts)


def _in_one_project(parts: Iterable[Part]) -> list[Part]:
    """Those of some parts that can be in a project together: the first ones."""
    kept: list[Part] = []
    for name, kind in parts:
        if several(kind) or kind not in {other for _, other in kept}:
            kept.append((name, kind))
    return kept


def _combinations() -> Iterator[tuple[str, str]]:
    """Combinations of parts, each with a name for reports."""
    yield "none", ""
    for kind in KINDS:
        yield kind, typed([usual(kind)])
    # Out of alphabetical order, with names of the greatest and the least length.
    both = itertools.chain(map(longest, KINDS), map(shortest, reversed(KINDS)))
    yield "longest and shortest of each", typed(_in_one_project(both))
    twice = [("zebras", kind) for kind in KINDS if several(kind)][:1]
    yield "two of one kind", typed([*twice, *[("aardvarks", kind) for _, kind in twice]])
    places = {row["place"]: kind for kind, row in reversed(TABLES.kinds.items())}
    yield "one of each place", typed(map(usual, places.values()))


PARTS: dict[str, str] = dict(_combinations())
"""Combinations of parts, in and out of alphabetical order, with names of 1 to 20 characters."""

NAMES = {
    "usual": {"project_name": "Acme"},
    "shortest": {"project_name": "Q", "package": "q"},
    "longest": {
        "project_name": "The Extraordinarily Long Name of One Project, Sixty in All",
        "package": "the_extraordinarily_long_name_of_o",
    },
}

_FACTORS: dict[str, list[Any]] = {
    "parts": list(PARTS),
    "names": list(NAMES),
    "database": list(TABLES.databases),
    "python_min": list(TABLES.pythons),
    "license": list(TABLES.licenses),
    "web": ["nowhere", "code host", "elsewhere"],
    "code_host": [name for name, row in TABLES.code_hosts.items() if row["files"]],
    "updates": list(TABLES.updaters),
    **{name: [True, False] for name in COMPONENTS},
}
_WEB = {
    "nowhere": {},
    "code host": {"github_user": "acme-corp"},
    "elsewhere": {"repository_url": "https://git.example.com/acme/acme.git"},
}


def parts_of(text: str) -> list[Part]:
    """Parts, from what people type."""
    pairs = (entry.strip().partition(":") for entry in text.split(",") if entry.strip())
    return [(name, kind) for name, _, kind in pairs]


def features_of(parts: Iterable[Part]) -> set[str]:
    """Everything that parts bring: their kinds, traits, families and places, and what follows."""
    rows = {**TABLES.kinds, **TABLES.traits, **TABLES.families, **TABLES.places, **TABLES.features}
    found: set[str] = set()
    waiting = [name for _, kind in parts for name in ("part", kind)]
    while waiting:
        name = waiting.pop()
        found.add(name)
        row = rows[name]
        more = [*row.get("brings", []), *row.get("traits", []), *row.get("families", [])]
        waiting += [other for other in (*more, row.get("place")) if other and other not in found]
    return found


def fits(row: Row, features: set[str]) -> bool:
    """Whether a row of the tables has a use in a project with some features."""
    return row.get("requires") in {None, *features}


def needed_by(parts: Iterable[Part]) -> set[str]:
    """The components that parts cannot run without."""
    rows = [TABLES.kinds[kind] for _, kind in parts]
    traits = [TABLES.traits[trait] for row in rows for trait in row["traits"]]
    return {name for row in (*rows, *traits) for name in row.get("needs", [])}


def problems_of_row(row: Row) -> list[tuple[str, str]]:
    """Which questions refuse a row, and with which words.

    It is written down here a second time to hold the template to it.

    Args:
        row: One value of each factor.

    Returns:
        A question and its words for each problem; none for a possible row.
    """
    parts = parts_of(PARTS[row["parts"]])
    features, needed = features_of(parts), needed_by(parts)
    rows = {**TABLES.traits, **TABLES.features, **TABLES.places}
    problems = []
    for name in COMPONENTS:
        requires = TABLES.components[name].get("requires")
        if row[name] and not fits(TABLES.components[name], features):
            problems.append(("components", f"{name} needs {rows[requires]['help']}, such as "))
        if name in needed and not row[name]:
            problems.append(("components", f"needs the component {name}."))
    requires = TABLES.databases[row["database"]].get("requires")
    if not fits(TABLES.databases[row["database"]], features):
        problems.append(("database", f"{row['database']} needs {rows[requires]['help']}"))
    words = f"The {row['updates']} that brings new versions needs"
    needs = TABLES.updaters[row["updates"]].get("needs", [])
    return problems + [("updates", words) for name in needs if not row[name]]


def _unless(field: str, value: str, condition: dict[str, Any]) -> dict[str, Any]:
    """The condition holds wherever the field has the value."""
    differs = {"operator": "ne", "left": field, "value": value}
    return {"operator": "or", "conditions": [differs, condition]}


def _is(field: str, value: object) -> dict[str, Any]:
    """A field has a value."""
    return {"operator": "eq", "left": field, "value": value}


def _constraints() -> list[dict[str, Any]]:
    """The rules of `problems_of_row`, as the generator of pairs takes them."""
    rules = []
    for label, text in PARTS.items():
        parts = parts_of(text)
        features, needed = features_of(parts), needed_by(parts)
        for name in COMPONENTS:
            if name in needed:
                rules.append(_unless("parts", label, _is(name, True)))
            if not fits(TABLES.components[name], features):
                rules.append(_unless("parts", label, _is(name, False)))
        for database, row in TABLES.databases.items():
            if not fits(row, features):
                other = {"operator": "ne", "left": "database", "value": database}
                rules.append(_unless("parts", label, other))
    for updates, row in TABLES.updaters.items():
        rules += [_unless("updates", updates, _is(name, True)) for name in row.get("needs", [])]
    return rules


def possible_rows() -> list[Row]:
    """Rows in which every possible pair of values stands at least once.

    Returns:
        The rows, the same and in the same order every time.
    """
    rows = make(_FACTORS, constraints=_constraints())
    return [{factor: row[factor] for factor in _FACTORS} for row in rows]


def fewest_rows(rows: list[Row]) -> list[int]:
    """Which rows are enough for every single value to be in one of them.

    Args:
        rows: Rows to choose from.

    Returns:
        Their positions: always the row next that has most of what is missing.
    """
    missing = {(factor, value) for factor, values in _FACTORS.items() for value in values}
    chosen: list[int] = []
    while missing:
        gains = [len(missing & row.items()) for row in rows]
        best = gains.index(max(gains))
        assert gains[best], f"no row has {missing}"
        chosen.append(best)
        missing -= rows[best].items()
    return sorted(chosen)


def answers_of(row: Row) -> Answers:
    """The answers that a row stands for."""
    return {
        **NAMES[row["names"]],
        **_WEB[row["web"]],
        "parts": PARTS[row["parts"]],
        "database": row["database"],
        "python_min": row["python_min"],
        "license": row["license"],
        "code_host": row["code_host"],
        "updates": row["updates"],
        "components": [name for name in COMPONENTS if row[name]],
    }


Pair = tuple[str, Any, str, Any]


def pairs_of(rows: list[Row]) -> set[Pair]:
    """The pairs of values that stand together in at least one row."""
    factors = list(_FACTORS)
    return {
        (one, row[one], other, row[other])
        for row in rows
        for index, one in enumerate(factors)
        for other in factors[index + 1 :]
    }


def all_pairs() -> set[Pair]:
    """All pairs of values, possible or not."""
    factors = list(_FACTORS)
    return {
        (one, value, other, another)
        for index, one in enumerate(factors)
        for other in factors[index + 1 :]
        for value in _FACTORS[one]
        for another in _FACTORS[other]
    }


def lean_rows(pair: Pair) -> Iterator[Row]:
    """Rows with a pair of values and little else, one of them possible if any row with it is."""
    one, value, other, another = pair
    fixed = {one: value, other: another}
    usual_values = {factor: values[0] for factor, values in _FACTORS.items()}
    nothing = {"database": "none", "updates": "none"}
    for parts in [fixed["parts"]] if "parts" in fixed else PARTS:
        needed = needed_by(parts_of(PARTS[parts]))
        needed |= set(TABLES.updaters[fixed.get("updates", "none")].get("needs", []))
        chosen = {name: name in needed for name in COMPONENTS}
        yield {**usual_values, **nothing, **chosen, "parts": parts, **fixed}


def is_possible(pair: Pair) -> bool:
    """Whether any row with this pair is possible."""
    return any(not problems_of_row(row) for row in lean_rows(pair))


def refused_row(pair: Pair) -> Row:
    """A row with an impossible pair, and with as few other problems as can be."""
    return min(lean_rows(pair), key=lambda row: len(problems_of_row(row)))
