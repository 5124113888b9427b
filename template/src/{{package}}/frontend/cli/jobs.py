"""The commands of a service that runs jobs."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .connection import Url, connected
from .fields import Fields, parse_fields
from .output import AsJson, print_item, print_items

if TYPE_CHECKING:
    from .client import ServiceClient

COLUMNS = ("id", "status", "created_at")
UNFINISHED = {"queued", "running"}

Identifier = Annotated[str, typer.Argument(help="Id of the job.")]
Limit = Annotated[int, typer.Option(min=1, help="How many at most.")]
Interval = Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")]


class JobCommands:
    """Submit, list, show, watch and cancel, over HTTP."""

    def __init__(self, service: str) -> None:
        """Make the commands of a service.

        Args:
            service: Name of the service.
        """
        self._service = service
        self.app = typer.Typer(no_args_is_help=True, help=f"Use the {service} service.")
        self.app.command()(self.submit)
        self.app.command("list")(self.list_newest)
        self.app.command()(self.show)
        self.app.command()(self.watch)
        self.app.command()(self.cancel)

    def submit(
        self,
        fields: Fields,
        key: Annotated[
            str | None, typer.Option(help="A repeat with the same key returns the first job.")
        ] = None,
        url: Url = None,
        as_json: AsJson = False,
    ) -> None:
        """Submit a job; it runs as soon as a worker is free."""
        body = parse_fields(fields)
        headers = {} if key is None else {"Idempotency-Key": key}
        with connected(self._service, url) as client:
            print_item(client.call("POST", body=body, headers=headers), as_json=as_json)

    def list_newest(self, limit: Limit = 50, url: Url = None, as_json: AsJson = False) -> None:
        """List the newest jobs."""
        with connected(self._service, url) as client:
            print_items(client.items(limit, {}), COLUMNS, as_json=as_json)

    def show(self, identifier: Identifier, url: Url = None, as_json: AsJson = False) -> None:
        """Show a job."""
        with connected(self._service, url) as client:
            print_item(client.call("GET", identifier), as_json=as_json)

    def watch(
        self,
        identifier: Identifier,
        interval: Interval = 0.5,
        url: Url = None,
        as_json: AsJson = False,
    ) -> None:
        """Follow a job to its end; the exit code is 0 if it succeeded."""
        with connected(self._service, url) as client:
            job = _follow(client, identifier, interval)
        print_item(job, as_json=as_json)
        if job["status"] != "succeeded":
            raise typer.Exit(1)

    def cancel(self, identifier: Identifier, url: Url = None, as_json: AsJson = False) -> None:
        """Cancel a job."""
        with connected(self._service, url) as client:
            print_item(client.call("POST", identifier, "cancel"), as_json=as_json)


def _follow(client: "ServiceClient", identifier: str, interval: float) -> dict[str, Any]:
    """Print each change of a job's state to standard error, and return the finished job."""
    last = ""
    while True:
        job = client.call("GET", identifier)
        if (state := _state(job)) != last:
            typer.echo(state, err=True)
            last = state
        if job["status"] not in UNFINISHED:
            return job
        time.sleep(interval)


def _state(job: dict[str, Any]) -> str:
    progress = job["progress"]
    if progress is None:
        return str(job["status"])
    return f"{job['status']} {progress['completed']}/{progress['total']} {progress['message']}"
