"""What rendering costs, in process."""

from itertools import count
from pathlib import Path
from shutil import copytree, rmtree
from statistics import median
from time import perf_counter

from copier import run_copy

from tests.benchmarks.figures import Figure, Goal, ratios
from tests.support.rendering import Answers

LETTERS = "abcdefghij"
SETTINGS = "_subdirectory: template\nproject_name:\n  type: str\n  default: Acme\n"
ANSWERS_FILE = "{{ _copier_conf.answers_file }}.jinja"


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


def make_empty(folder: Path) -> Path:
    """Make a template of one question and the answers file."""
    (folder / "template").mkdir(parents=True)
    (folder / "copier.yml").write_text(SETTINGS)
    answers = "{{ _copier_answers | to_nice_yaml }}"
    (folder / "template" / ANSWERS_FILE).write_text(answers)
    return folder


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
    """Compare the presets with an empty template, and with one that only copies files."""
    clock = Clock(folder)
    empty = make_empty(folder / "empty")
    finished = make_finished(folder / "finished", clock.render(template, {"preset": "platform"}))
    kinds = {
        "empty": lambda: clock(empty),
        "service": lambda: clock(template),
        "platform": lambda: clock(template, {"preset": "platform"}),
        "finished": lambda: clock(finished),
    }
    for kind in kinds.values():
        kind()
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, kind in kinds.items():
            taken[name].append(kind())
    note = " ÷ ".join
    shown = {name: f"{median(values):.2f} s" for name, values in taken.items()}

    def figure(one: str, other: str, what: str, goal: Goal | None = None) -> Figure:
        values = ratios(taken[one], taken[other])
        return Figure("render", what, values, goal, note([shown[one], shown[other]]))

    return [
        figure("service", "empty", "default preset ÷ empty template", Goal(2.5)),
        figure("platform", "empty", "largest preset ÷ empty template", Goal(4)),
        figure("finished", "empty", "its files, copied with nothing to fill in ÷ empty template"),
        figure("platform", "finished", "largest preset ÷ its files, copied"),
    ]


def measure_services(template: Path, folder: Path, rounds: int, most: int) -> list[Figure]:
    """Compare what one more service costs when there are many with when there are few."""
    clock = Clock(folder)
    few = most // 10
    answers = {number: {"services": services(number)} for number in (1, few, most)}
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
