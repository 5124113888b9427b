"""The macros and tables of extensions/ as Python functions and values."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.support.paths import ROOT

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(ROOT / "extensions"),
    extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - names, not pages
)
_ENVIRONMENT.globals["pathjoin"] = lambda *parts: parts[-1]

NAMES_MACROS: Any = _ENVIRONMENT.get_template("names.jinja").module
OWNERSHIP: Any = _ENVIRONMENT.get_template("ownership.jinja").module
PINS: Any = _ENVIRONMENT.get_template("pins.jinja").module
TABLES: Any = _ENVIRONMENT.get_template("tables.jinja").module


def ownership_of(text: str) -> Any:
    """The table of ownership of another version, from the text of its file."""
    return _ENVIRONMENT.from_string(text).module
