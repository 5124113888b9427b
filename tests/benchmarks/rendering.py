"""What rendering costs, in process."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from shutil import copytree, rmtree
from statistics import median
from time import perf_counter
from typing import Any
from unittest import mock

from copier import _main, run_copy

from tests.benchmarks.figures import Figure, Goal, ratios
from tests.support.compiling import compiled_once
from tests.support.rendering import Answers

LETTERS = "abcdefghij"
SETTINGS = "_subdirectory: template\nproject_name:\n  type: str\n  default: Acme\n"
ANSWERS_FILE = "{{_copier_conf.answers_file}}.jinja"
ANSWERS = "{{ _copier_answers | to_nice_yaml }}"


class Clock:
    """Renders into fresh folders and takes the time."""

    def __init__(self, folder: Path) -> None:
        """Work below a folder that exists."""
        self._folder = folder
        self._numbers = count()

    def __call__(self, template: Path, answers: Answers | None = None) -> float:
        """Return the seconds of one render."""
        destination = self.render(template, answers or {})
        seconds = self._seconds
        rmtree(destination)
        return seconds

    def render(self, template: Path, answers: Answers) -> Path:
        """Render and keep the project."""
        destination = self._folder / f"rendered{next(self._numbers)}"
        started = perf_counter()
        run_copy(str(template), destination, data=dict(answers), defaults=True, quiet=True)
        self._seconds = perf_counter() - started
        return destination


def make_finished(folder: Path, project: Path) -> Path:
    """Make a template that only copies the files of a project: no question, nothing to fill in."""
    (folder / "template").parent.mkdir(parents=True)
    copytree(
        project, folder / "template", ignore=lambda _, names: {".copier-answers.yml"} & {*names}
    )
    (folder / "copier.yml").write_text(SETTINGS)
    return folder


def services(number: int) -> str:
    """Name that many services."""
    names = [one + other for one in LETTERS for other in LETTERS][:number]
    return ", ".join(f"service_{name}:resource" for name in names)


def measure_rendering(template: Path, folder: Path, rounds: int) -> list[Figure]:
    """Compare the smallest and the largest project with a template that only copies their files."""
    clock = Clock(folder)
    presets = {"service": "default preset", "platform": "largest preset"}
    taken: dict[str, list[float]] = {}
    finished = {}
    for preset in presets:
        project = clock.render(template, {"preset": preset})
        finished[preset] = make_finished(folder / f"finished-{preset}", project)
    for number in range(rounds + 1):
        for preset in presets:
            ours = clock(template, {"preset": preset})
            theirs = clock(finished[preset])
            if number:  # the first round only warms up
                taken.setdefault(preset, []).append(ours)
                taken.setdefault(f"{preset}, copied", []).append(theirs)

    def figure(preset: str) -> Figure:
        ours, theirs = taken[preset], taken[f"{preset}, copied"]
        note = f"{median(ours):.2f} s ÷ {median(theirs):.2f} s"
        what = f"{presets[preset]} ÷ its files, copied with nothing to fill in"
        return Figure("render", what, ratios(ours, theirs), Goal(1.6), note)

    return [figure(preset) for preset in presets]


@contextmanager
def _answers_path_kept() -> Iterator[None]:
    """Let Copier compute the path of the answers file once, not for each part of each path."""
    original = _main.Worker.answers_relpath.fget
    assert original
    kept: dict[int, Any] = {}

    def answers_relpath(self: _main.Worker) -> Any:
        if id(self) not in kept:
            kept[id(self)] = original(self)
        return kept[id(self)]

    with mock.patch.object(_main.Worker, "answers_relpath", property(answers_relpath)):
        yield


@contextmanager
def _git_asked_once() -> Iterator[None]:
    """Let Copier not ask git about each file; whether modes matter is the same for all of them."""
    with mock.patch.object(_main.Worker, "_sync_git_index_executable_bit"):
        yield


@contextmanager
def _all_three() -> Iterator[None]:
    with ExitStack() as stack:
        for change in (_answers_path_kept, _git_asked_once, compiled_once):
            stack.enter_context(change())
        yield


CHANGES = {
    "the path of the answers file computed once": _answers_path_kept,
    "git asked once about modes": _git_asked_once,
    "compiled templates kept by their text": compiled_once,
    "all three": _all_three,
}
"""Small changes in Copier that are tried on it from outside."""


def measure_copier(template: Path, folder: Path, rounds: int) -> list[Figure]:
    """Compare the largest preset under a changed Copier with the same under Copier as it is."""
    clock = Clock(folder)
    variants: dict[str, Any] = {"as it is": nullcontext, **CHANGES}
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, change in variants.items():
            with change():
                seconds = clock(template, {"preset": "platform"})
            if number:
                taken[name].append(seconds)
    usual = taken["as it is"]
    return [
        Figure(
            "copier",
            f"largest preset, {name} ÷ Copier as it is",
            ratios(taken[name], usual),
            None,
            f"{median(taken[name]):.2f} s ÷ {median(usual):.2f} s",
        )
        for name in CHANGES
    ]


def measure_services(template: Path, folder: Path, rounds: int, most: int) -> list[Figure]:
    """Compare what one more service costs when there are many with when there are few."""
    clock = Clock(folder)
    few = most // 10
    answers = {number: {"parts": services(number)} for number in (1, few, most)}
    clock(template, answers[1])
    taken: dict[int, list[float]] = {number: [] for number in answers}
    for _ in range(rounds):
        for number, given in answers.items():
            taken[number].append(clock(template, given))

    def cost(number: int, since: int) -> list[float]:
        pairs = zip(taken[number], taken[since], strict=True)
        return [(more - less) / (number - since) for more, less in pairs]

    early, late = cost(few, 1), cost(most, few)
    note = f"{median(late) * 1000:.0f} ms ÷ {median(early) * 1000:.0f} ms a service"
    what = f"service {few} to {most} ÷ service 2 to {few}"
    return [Figure("services", what, ratios(late, early), Goal(1.2), note)]
