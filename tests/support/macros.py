"""The macros and tables of extensions/ as Python functions and values."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.support.paths import ROOT


def environment_of(folder: Path) -> Environment:
    """The environment in which the macros of a template can be called."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - names, not pages
    )
    environment.globals["pathjoin"] = lambda *parts: parts[-1]
    return environment


_ENVIRONMENT = environment_of(ROOT / "extensions")

FILES: Any = _ENVIRONMENT.get_template("files.jinja").module
INSTALLED: list[str] = _ENVIRONMENT.get_template("dependencies.jinja").module.installed
NAMES_MACROS: Any = _ENVIRONMENT.get_template("names.jinja").module
OWNERSHIP: Any = _ENVIRONMENT.get_template("ownership.jinja").module
PARTS: Any = _ENVIRONMENT.get_template("parts.jinja").module
PINS: Any = _ENVIRONMENT.get_template("pins.jinja").module
TABLES: Any = _ENVIRONMENT.get_template("tables.jinja").module


def read(macro: Callable[..., str], *arguments: object) -> Any:
    """The value that a macro writes as JSON."""
    return json.loads(macro(*arguments))


class TableOfOwnership:
    """The table of ownership of one version of the template.

    Attributes:
        rows: The rows, each with what it takes from the folders above it.
        gone: What earlier versions managed.
    """

    def __init__(self, folder: Path) -> None:
        """Read the table from a folder of macros."""
        environment = environment_of(folder)
        files: Any = environment.get_template("files.jinja").module
        ownership: Any = environment.get_template("ownership.jinja").module
        self.rows: list[dict[str, Any]] = files.rows
        self.gone: list[dict[str, Any]] = ownership.gone


TABLE = TableOfOwnership(ROOT / "extensions")
