"""The project of another generator, as it comes: what its people would have instead."""

from pathlib import Path

from tests.benchmarks.servers import Server, free_port, script
from tests.support.environment import run

GENERATOR = "fastapi_template==6.1.2"
NAME = "theirs"
ANSWERS = "--api-type rest --db sqlite --orm sqlalchemy --ci none --dummy --routers --loguru"


class Neighbour:
    """A project that `fastapi_template` makes: SQLite, SQLAlchemy, loguru, two columns."""

    def __init__(self, folder: Path, interpreter: str, rows: int) -> None:
        """Generate, install, migrate and fill it.

        Args:
            folder: A folder that exists.
            interpreter: The Python that runs it; it asks for 3.12.
            rows: How many records it stores.
        """
        command = ["uvx", "--from", GENERATOR, "fastapi_template", "--name", NAME, "--quiet"]
        run([*command, "--force", "--migrations", *ANSWERS.split()], folder)
        self._folder = folder / NAME
        self._environment = {"THEIRS_DB_FILE": str(folder / "theirs.sqlite3")}
        sync = ["uv", "sync", "--quiet", "--no-default-groups", "--python", interpreter]
        run(sync, self._folder, env={"UV_COMPILE_BYTECODE": "1"})
        run([self._script("alembic"), "upgrade", "head"], self._folder, env=self._environment)
        with self.serve() as server:
            names = ({"name": f"number {number}"} for number in range(rows))
            server.store("/api/dummy/", names, method="PUT")

    def serve(self) -> Server:
        """Prepare a server that runs as its people run it."""
        port = free_port()
        command = [self._script("python"), "-m", NAME]
        environment = {**self._environment, "THEIRS_PORT": str(port)}
        return Server(command, port, self._folder, environment, probe="/api/health")

    @staticmethod
    def path(rows: int) -> str:
        """The list route with some rows."""
        return f"/api/dummy/?limit={rows}"

    def _script(self, name: str) -> Path:
        return script(self._folder, name)
