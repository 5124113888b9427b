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

from tests.support.answers import (
    COMPONENTS,
    PRESETS,
    Part,
    features_of,
    fits,
    needed_by,
    parts_of,
    several,
    typed,
    usual,
)
from tests.support.answers import KINDS as KIND_NAMES
from tests.support.edits import edit_project
from tests.support.environment import run
from tests.support.history import COMPONENT, NEEDED, TAGS, released_tags, write_history
from tests.support.losses import Outcome, Work, commit, git, judge, seeded_by, update
from tests.support.macros import TABLES
from tests.support.paths import ROOT
from tests.support.rendering import TEMPLATE_PARTS
from tests.support.soundness import ANSWERS_FILE

LARGEST = max(PRESETS, key=lambda preset: len(TABLES.presets[preset]["components"]))
"""The preset with the most components."""

UPCOMING = "v999.0.0"
"""What this version is called where it follows the real releases."""

NOTHING = "nothing new"
NEXT = "next version"
TWO_ON = "two versions on"
ON = "component on"
OFF = "component off"
ADDED = "part added"
DROPPED = "part dropped"
IDENTITY = "another identity"
AT_ONCE = "newest version, component off, part added"
KINDS = (NOTHING, NEXT, TWO_ON, ON, OFF, ADDED, DROPPED, IDENTITY, AT_ONCE)

_ADDED_COMPONENTS = {TAGS[1]: COMPONENT, TAGS[3]: NEEDED}
"""Components of the history that projects of a version have too, where they fit."""

OTHER_IDENTITY = {
    "project_name": "Acme Two",
    "description": "What it has become since.",
    "user_name": "Its new keepers",
    "license": "Apache-2.0",
    "repository_url": "https://git.example.org/acme/two",
    "python_min": "3.12",
}


def parts_before(preset: str) -> list[Part]:
    """The parts of a preset."""
    return parts_of(TABLES.presets[preset]["parts"])


def fitting(preset: str) -> list[str]:
    """The components that a project of a preset can have and can do without."""
    parts = parts_before(preset)
    features, needed = features_of(parts), needed_by(parts)
    return [
        name
        for name in COMPONENTS
        if name not in needed and fits(TABLES.components[name], features)
    ]


def components_before(preset: str) -> list[str]:
    """What a project of the matrix has at first; something is left to switch on."""
    chosen: list[str] = TABLES.presets[preset]["components"]
    if set(fitting(preset)) - set(chosen):
        return chosen
    return [name for name in chosen if name != fitting(preset)[-1]]


def switched_on(preset: str) -> list[str]:
    """The components that an update can switch on."""
    return [name for name in fitting(preset) if name not in components_before(preset)]


def switched_off(preset: str) -> list[str]:
    """The components that an update can switch off."""
    return [name for name in fitting(preset) if name in components_before(preset)]


def added(preset: str) -> list[str]:
    """Parts that an update can add, one of each kind; those that the preset has not come first."""
    kinds = [kind for _, kind in parts_before(preset)]
    possible = [kind for kind in KIND_NAMES if several(kind) or kind not in kinds]
    return [typed([usual(kind)]) for kind in sorted(possible, key=kinds.__contains__)]


def dropped(preset: str) -> list[str]:
    """Parts that an update can drop; those with tables first."""
    parts = sorted(parts_before(preset), key=lambda part: "storage" not in features_of([part]))
    return [typed([part]) for part in parts]


@dataclass(frozen=True)
class Case:
    """One update.

    Attributes:
        preset: The preset of the project.
        start: The version it was made from.
        kind: What the update does.
        what: The component or part that it does that to; by default the first of `choices`.
    """

    preset: str
    start: str
    kind: str
    what: str = ""

    def __str__(self) -> str:
        """Name the case in reports."""
        named = f"-{self.what}" if self.what else ""
        return f"{self.preset}-{self.start}-{self.kind}{named}"


def choices(case: Case) -> list[str]:
    """What a case may switch, add or drop."""
    lists = {ON: switched_on, OFF: switched_off, ADDED: added, DROPPED: dropped}
    return lists[case.kind](case.preset) if case.kind in lists else [""]


