"""The commands of a service that stores entities."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from .connection import Url, connected
from .fields import Fields, parse_fields
from .output import AsJson, print_item, print_items

Identifier = Annotated[str, typer.Argument(help="Its id.")]
Limit = Annotated[int, typer.Option(min=1, help="How many at most.")]


class ResourceCommands:
    """List, create, show, update, delete, search and export, over HTTP."""

    def __init__(self, service: str, columns: Sequence[str]) -> None:
        """Make the commands of a service.

        Args:
            service: Name of the service.
            columns: The fields that a table shows of each entity.
        """
        self._service = service
        self._columns = columns
        self.app = typer.Typer(no_args_is_help=True, help=f"Use the {service} service.")
        self.app.command("list")(self.list_newest)
        self.app.command()(self.search)
        self.app.command()(self.show)
        self.app.command()(self.create)
        self.app.command()(self.update)
        self.app.command()(self.delete)
        self.app.command()(self.export)

    def list_newest(self, limit: Limit = 50, url: Url = None, as_json: AsJson = False) -> None:
        """List the newest."""
        with connected(self._service, url) as client:
            print_items(client.items(limit, {}), self._columns, as_json=as_json)

    def search(
        self,
        text: Annotated[str, typer.Argument(help="What to look for.")],
        limit: Limit = 50,
        url: Url = None,
        as_json: AsJson = False,
    ) -> None:
        """List those that match a text, the newest first."""
        with connected(self._service, url) as client:
            print_items(client.items(limit, {"q": text}), self._columns, as_json=as_json)

    def show(self, identifier: Identifier, url: Url = None, as_json: AsJson = False) -> None:
        """Show one."""
        with connected(self._service, url) as client:
            print_item(client.call("GET", identifier), as_json=as_json)

    def create(self, fields: Fields, url: Url = None, as_json: AsJson = False) -> None:
        """Store a new one."""
        body = parse_fields(fields)
        with connected(self._service, url) as client:
            print_item(client.call("POST", body=body), as_json=as_json)

    def update(
        self, identifier: Identifier, fields: Fields, url: Url = None, as_json: AsJson = False
    ) -> None:
        """Change fields of one."""
        body = parse_fields(fields)
        with connected(self._service, url) as client:
            print_item(client.call("PATCH", identifier, body=body), as_json=as_json)

    def delete(self, identifier: Identifier, url: Url = None) -> None:
        """Remove one."""
        with connected(self._service, url) as client:
            client.call("DELETE", identifier)

    def export(
        self,
        output: Annotated[
            Path | None, typer.Option(help="Write to this file, not to the terminal.")
        ] = None,
        url: Url = None,
    ) -> None:
        """Write all of them as JSON, one a line."""
        with connected(self._service, url) as client:
            if output is None:
                for line in client.lines("export"):
                    typer.echo(line)
            else:
                with output.open("w", encoding="utf-8") as file:
                    file.writelines(f"{line}\n" for line in client.lines("export"))
