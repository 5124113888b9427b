"""The matrix of updates: from which version, which preset, and what the update does."""

import itertools
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import yaml
from copier import VcsRef, _main, run_copy
from filelock import FileLock

from tests.support.answers import PRESETS
from tests.support.edits import edit_project
from tests.support.environment import run
from tests.support.history import COMPONENT, NEEDED, TAGS, released_tags, write_history
from tests.support.losses import Outcome, Work, commit, git, judge, seeded_by, update
from tests.support.macros import TABLES
from tests.support.paths import ROOT
from tests.support.rendering import TEMPLATE_PARTS
from tests.support.soundness import ANSWERS_FILE

UPCOMING = "v999.0.0"
"""What this version is called where it follows the real releases."""

NOTHING = "nothing new"
NEXT = "next version"
TWO_ON = "two versions on"
ON = "component on"
OFF = "component off"
ADDED = "service added"
DROPPED = "service dropped"
IDENTITY = "another identity"
AT_ONCE = "newest version, component off, service added"
KINDS = (NOTHING, NEXT, TWO_ON, ON, OFF, ADDED, DROPPED, IDENTITY, AT_ONCE)

_SWITCHED = {"service": ("cli", "auth"), "platform": ("docs", "auth"), "library": ("cli", "docs")}
"""A component to switch on and one to switch off, for each preset."""
_OFF_AT_FIRST = {"platform": ("docs",)}
"""What projects of the matrix go without at first, so that something is left to switch on."""
_ADDED_COMPONENTS: dict[str, dict[str, Sequence[str]]] = {
    TAGS[1]: {COMPONENT: PRESETS},
    TAGS[3]: {NEEDED: ("service", "platform")},
}
"""Components of the history that projects of a version have too, by preset."""
_ADDED = {"service": "exports:jobs", "platform": "exports:jobs", "library": "items:resource"}
OTHER_IDENTITY = {
    "project_name": "Acme Two",
    "description": "What it has become since.",
    "user_name": "Its new keepers",
    "license": "Apache-2.0",
    "repository_url": "https://git.example.org/acme/two",
    "python_min": "3.12",
}
_DROPPED = {"service": "items:resource", "platform": "datasets:resource"}


@dataclass(frozen=True)
class Case:
    """One update.

    Attributes:
        preset: The preset of the project.
        start: The version it was made from.
        kind: What the update does.
    """

    preset: str
    start: str
    kind: str

    def __str__(self) -> str:
        """Name the case in reports."""
        return f"{self.preset}-{self.start}-{self.kind}"


def is_possible(case: Case) -> bool:
    """Whether there is a version to go to, and a service to drop."""
    left = len(TAGS) - 1 - TAGS.index(case.start) if case.start in TAGS else 1
    needed = {NEXT: 1, TWO_ON: 2, AT_ONCE: 1}.get(case.kind, 0)
    return left >= needed and not (case.kind == DROPPED and case.preset not in _DROPPED)


def all_cases() -> list[Case]:
    """Every update that the history has, and one from every release of this repository."""
    product = itertools.product(PRESETS, TAGS, KINDS)
    cases = [Case(*each) for each in product]
    cases += [Case(preset, tag, NEXT) for preset in PRESETS for tag in released_tags()]
    return [case for case in cases if is_possible(case)]


FEW = [
    Case("platform", TAGS[0], TWO_ON),
    Case("platform", TAGS[0], DROPPED),
    Case("platform", TAGS[2], NEXT),
    Case("service", TAGS[0], ADDED),
    Case("service", TAGS[0], ON),
    Case("service", TAGS[0], OFF),
    Case("service", TAGS[1], TWO_ON),
    Case("service", TAGS[3], IDENTITY),
    Case("library", TAGS[0], NEXT),
    Case("library", TAGS[1], AT_ONCE),
    Case("library", TAGS[2], NOTHING),
    Case("library", TAGS[3], OFF),
]
"""Each kind of update, each start and each preset at least once."""


