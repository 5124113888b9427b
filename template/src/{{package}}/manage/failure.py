"""How a command ends when it cannot do what was asked."""

from typing import NoReturn

import typer


def fail(message: str, code: int = 1) -> NoReturn:
    """Say in words what went wrong, and end the command.

    Args:
        message: What went wrong, and what helps.
        code: Exit code of the command.

    Raises:
        typer.Exit: Always.
    """
    typer.secho(message, fg=typer.colors.RED, err=True)
    raise typer.Exit(code)
