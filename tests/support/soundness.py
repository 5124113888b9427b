"""What has to hold for every file of every project, whatever the answers."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.support.operations import DRIFT_WORKFLOW, UPDATE_WORKFLOW
from tests.support.rendering import Project

ANSWERS_FILE = ".copier-answers.yml"

_FOLLOWING = {UPDATE_WORKFLOW, DRIFT_WORKFLOW}
_MAY_BE_EMPTY = {"__init__.py", "py.typed", ".gitkeep"}
_TEMPLATE_SYNTAX = re.compile(r"\{%|%\}|\{#|#\}|\{\{-?\s*(?:plan|s|quote|markdown|from_import)\b")
_TEMPLATE_WORDS = re.compile(r"groundplan|copier|jinja|cookiecutter", re.IGNORECASE)
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|TBD)\b|(?i:lorem ipsum)")
_TWO_BLANK_LINES = re.compile(r"\n[ \t]*\n[ \t]*\n")
_FENCE = re.compile(r"^\s*(```|~~~)", re.MULTILINE)
_LINK = re.compile(r"(?<!\\)\]\((?!https?://|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
_ENV_LINE = re.compile(r"(?:#.*|[A-Z][A-Z0-9_]*=.*|)")


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML without repeated keys and without surprises."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that is there twice.

        Raises:
            ValueError: If it is.
        """
        own = [key for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        keys = [self.construct_object(key, deep=True) for key in own]
        repeated = sorted({str(key) for key in keys if keys.count(key) > 1})
        if repeated:
            raise ValueError(f"repeated keys: {repeated}")
        return super().construct_mapping(node, deep)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object without repeated keys."""
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"repeated keys in {keys}")
    return dict(pairs)


def _parse_python(text: str, project: Project) -> None:
    """Parse with the grammar of the lowest Python that the project supports."""
    minor = int(project.plan["python"]["lowest"].split(".")[1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ast.parse(text, feature_version=(3, min(minor, sys.version_info.minor)))
        compile(text, "<rendered>", "exec", dont_inherit=True)


def _parse_toml(text: str, _: Project) -> None:
    tomllib.loads(text)


def _parse_yaml(text: str, _: Project) -> None:
    list(yaml.load_all(text, Loader=_UniqueKeyLoader))


def _parse_json(text: str, _: Project) -> None:
    json.loads(text, object_pairs_hook=_unique_keys)


def _parse_env(text: str, _: Project) -> None:
    wrong = [line for line in text.splitlines() if not _ENV_LINE.fullmatch(line)]
    if wrong:
        raise ValueError(f"no assignments: {wrong}")


def _parse_markdown(text: str, _: Project) -> None:
    if len(_FENCE.findall(text)) % 2:
        raise ValueError("a code block is not closed")


def _parse_dockerfile(text: str, _: Project) -> None:
    result = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), "-"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise ValueError(result.stdout.strip())


def _parse_shell(text: str, _: Project) -> None:
    shell = shutil.which("bash")
    if shell:
        result = subprocess.run(
            [shell, "-n"], input=text, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise ValueError(result.stderr.strip())


_PARSERS: dict[str, Callable[[str, Project], None]] = {
    ".py": _parse_python,
    ".toml": _parse_toml,
    ".yaml": _parse_yaml,
    ".yml": _parse_yaml,
    ".json": _parse_json,
    ".md": _parse_markdown,
    ".sh": _parse_shell,
}


def _parser_of(name: str) -> Callable[[str, Project], None] | None:
    """The parser for a file, by its name."""
    path = Path(name)
    if path.name == "Dockerfile" or path.suffix == ".Dockerfile":
        return _parse_dockerfile
    if path.name.startswith(".env"):
        return _parse_env
    return _PARSERS.get(path.suffix)


def syntax_problems(name: str, text: str, project: Project) -> Iterator[str]:
    """Whether a file parses as what it says it is."""
    parse = _parser_of(name)
    if parse is None:
        return
    try:
        parse(text, project)
    except (ValueError, SyntaxError, yaml.YAMLError, Warning) as error:
        yield f"{name} does not parse: {error}"


def layout_problems(name: str, text: str) -> Iterator[str]:
    """Whether a file is laid out as by hand: no litter of skipped blocks."""
    if not text.strip():
        if Path(name).name not in _MAY_BE_EMPTY:
            yield f"{name} is empty"
        return
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield f"{name} does not end with one line feed"
    if "\r" in text:
        yield f"{name} has carriage returns"
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield f"{name}:{number} ends with blanks"
    if name != "LICENSE":
        yield from _blank_line_problems(name, text)


def _blank_line_problems(name: str, text: str) -> Iterator[str]:
    """Whether a skipped block left blank lines; in Python that is for the formatter to say."""
    if text.startswith("\n"):
        yield f"{name} starts with a blank line"
    if not name.endswith((".py", ".mako")) and (match := _TWO_BLANK_LINES.search(text)):
        yield f"{name}:{text.count(chr(10), 0, match.start()) + 1} has two blank lines"


def trace_problems(name: str, text: str) -> Iterator[str]:
    """Whether a file shows what made it, or is unfinished.

    Documents may name Copier, since they tell how to update, and so may the workflows that follow
    the template; sources may name the answers file.
    """
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{name}:{number}"
        if match := _UNFINISHED.search(line):
            yield f"{where} is unfinished: {match[0]}"
        if _TEMPLATE_SYNTAX.search(line):
            yield f"{where} has template syntax: {line.strip()}"
        if name == ANSWERS_FILE or name in _FOLLOWING or name.endswith(".md"):
            continue
        if match := _TEMPLATE_WORDS.search(line.replace(ANSWERS_FILE, "")):
            yield f"{where} names its origin: {match[0]}"


def link_problems(name: str, text: str, project: Project) -> Iterator[str]:
    """Whether a document's links to files of the project lead somewhere."""
    if not name.endswith(".md"):
        return
    for target in _LINK.findall(text):
        if not (project.path / Path(name).parent / target).resolve().exists():
            yield f"{name} links to {target}, which is not there"


def folder_problems(project: Project) -> Iterator[str]:
    """Whether a folder is left over from something that is off."""
    for folder in sorted(path for path in project.path.rglob("*") if path.is_dir()):
        name = folder.relative_to(project.path).as_posix()
        inside = list(folder.iterdir())
        if not inside:
            yield f"{name} is an empty folder"
        elif [path.name for path in inside] == ["__init__.py"] and _is_bare(inside[0]):
            yield f"{name} is a package without modules"
        if any(character in name for character in "{}% "):
            yield f"{name} has an unrendered name"


def _is_bare(module: Path) -> bool:
    """Whether a module has nothing but a docstring."""
    body = ast.parse(module.read_text(encoding="utf-8")).body
    return all(isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant) for item in body)


def ruff_problems(project: Project) -> Iterator[str]:
    """Whether the project's own ruff settings find anything to lint or format."""
    ruff = Path(sys.executable).with_name("ruff")
    for command in (["check", "--output-format=concise", "--quiet"], ["format", "--diff"]):
        result = subprocess.run(
            [ruff, *command, "--no-cache", "."],
            cwd=project.path,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            yield f"ruff {command[0]}: {result.stdout.strip() or result.stderr.strip()}"


def problems_of(project: Project) -> list[str]:
    """Everything that is wrong with the files of a project.

    Args:
        project: The rendered project.

    Returns:
        One sentence for each problem; none for a sound project.
    """
    found: list[str] = []
    for name in project.files():
        try:
            text = project.read(name)
        except UnicodeDecodeError:
            found.append(f"{name} is not UTF-8")
            continue
        found += layout_problems(name, text)
        found += trace_problems(name, text)
        found += syntax_problems(name, text, project)
        found += link_problems(name, text, project)
    return [*found, *folder_problems(project), *ruff_problems(project)]
