"""Finds the groups of commands, so that a new one is a module and nothing else."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import typer

from . import commands


def command_groups() -> Iterator[tuple[str, typer.Typer]]:
    """Yield the name and the commands of each module in `commands`."""
    for module in iter_modules(commands.__path__):
        app: typer.Typer = import_module(f"{commands.__name__}.{module.name}").app
        yield module.name.replace("_", "-"), app
