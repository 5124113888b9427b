"""Answers to try: the presets, and rows that hold every possible pair of answers."""

from typing import Any

from covertable import make

from tests.support.rendering import Answers

PRESETS = ("service", "platform", "library")
COMPONENTS = ("auth", "jobs", "metrics", "tracing", "cli", "docker", "ci", "docs")
NEED_A_SERVICE = ("auth", "metrics", "tracing", "docker")
"""Components without a use where there are no services; jobs follows from the kinds."""

SERVICES = {
    "none": "",
    "resource": "items:resource",
    "jobs": "exports:jobs",
    "training": "training:training",
    "resource and training": "training:training, datasets:resource",
    "jobs and resource": "zebras:resource, audits:jobs",
    "longest and shortest of each": (
        "extraordinarily_long:resource, unbelievably_longish:jobs, incredibly_long_name:training,"
        " c:resource, b:jobs"
    ),
    "two resources": "records:resource, accounts:resource",
}
"""Combinations of kinds, in and out of alphabetical order, with names of 1 to 20 characters."""

NAMES = {
    "usual": {"project_name": "Acme"},
    "shortest": {"project_name": "Q", "package": "q"},
    "longest": {
        "project_name": "The Extraordinarily Long Name of One Project, Sixty in All",
        "package": "the_extraordinarily_long_name_of_o",
    },
}

_FACTORS: dict[str, list[Any]] = {
    "services": list(SERVICES),
    "names": list(NAMES),
    "database": ["postgresql", "none"],
    "python_min": ["3.11", "3.12", "3.13", "3.14"],
    "license": ["MIT", "Apache-2.0", "BSD-3-Clause", "Proprietary"],
    "web": ["nowhere", "github", "elsewhere"],
    "updates": ["workflow", "renovate", "none"],
    **{name: [True, False] for name in COMPONENTS},
}
_WEB = {
    "nowhere": {},
    "github": {"github_user": "acme-corp"},
    "elsewhere": {"repository_url": "https://git.example.com/acme/acme.git"},
}

Row = dict[str, Any]


def problem_of(row: Row) -> str:
    """Which question refuses a row, written down here a second time to hold the template to it.

    Args:
        row: One value of each factor.

    Returns:
        The question's name, or an empty string for a possible row.
    """
    services = SERVICES[row["services"]]
    runs_jobs = "jobs" in services.replace("training", "jobs")
    if not services and any(row[name] for name in (*NEED_A_SERVICE, "jobs")):
        return "components"
    if bool(services) and row["jobs"] != runs_jobs:
        return "components"
    if not services and row["database"] == "postgresql":
        return "database"
    return "updates" if row["updates"] == "workflow" and not row["ci"] else ""


def _unless(field: str, value: str, condition: dict[str, Any]) -> dict[str, Any]:
    """The condition holds wherever the field has the value."""
    differs = {"operator": "ne", "left": field, "value": value}
    return {"operator": "or", "conditions": [differs, condition]}


def _constraints() -> list[dict[str, Any]]:
    """The rules of `problem_of`, as the generator of pairs takes them."""
    off = [{"operator": "eq", "left": name, "value": False} for name in NEED_A_SERVICE]
    off.append({"operator": "eq", "left": "database", "value": "none"})
    rules = [_unless("services", "none", condition) for condition in off]
    for label, services in SERVICES.items():
        runs_jobs = ":jobs" in services or ":training" in services
        on = {"operator": "eq", "left": "jobs", "value": runs_jobs}
        rules.append(_unless("services", label, on))
    rules.append(_unless("updates", "workflow", {"operator": "eq", "left": "ci", "value": True}))
    return rules


def possible_rows() -> list[Row]:
    """Rows in which every possible pair of values stands at least once.

    Returns:
        The rows, the same and in the same order every time.
    """
    rows = make(_FACTORS, constraints=_constraints())
    return [{factor: row[factor] for factor in _FACTORS} for row in rows]


def answers_of(row: Row) -> Answers:
    """The answers that a row stands for."""
    return {
        **NAMES[row["names"]],
        **_WEB[row["web"]],
        "services": SERVICES[row["services"]],
        "database": row["database"],
        "python_min": row["python_min"],
        "license": row["license"],
        "updates": row["updates"],
        "components": [name for name in COMPONENTS if row[name]],
    }


def pairs_of(rows: list[Row]) -> set[tuple[str, Any, str, Any]]:
    """The pairs of values that stand together in at least one row."""
    factors = list(_FACTORS)
    return {
        (one, row[one], other, row[other])
        for row in rows
        for index, one in enumerate(factors)
        for other in factors[index + 1 :]
    }


def all_pairs() -> set[tuple[str, Any, str, Any]]:
    """All pairs of values, possible or not."""
    factors = list(_FACTORS)
    return {
        (one, value, other, another)
        for index, one in enumerate(factors)
        for other in factors[index + 1 :]
        for value in _FACTORS[one]
        for another in _FACTORS[other]
    }


def is_possible(pair: tuple[str, Any, str, Any]) -> bool:
    """Whether any row with this pair is possible."""
    one, value, other, another = pair
    fixed = {one: value, other: another}
    candidates = [fixed["services"]] if "services" in fixed else list(SERVICES)
    lean = {"database": "none", "updates": "none", **dict.fromkeys(COMPONENTS, False)}
    rows = [
        lean | {"services": services, "jobs": jobs, "ci": ci} | fixed
        for services in candidates
        for jobs in (True, False)
        for ci in (True, False)
    ]
    return any(not problem_of(row) for row in rows)
