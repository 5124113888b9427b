"""How many requests a service answers, and how fast."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from tests.benchmarks.figures import Figure, Goal, ratios
from tests.benchmarks.projects import PAGE, Running, Workshop
from tests.benchmarks.servers import Server

HEALTH = "/health/live"
THEIRS = "the project of `fastapi_template`, two columns and no auth"
WARM_UP_SECONDS = 1.0


@dataclass(frozen=True)
class Contender:
    """A server under load.

    Attributes:
        server: The server, prepared.
        path: What is asked of it.
        headers: Header lines of the requests.
    """

    server: Server
    path: str
    headers: tuple[str, ...] = ()


Samples = dict[str, list[dict[str, float]]]


def compare(contenders: dict[str, Contender], python: Path, rounds: int, seconds: float) -> Samples:
    """Load servers in turn, all of them in each round, every second round in reverse."""
    samples: Samples = {name: [] for name in contenders}
    with _running(contenders.values()):
        for number in range(-1, rounds):
            names = list(contenders) if number % 2 else list(reversed(contenders))
            for name in names:
                each = contenders[name]
                figures = each.server.load(
                    each.path,
                    seconds=WARM_UP_SECONDS if number < 0 else seconds,
                    headers=each.headers,
                    python=python,
                )
                if number >= 0:
                    samples[name].append(figures)
    return samples


@contextmanager
def _running(contenders: Any) -> Iterator[None]:
    with ExitStack() as stack:
        for contender in contenders:
            stack.enter_context(contender.server).wait()
        yield


def figures_of(samples: Samples, group: str) -> Callable[..., Figure]:
    """Return a function that makes a line of the table from two of the contenders."""

    def figure(
        one: str, other: str, what: str, goal: Goal | None = None, *, of: str = "rate"
    ) -> Figure:
        ours = [each[of] for each in samples[one]]
        theirs = [each[of] for each in samples[other]]
        if of == "rate":
            note = f"{median(ours):.0f} ÷ {median(theirs):.0f} requests/s"
        else:
            note = f"{median(ours):.1f} ÷ {median(theirs):.1f} ms"
        return Figure(group, what, ratios(ours, theirs), goal, note)

    return figure


def measure_health(workshop: Workshop, rounds: int, seconds: float) -> list[Figure]:
    """Compare the health route with that of bare FastAPI."""
    service, everything = workshop.service(), workshop.everything()
    contenders = {
        "bare": Contender(service.beside("bare"), HEALTH),
        "service": Contender(service.serve(), HEALTH),
        "everything": Contender(everything.serve(), HEALTH),
        "ceiling": Contender(service.beside("ceiling"), HEALTH),
    }
    figure = figures_of(compare(contenders, service.python, rounds, seconds), "health")
    return [
        figure("service", "bare", "health route, `service` ÷ bare FastAPI", Goal(0.9, True)),
        figure("everything", "bare", "health route, everything on ÷ bare FastAPI", Goal(0.8, True)),
        figure("ceiling", "bare", "three lines of ASGI ÷ bare FastAPI"),
    ]


def _bearer(running: Running) -> tuple[str, ...]:
    return (f"Authorization: Bearer {running.token('viewer')}",)


def _hand_written(running: Running, *, checked: bool) -> Contender:
    """The same list from the same database, with or without a check of the token."""
    slug = running.checkout.plan["slug"]
    secret = "development-only-known-to-everyone"  # noqa: S105 - it is in every project
    arguments = [running.database, running.service, *((secret, slug, slug) if checked else ())]
    headers = _bearer(running) if checked else ()
    return Contender(running.beside("listing", *arguments), running.path, headers)


def _listing(running: Running) -> Contender:
    return Contender(running.serve(), running.path, _bearer(running))


def _answer(contender: Contender) -> list[dict[str, Any]]:
    """What a contender answers, as far as all should agree."""
    pairs = (line.split(": ", 1) for line in contender.headers)
    url = f"http://127.0.0.1:{contender.server.port}{contender.path}"
    with contender.server as server:
        server.wait()
        with urlopen(Request(url, headers=dict(pairs))) as answer:
            page = json.load(answer)
    compared = ("id", "name", "description")
    return [{name: item[name] for name in compared} for item in page["items"]]


def _check(contenders: dict[str, Contender], *names: str) -> None:
    expected = _answer(contenders["bare"])
    if len(expected) != PAGE or any(_answer(contenders[name]) != expected for name in names):
        message = "the applications do not list the same"
        raise ValueError(message)


def measure_listing(workshop: Workshop, rounds: int, seconds: float) -> list[Figure]:
    """Compare the list route with the same query in an application written by hand.

    Raises:
        ValueError: They do not answer the same.
    """
    service, everything = workshop.service(), workshop.everything()
    for running in (service, everything):
        running.fill()
    contenders = {
        "bare": _hand_written(service, checked=False),
        "checked": _hand_written(service, checked=True),
        "service": _listing(service),
        "everything": _listing(everything),
    }
    _check(contenders, "checked", "service")
    neighbour = workshop.neighbour()
    contenders["neighbour"] = Contender(neighbour.serve(), neighbour.path(PAGE))
    figure = figures_of(compare(contenders, service.python, rounds, seconds), "listing")
    return [
        figure("service", "bare", "list route, `service` ÷ by hand without auth", Goal(0.8, True)),
        figure("service", "checked", "list route, `service` ÷ by hand with auth", Goal(0.8, True)),
        figure("everything", "checked", "list route, everything on ÷ by hand with auth"),
        figure("service", "neighbour", f"list route, `service` ÷ {THEIRS}", Goal(1.5, True)),
        figure("service", "bare", "its 99th percentile ÷ without auth", Goal(1.3), of="p99"),
        figure("service", "checked", "its 99th percentile ÷ with auth", Goal(1.3), of="p99"),
    ]


def measure_postgresql(workshop: Workshop, rounds: int, seconds: float) -> list[Figure]:
    """Compare the same on PostgreSQL, where `TEST_DATABASE_URL` names a server.

    Raises:
        ValueError: They do not answer the same.
    """
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        sys.stderr.write("TEST_DATABASE_URL is not set: NOTHING IS MEASURED ON POSTGRESQL\n")
        return []
    service = workshop.service().on(server)
    service.fill()
    contenders = {
        "bare": _hand_written(service, checked=False),
        "checked": _hand_written(service, checked=True),
        "service": _listing(service),
    }
    _check(contenders, "checked", "service")
    figure = figures_of(compare(contenders, service.python, rounds, seconds), "postgresql")
    on = "on PostgreSQL"
    route = f"list route {on}, `service` ÷ by hand"
    return [
        figure("service", "bare", f"{route} without auth", Goal(0.8, True)),
        figure("service", "checked", f"{route} with auth", Goal(0.8, True)),
        figure("service", "bare", f"its 99th percentile {on} ÷ without auth", Goal(1.3), of="p99"),
        figure("service", "checked", f"its 99th percentile {on} ÷ with auth", Goal(1.3), of="p99"),
    ]
