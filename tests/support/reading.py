"""Which names and which parts of the plan the template's files read, from their syntax trees."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from copier import run_copy
from jinja2 import Environment, nodes

SUFFIX = ".jinja"
ITEM = "[]"
"""Stands for any item of a list in a path such as `plan.each.part.[].name`."""

FORBIDDEN_FILTERS = {"ans_random", "random", "shuffle", "strftime", "to_datetime", "to_uuid"}
"""Filters whose result depends on the clock or on chance."""

Path_ = tuple[str, ...]


@dataclass
class Reading:
    """What a piece of template text reads.

    Attributes:
        names: Free names: neither set nor looped over in the text itself.
        paths: Parts of the free names that are read, such as `("plan", "python", "lowest")`.
        filters: Filters that are applied.
        imports: Files that macros are imported from.
    """

    names: set[str] = field(default_factory=set)
    paths: set[Path_] = field(default_factory=set)
    filters: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)


class _Reader:
    """Walks a syntax tree and keeps track of what local names stand for."""

    def __init__(self, known: dict[str, Path_]) -> None:
        self.reading = Reading()
        self._local: dict[str, Path_ | None] = dict(known)

    def walk(self, node: nodes.Node) -> None:
        """Record what a node and everything below it reads."""
        handler = getattr(self, f"_walk_{type(node).__name__.lower()}", None)
        if handler:
            handler(node)
        else:
            self._walk_children(node)

    def _walk_children(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self.walk(child)

    def _path_of(self, node: nodes.Node) -> Path_ | None:
        """What an expression stands for, if it is a part of a free name."""
        if isinstance(node, nodes.Name):
            return self._local.get(node.name, (node.name,))
        if isinstance(node, nodes.Getattr):
            base = self._path_of(node.node)
            return (*base, node.attr) if base else None
        if isinstance(node, nodes.Getitem):
            base = self._path_of(node.node)
            if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                return (*base, node.arg.value) if base else None
            self.walk(node.arg)
            return (*base, ITEM) if base else None
        if isinstance(node, nodes.Filter) and node.node is not None:
            self.reading.filters.add(node.name)
            if node.name in {"sort", "list", "reverse", "unique", "rejectattr", "selectattr"}:
                return self._path_of(node.node)
        return None

    def _record(self, node: nodes.Node) -> bool:
        """Record a read of what a node stands for; whether it stands for anything."""
        path = self._path_of(node)
        if path is None:
            return False
        self.reading.names.add(path[0])
        self.reading.paths.add(path)
        return True

    def _walk_name(self, node: nodes.Name) -> None:
        if node.ctx == "load" and self._path_of(node):
            self._record(node)

    def _walk_getattr(self, node: nodes.Getattr) -> None:
        if not self._record(node):
            self._walk_children(node)

    _walk_getitem = _walk_getattr

    def _walk_filter(self, node: nodes.Filter) -> None:
        self.reading.filters.add(node.name)
        if node.name in {"map", "selectattr", "rejectattr", "groupby"} and node.node is not None:
            self._read_attribute(node)
        self._walk_children(node)

    def _read_attribute(self, node: nodes.Filter) -> None:
        """`parts | map(attribute="name")` reads `parts.[].name`."""
        named = [pair.value for pair in node.kwargs if pair.key == "attribute"]
        given = named or (node.args[:1] if node.name != "map" else [])
        path = self._path_of(node.node) if node.node is not None else None
        if path and given and isinstance(given[0], nodes.Const):
            self.reading.paths.add((*path, ITEM, *str(given[0].value).split(".")))

    def _walk_for(self, node: nodes.For) -> None:
        self.walk(node.iter)
        path = self._path_of(node.iter)
        names = [name.name for name in node.target.find_all(nodes.Name)]
        if isinstance(node.target, nodes.Name):
            names = [node.target.name]
        for name in names:
            self._local[name] = (*path, ITEM) if path and len(names) == 1 else None
        self._local["loop"] = None
        for part in (node.test, *node.body, *node.else_):
            if part is not None:
                self.walk(part)

    def _walk_assign(self, node: nodes.Assign) -> None:
        self.walk(node.node)
        names = [node.target, *node.target.find_all(nodes.Name)]
        for name in names:
            if isinstance(name, nodes.Name):
                self._local[name.name] = self._path_of(node.node)

    def _walk_assignblock(self, node: nodes.AssignBlock) -> None:
        self._walk_children(node)
        self._local[node.target.name] = None  # type: ignore[attr-defined]

    def _walk_macro(self, node: nodes.Macro) -> None:
        self._local[node.name] = None
        outer = dict(self._local)
        for argument in node.args:
            self._local[argument.name] = None
        for child in (*node.defaults, *node.body):
            self.walk(child)
        self._local = outer

    def _walk_fromimport(self, node: nodes.FromImport) -> None:
        self.walk(node.template)
        self.reading.imports |= set(_constants(node.template))
        for name in node.names:
            self._local[name[1] if isinstance(name, tuple) else name] = None

    def _walk_callblock(self, node: nodes.CallBlock) -> None:
        """The `yield` tag: `{% yield s from plan.each.part %}`."""
        name, iterable = node.call.args
        self.walk(iterable)
        path = self._path_of(iterable)
        self._local[name.value] = (*path, ITEM) if path else None  # type: ignore[attr-defined]
        for child in node.body:
            self.walk(child)

    @property
    def yielded(self) -> dict[str, Path_]:
        """What the local names stand for, as far as it is known."""
        return {name: path for name, path in self._local.items() if path}


def _constants(node: nodes.Node) -> Iterator[str]:
    for constant in node.find_all(nodes.Const):
        if isinstance(constant.value, str) and constant.value.endswith(SUFFIX):
            yield constant.value


def environment_of(template: Path) -> Environment:
    """The Jinja environment that Copier renders a template with."""
    worker = run_copy(str(template), "nowhere", defaults=True, quiet=True, pretend=True)
    environment: Environment = worker.jinja_env
    return environment


def read_text(
    environment: Environment, text: str, known: dict[str, Path_] | None = None
) -> Reading:
    """What a text reads.

    Args:
        environment: The environment to parse with.
        text: The template text.
        known: What names that come from the file's path stand for.

    Returns:
        What it reads.
    """
    reader = _Reader(known or {})
    reader.walk(environment.parse(text))
    return reader.reading


def read_file(environment: Environment, root: Path, path: Path) -> Reading:
    """What a file of the template reads, in its path and in its text.

    Args:
        environment: The environment to parse with.
        root: The folder that mirrors the project.
        path: The file.

    Returns:
        What it reads; `s` in the text stands for what the path yields.
    """
    reader = _Reader({})
    for part in PurePosixPath(path.relative_to(root)).parts:
        reader.walk(environment.parse(part))
    if path.name.endswith(SUFFIX):
        text = read_text(environment, path.read_text(encoding="utf-8"), reader.yielded)
        for kind in ("names", "paths", "filters", "imports"):
            getattr(reader.reading, kind).update(getattr(text, kind))
    return reader.reading


def leaves(value: Any, path: Path_) -> set[Path_]:
    """The paths to everything in a value that is neither a dict nor a list of dicts."""
    if isinstance(value, dict) and value:
        return {leaf for key, item in value.items() for leaf in leaves(item, (*path, key))}
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return {leaf for item in value for leaf in leaves(item, (*path, ITEM))}
    return {path}
