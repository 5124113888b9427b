"""The macros of extensions/names.jinja as Python functions."""

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.support.paths import ROOT

NAMES_MACROS: Any = (
    Environment(
        loader=FileSystemLoader(ROOT / "extensions"),
        extensions=["jinja2_ansible_filters.AnsibleCoreFiltersExtension"],
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - names, not pages
    )
    .get_template("names.jinja")
    .module
)