def is_possible(case: Case) -> bool:
    """Whether there is a version to go to, and something to switch, add or drop."""
    left = len(TAGS) - 1 - TAGS.index(case.start) if case.start in TAGS else 1
    needed = {NEXT: 1, TWO_ON: 2, AT_ONCE: 1}.get(case.kind, 0)
    return left >= needed and bool(choices(case))


def all_cases() -> list[Case]:
    """Every update that the history has, and one from every release of this repository."""
    product = itertools.product(PRESETS, TAGS, KINDS)
    cases = [Case(*each) for each in product]
    # Everything that can be switched, added or dropped, from the first version.
    cases += [
        Case(preset, TAGS[0], kind, what)
        for preset, kind in itertools.product(PRESETS, (ON, OFF, ADDED, DROPPED))
        for what in choices(Case(preset, TAGS[0], kind))[1:]
    ]
    cases += [Case(preset, tag, NEXT) for preset in PRESETS for tag in released_tags()]
    return [case for case in cases if is_possible(case)]


def few_of_the_history() -> list[Case]:
    """Each kind of update, each start and each preset at least once."""
    cases: list[Case] = []
    for index, kind in enumerate(KINDS):
        presets = [*PRESETS[index % len(PRESETS) :], *PRESETS]
        starts = [*TAGS[index % len(TAGS) :], *TAGS]
        pairs = zip(itertools.cycle(presets), starts, strict=False)
        cases.append(next(filter(is_possible, (Case(*pair, kind) for pair in pairs))))
    without = [name for name in PRESETS if name not in {case.preset for case in cases}]
    cases += [Case(preset, TAGS[0], NEXT) for preset in without]
    return cases


FEW = few_of_the_history()


def milestones(tags: Sequence[str]) -> list[str]:
    """The first release of each major version: what every change is tried from, for good."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.partition(".")[0], tag)
    return list(first.values())


def release_cases(tags: Sequence[str]) -> list[Case]:
    """Updates from the last release, for each preset, and from the milestones."""
    last = [Case(preset, tag, NEXT) for tag in tags[-1:] for preset in PRESETS]
    older = [Case(LARGEST, tag, NEXT) for tag in milestones(tags)]
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


def make_project(template: Path, destination: Path, preset: str, start: str) -> dict[str, Any]:
    """Make a project from a version of the template and put it under git; return its plan."""
    data: dict[str, Any] = {"preset": preset, "user_email": "us@ours.example"}
    if start in TAGS:
        extra = _ADDED_COMPONENTS.get(start, "")
        serves = "http" in features_of(parts_before(preset))
        more = [extra] if extra == COMPONENT or (extra and serves) else []
        data["components"] = [*components_before(preset), *more]
    with mock.patch.object(_main.Worker, "_sync_git_index_executable_bit"):
        worker = run_copy(
            str(template), destination, data=data, vcs_ref=start, defaults=True, quiet=True
        )
    git(destination, "init", "--quiet", "--initial-branch=main")
    commit(destination, "Start")
    plan: dict[str, Any] = worker.answers.user["plan"]
    return plan


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
    components, parts = answers["components"], answers["parts"]
    what = case.what or choices(case)[0]
    changed: dict[str, Any] = {}
    if case.kind == ON:
        changed["components"] = [*components, what]
    if case.kind == OFF:
        changed["components"] = [name for name in components if name != what]
    if case.kind == ADDED:
        changed["parts"] = f"{parts}, {what}".lstrip(", ")
    if case.kind == DROPPED:
        changed["parts"] = ", ".join(each for each in parts.split(", ") if each != what)
    if case.kind == IDENTITY:
        changed = dict(OTHER_IDENTITY)
    if case.kind == AT_ONCE:
        changed = at_once(case.preset, components, parts)
    return target_of(case), changed


def at_once(preset: str, components: list[str], parts: str) -> dict[str, Any]:
    """Everything in one update: the components have to fit the parts of the newest version."""
    parts = f"{parts}, {added(preset)[0]}".lstrip(", ")
    needed = sorted(needed_by(parts_of(parts)) - set(components))
    needed += [NEEDED] if ":resource" in parts else []
    gone = (switched_off(preset)[-1], COMPONENT)
    kept = [name for name in components if name not in gone]
    return {"parts": parts, "components": [*kept, *needed]}


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
