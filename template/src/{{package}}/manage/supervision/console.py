"""What the terminal shows: every line says which process it came from."""

from collections.abc import Sequence

import typer

COLOURS = (
    typer.colors.CYAN,
    typer.colors.MAGENTA,
    typer.colors.GREEN,
    typer.colors.YELLOW,
    typer.colors.BLUE,
)


class Console:
    """Prints the lines of several processes, each behind its name; in colour on a terminal."""

    def __init__(self, names: Sequence[str]) -> None:
        """Reserve the width of the longest name, and give each name a colour."""
        width = max(map(len, names), default=0)
        self._prefixes = {
            name: typer.style(f"{name:<{width}} |", fg=COLOURS[position % len(COLOURS)])
            for position, name in enumerate(names)
        }

    def line(self, name: str, text: str) -> None:
        """Print a line that the named process wrote."""
        typer.echo(f"{self._prefixes[name]} {text}")

    def say(self, text: str) -> None:
        """Print something of our own."""
        typer.secho(text, bold=True)

    def complain(self, text: str) -> None:
        """Print what went wrong, to standard error."""
        typer.secho(text, fg=typer.colors.RED, err=True)
