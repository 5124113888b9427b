"""The command: measures everything, prints the table and writes it into the document."""

import argparse
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import report
from tests.benchmarks.figures import Figure
from tests.benchmarks.projects import Workshop
from tests.benchmarks.rendering import measure_copier, measure_rendering, measure_services
from tests.benchmarks.serving import measure_health, measure_listing, measure_postgresql
from tests.benchmarks.starting import measure_starting
from tests.benchmarks.updating import measure_updating
from tests.support.paths import COPIER_SETTINGS
from tests.support.rendering import stage_template

Measure = Callable[[], list[Figure]]


class _Collector(BaseHTTPRequestHandler):
    """Takes traces and forgets them."""

    def do_POST(self) -> None:
        """Take some."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _collector() -> Iterator[str]:
    """Run a collector of traces; the value is its endpoint."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces"
        server.shutdown()


def measures(folder: Path, collector: str, *, quick: bool) -> dict[str, Measure]:
    """Return every measurement by its name; quick ones are rough."""
    template = stage_template(folder / "template")
    workshop = Workshop(folder, collector)
    rounds, seconds = (3, 1.0) if quick else (9, 2.0)

    def below(name: str) -> Path:
        (folder / name).mkdir()
        return folder / name

    return {
        "render": lambda: measure_rendering(template, below("render"), 1 if quick else 5),
        "copier": lambda: measure_copier(template, below("copier"), 1 if quick else 5),
        "services": lambda: measure_services(
            template, below("services"), 1 if quick else 3, 20 if quick else 100
        ),
        "health": lambda: measure_health(workshop, rounds, seconds),
        "listing": lambda: measure_listing(workshop, rounds, seconds),
        "postgresql": lambda: measure_postgresql(workshop, rounds, seconds),
        "start": lambda: measure_starting(workshop, 3 if quick else 7),
        "update": lambda: measure_updating(template, below("update"), 2 if quick else 5),
    }


def main() -> None:
    """Read the command line and measure."""
    names = ["render", "copier", "services", "health", "listing", "postgresql", "start", "update"]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=names, help="measure this; repeatable")
    parser.add_argument("--quick", action="store_true", help="fewer, shorter rounds: rough figures")
    options = parser.parse_args()
    os.environ["COPIER_SETTINGS_PATH"] = str(COPIER_SETTINGS)
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="benchmarks-") as name, _collector() as collector:
        available = measures(Path(name).resolve(), collector, quick=options.quick)
        for wanted in options.only or names:
            sys.stderr.write(f"measuring: {wanted}\n")
            figures += available[wanted]()
    sys.stdout.write(report.table(figures))
    if not options.only and not options.quick:
        report.write(figures)


if __name__ == "__main__":
    main()
