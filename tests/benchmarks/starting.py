"""How long a service takes to start, and how much memory it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.request import urlopen

from tests.benchmarks.figures import Figure, Goal, ratios
from tests.benchmarks.projects import Running, Workshop
from tests.benchmarks.servers import Server

REQUESTS = 200
SAME_IMPORTS = Goal(1.2)


@dataclass(frozen=True)
class Started:
    """What was measured of one start.

    Attributes:
        seconds: Until the first good answer.
        megabytes: Resident memory after some requests.
    """

    seconds: float
    megabytes: float


def start(prepare: Callable[[], Server]) -> Started:
    """Start a server, ask it for something, weigh it and stop it."""
    with prepare() as server:
        seconds = server.wait()
        for _ in range(REQUESTS):
            with urlopen(f"http://127.0.0.1:{server.port}/health/live") as answer:
                answer.read()
        return Started(seconds, server.memory().get("rss", float("nan")))


def _by_hand(running: Running) -> Callable[[], Server]:
    return lambda: running.beside("bare", *running.imports)


def measure_starting(workshop: Workshop, rounds: int) -> list[Figure]:
    """Compare start-up and memory with bare FastAPI, and with the same imports in it."""
    service = workshop.service()
    cases = [
        ("`service`", service, Goal(2.0)),
        ("everything on", workshop.everything(), Goal(3.0)),
        ("everything on, with jobs", workshop.jobs(), Goal(3.0)),
    ]
    kinds: dict[str, Callable[[], Server]] = {"bare": lambda: service.beside("bare")}
    for name, running, _ in cases:
        kinds[name] = running.serve
        kinds[f"{name} by hand"] = _by_hand(running)
    taken = _rounds(kinds, rounds)

    def both(one: str, other: str, what: str, goal: Goal) -> list[Figure]:
        seconds = [[each.seconds for each in taken[name]] for name in (one, other)]
        memory = [[each.megabytes for each in taken[name]] for name in (one, other)]
        return [
            Figure("start", f"start-up, {what}", ratios(*seconds), goal, _note(seconds, "s")),
            Figure("start", f"memory, {what}", ratios(*memory), goal, _note(memory, "MB")),
        ]

    figures: list[Figure] = []
    for name, _, goal in cases:
        figures += both(name, f"{name} by hand", f"{name} ÷ the same imports", SAME_IMPORTS)
        figures += both(name, "bare", f"{name} ÷ bare FastAPI", goal)
    return figures


def _rounds(kinds: dict[str, Callable[[], Server]], rounds: int) -> dict[str, list[Started]]:
    taken: dict[str, list[Started]] = {name: [] for name in kinds}
    for number in range(-1, rounds):
        for name in kinds if number % 2 else reversed(kinds):
            started = start(kinds[name])
            if number >= 0:
                taken[name].append(started)
    return taken


def _note(samples: Sequence[Sequence[float]], unit: str) -> str:
    digits = 2 if unit == "s" else 0
    return " ÷ ".join(f"{median(values):.{digits}f}" for values in samples) + f" {unit}"
