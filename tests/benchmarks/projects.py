"""Generated projects with an environment like that of production, and what runs in them."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.neighbour import Neighbour
from tests.benchmarks.servers import Server, free_port, script
from tests.support.environment import Checkout, check_out
from tests.support.rendering import Project, render_once

APPLICATIONS = Path(__file__).with_name("applications")
ROWS = 100
PAGE = 20


@dataclass(frozen=True)
class Running:
    """How one service of a project is run.

    Attributes:
        checkout: The project.
        service: The service.
        environment: The variables of its processes.
        imports: The libraries that the service loads, for a hand-written application.
    """

    checkout: Checkout
    service: str
    environment: dict[str, str]
    imports: tuple[str, ...]

    @property
    def python(self) -> Path:
        """The interpreter of the project."""
        return self._script("python")

    @property
    def path(self) -> str:
        """The list route with a page of the usual size."""
        return f"/{self.service}?limit={PAGE}"

    def serve(self) -> Server:
        """Prepare a server that runs as the people of the project run it."""
        port = free_port()
        command = [self._command, "serve", self.service, "--port", port]
        return Server(command, port, self.checkout.path, self.environment)

    def beside(self, application: str, *arguments: str) -> Server:
        """Prepare a server for a hand-written application on the same libraries."""
        port = free_port()
        command = [self.python, APPLICATIONS / f"{application}.py", port, *arguments]
        return Server(command, port, self.checkout.path, self.environment)

    @property
    def database(self) -> str:
        """The URL of its database, as SQLAlchemy takes it."""
        embedded = f"sqlite+aiosqlite:///data/{self.checkout.plan['package']}.sqlite3"
        return self.environment.get(self._database_variable, embedded)

    def on(self, server: str) -> "Running":
        """Return the same on a new database of a PostgreSQL server.

        Args:
            server: The URL of a database on it.
        """
        name = f"benchmarks_{self.service}"
        made = f"""
import asyncio, asyncpg
async def make():
    connection = await asyncpg.connect({server!r})
    await connection.execute("DROP DATABASE IF EXISTS {name}")
    await connection.execute("CREATE DATABASE {name}")
    await connection.close()
asyncio.run(make())
"""
        self.checkout.run(self.python, "-c", made)
        url = server.rpartition("/")[0].replace("postgresql://", "postgresql+asyncpg://")
        environment = {**self.environment, self._database_variable: f"{url}/{name}"}
        moved = replace(self, environment=environment)
        moved.migrate()
        return moved

    def migrate(self) -> None:
        """Make the tables."""
        self.checkout.run(self._command, "migrate", **self.environment)

    def token(self, role: str) -> str:
        """Return a bearer token of the project."""
        command = [self._command, "token", "--role", role]
        return self.checkout.run(*command, **self.environment).stdout.strip()

    def fill(self) -> None:
        """Store the rows that are listed."""
        rows = (
            {"name": f"number {number}", "description": "one of a hundred rows " * 5}
            for number in range(ROWS)
        )
        bearer = f"Bearer {self.token('editor')}"
        with self.serve() as server:
            server.store(f"/{self.service}", rows, Authorization=bearer)

    @property
    def _database_variable(self) -> str:
        return f"{self.checkout.plan['prefix']}DATABASE__URL"

    @property
    def _command(self) -> Path:
        return self._script(self.checkout.plan["slug"])

    def _script(self, name: str) -> Path:
        return script(self.checkout.path, name)


SERVICE_IMPORTS = (
    "typer",
    "pydantic_settings",
    "structlog",
    "prometheus_client",
    "jwt",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.orm",
    "aiosqlite",
)
TRACING_IMPORTS = (
    "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "opentelemetry.instrumentation.asgi",
    "opentelemetry.sdk.trace.export",
)


class Workshop:
    """Makes the projects below a folder, when they are first asked for."""

    def __init__(self, folder: Path, collector: str) -> None:
        """Keep them in a folder.

        Args:
            folder: A folder that exists.
            collector: Where traces go.
        """
        self._folder = folder
        self._collector = collector
        self._made: dict[str, Checkout] = {}

    def neighbour(self) -> Neighbour:
        """The project of another generator."""
        folder = self._folder / "neighbour"
        folder.mkdir()
        return Neighbour(folder, _interpreter(), ROWS)

    def service(self) -> Running:
        """The service of the preset `service`."""
        return self._running("service", "items", SERVICE_IMPORTS)

    def everything(self) -> Running:
        """A service like it of a project that has every component, with tracing switched on."""
        imports = ("rich", *SERVICE_IMPORTS, *TRACING_IMPORTS)
        return self._running("platform", "datasets", imports, tracing=True)

    def jobs(self) -> Running:
        """The service of the same project that queues background jobs."""
        imports = ("rich", *SERVICE_IMPORTS, *TRACING_IMPORTS, "dbos")
        return self._running("platform", "training", imports, tracing=True)

    def _running(
        self, preset: str, service: str, imports: tuple[str, ...], *, tracing: bool = False
    ) -> Running:
        checkout = self._made.get(preset) or self._make(preset)
        prefix = checkout.plan["prefix"]
        environment = {
            f"{prefix}LOGGING__FORMAT": "json",
            f"{prefix}LOGGING__LEVEL": "INFO",
            f"{prefix}SERVER__PUBLIC_DOCS": "false",
        }
        if tracing:
            environment[f"{prefix}TRACING__ENDPOINT"] = self._collector
        running = Running(checkout, service, environment, imports)
        if preset not in self._made:
            self._made[preset] = checkout
            running.migrate()
        return running

    def _make(self, preset: str) -> Checkout:
        rendered = self._folder / "rendered" / preset
        rendered.parent.mkdir(exist_ok=True)
        plan = render_once(self._folder / "template", rendered, {"preset": preset})
        checkout = check_out(Project(rendered, plan), self._folder / preset, _interpreter())
        checkout.run(
            *("uv", "sync", "--quiet", "--no-default-groups", "--no-editable"),
            UV_COMPILE_BYTECODE="1",
        )
        return checkout


def _interpreter() -> str:
    return str(getattr(sys, "_base_executable", sys.executable))