def milestones(tags: Sequence[str]) -> list[str]:
    """The first release of each major version: what every change is tried from, for good."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.partition(".")[0], tag)
    return list(first.values())


def release_cases(tags: Sequence[str]) -> list[Case]:
    """Updates from the last release, for each preset, and from the milestones."""
    last = [Case(preset, tag, NEXT) for tag in tags[-1:] for preset in PRESETS]
    older = [Case("platform", tag, NEXT) for tag in milestones(tags)]
    return list(dict.fromkeys([*last, *older]))


def few_cases() -> list[Case]:
    """What every change of the template is tried on."""
    return [*FEW, *release_cases(released_tags())]


class Matrix:
    """Makes projects from the history, has people edit them, and updates them."""

    def __init__(self, shared: Path) -> None:
        """Keep the history and the edited projects in a folder that worker processes share."""
        self._shared = shared / "matrix"
        self._shared.mkdir(exist_ok=True)

    def template(self, start: str) -> Path:
        """The repository in which a version is: the history, or this one with its releases."""
        name = "history" if start in TAGS else "releases"
        path = self._shared / name
        with FileLock(self._shared / f"{name}.lock"):
            if not path.exists():
                make = write_history if start in TAGS else write_releases
                make(self._shared / f"{name}.staging").rename(path)
        return path

    def project(self, preset: str, start: str, destination: Path) -> Path:
        """Copy the project of a preset that was made from a version and edited."""
        path = self._shared / f"{preset}-{start}"
        with FileLock(self._shared / f"{preset}-{start}.lock"):
            if not path.exists():
                staging = self._shared / f"{path.name}.staging"
                make_project(self.template(start), staging, preset, start)
                edit_project(staging)
                commit(staging, "Work")
                staging.rename(path)
        shutil.copytree(path, destination, symlinks=True)
        return destination

    def run(self, case: Case, destination: Path) -> Outcome:
        """Update a project and find out what is lost.

        Args:
            case: What to do.
            destination: A folder for the project, which does not exist yet.

        Returns:
            What was found.
        """
        project = self.project(case.preset, case.start, destination)
        work = Work.of(project)
        target, answers = step(case, project)
        plan = update(project, target, **answers)
        seeded = seeded_by(self.template(case.start), case.start)
        return judge(project, work, seeded, plan, answers)


def write_releases(destination: Path) -> Path:
    """Clone this repository with its tags, and release what is in the work tree."""
    run(["git", "clone", "--quiet", ROOT, destination], ROOT)
    for part in TEMPLATE_PARTS:
        if (destination / part).is_dir():
            shutil.rmtree(destination / part)
            shutil.copytree(ROOT / part, destination / part, symlinks=True)
        else:
            shutil.copy2(ROOT / part, destination / part)
    git(destination, "add", "--all")
    git(destination, "commit", "--quiet", "--allow-empty", "--message", "Upcoming")
    git(destination, "tag", UPCOMING)
    return destination


def make_project(template: Path, destination: Path, preset: str, start: str) -> None:
    """Make a project from a version of the template and put it under git."""
    data: dict[str, Any] = {"preset": preset, "user_email": "us@ours.example"}
    if start in TAGS:
        off = _OFF_AT_FIRST.get(preset, ())
        on = [name for name in TABLES.presets[preset]["components"] if name not in off]
        added = _ADDED_COMPONENTS.get(start, {})
        more = [name for name, presets in added.items() if preset in presets]
        data["components"] = [*on, *more]
    with mock.patch.object(_main.Worker, "_sync_git_index_executable_bit"):
        run_copy(str(template), destination, data=data, vcs_ref=start, defaults=True, quiet=True)
    git(destination, "init", "--quiet", "--initial-branch=main")
    commit(destination, "Start")


def target_of(case: Case) -> str | VcsRef:
    """The version that an update goes to."""
    if case.kind not in (NEXT, TWO_ON, AT_ONCE):
        return VcsRef.CURRENT
    if case.start not in TAGS:
        return UPCOMING
    further = {NEXT: 1, TWO_ON: 2}
    return TAGS[TAGS.index(case.start) + further[case.kind]] if case.kind in further else TAGS[-1]


def step(case: Case, project: Path) -> tuple[str | VcsRef, dict[str, Any]]:
    """The version that an update goes to, and the answers that it changes."""
    answers = yaml.safe_load((project / ANSWERS_FILE).read_text())
    components, services = answers["components"], answers["services"]
    on, off = _SWITCHED[case.preset]
    changed: dict[str, Any] = {}
    if case.kind == ON:
        changed["components"] = [*components, on]
    if case.kind == OFF:
        changed["components"] = [name for name in components if name != off]
    if case.kind == ADDED:
        changed["services"] = f"{services}, {_ADDED[case.preset]}".lstrip(", ")
    if case.kind == DROPPED:
        kept = [each for each in services.split(", ") if each != _DROPPED[case.preset]]
        changed["services"] = ", ".join(kept)
    if case.kind == IDENTITY:
        changed = dict(OTHER_IDENTITY)
    if case.kind == AT_ONCE:
        changed = at_once(case.preset, components, services, off)
    return target_of(case), changed


def at_once(preset: str, components: list[str], services: str, off: str) -> dict[str, Any]:
    """Everything in one update: the components have to fit the services of the newest version."""
    services = f"{services}, {_ADDED[preset]}".lstrip(", ")
    needed = ["quotas"] if ":resource" in services else []
    needed += ["jobs"] if ":jobs" in services and "jobs" not in components else []
    gone = (off, COMPONENT)
    kept = [name for name in components if name not in gone]
    return {"services": services, "components": [*kept, *needed]}


def numbers(case: Case, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """What is recorded of a case, for the report."""
    yield (
        "update",
        json.dumps(
            {
                "preset": case.preset,
                "start": case.start,
                "kind": case.kind,
                "lines": outcome.kept,
                "conflicts": sorted(outcome.conflicts),
                "problems": outcome.problems,
            }
        ),
    )
