"""The names of the settings: which there are, and which one was meant."""

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

DELIMITER = "__"


def shapes_of(section: type[BaseModel], prefix: str) -> dict[str, str]:
    """Return every variable that sets something of a section, or all of it.

    Args:
        section: The settings, or a section of them.
        prefix: What the names of its variables begin with.

    Returns:
        By the variable an example of what to put there, where that is JSON; nothing for plain text.
    """
    shapes = {}
    for name, field in section.model_fields.items():
        variable = f"{prefix}{name}".upper()
        inner = section_in(field.annotation)
        shapes[variable] = _shape_of(field.annotation) if inner is None else "{...}"
        if inner is not None:
            shapes |= shapes_of(inner, variable + DELIMITER)
    return shapes


def unknown(given: Iterable[str], shapes: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that set nothing, each with the nearest one that would.

    Args:
        given: Names as they were written; case does not matter.
        shapes: All that there are.

    Returns:
        By the name that was written, the nearest one; empty text if none is near.
    """
    open_ended = tuple(name + DELIMITER for name, shape in shapes.items() if shape.startswith('{"'))
    found = {}
    for written in given:
        name = written.upper()
        if name not in shapes and not name.startswith(open_ended):
            found[written] = next(iter(get_close_matches(name, shapes, 1)), "")
    return found


def malformed(given: Mapping[str, str | None], shapes: Mapping[str, str]) -> dict[str, str]:
    """Return the variables whose value has to be JSON and is not, each with an example.

    Args:
        given: Values by the names as they were written.
        shapes: All that there are.
    """
    found = {}
    for written, value in given.items():
        shape = shapes.get(written.upper())
        if value and shape:
            try:
                json.loads(value)
            except ValueError:
                found[written] = shape
    return found


def field_at(section: type[BaseModel], path: Sequence[str]) -> FieldInfo | None:
    """Return the field that a path of names leads to; nothing if it leads into a value.

    Args:
        section: Where the path begins.
        path: Names of sections, and of a field at last.
    """
    field = None
    inner: type[BaseModel] | None = section
    for name in path:
        field = None if inner is None else inner.model_fields.get(name)
        inner = None if field is None else section_in(field.annotation)
    return field


def section_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any annotation
    """Return the section that a field holds, or may hold; nothing if it is a plain value."""
    is_union = get_origin(annotation) in {Union, UnionType}
    kinds = get_args(annotation) if is_union else [annotation]
    sections = (each for each in kinds if isinstance(each, type) and issubclass(each, BaseModel))
    return next(sections, None)


def _shape_of(annotation: Any) -> str:  # noqa: ANN401 - any annotation
    origin = get_origin(annotation)
    if origin is dict:
        value = get_args(annotation)[1]
        is_number = getattr(value, "__origin__", value) is int
        return '{"name": 1}' if is_number else '{"name": "text"}'
    return '["text"]' if origin in {list, set, frozenset, tuple} else ""
