"""An author who follows docs/extending.md on a copy of this repository."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filelock import FileLock

from tests.support.environment import run
from tests.support.pages import Block, blocks
from tests.support.paths import ROOT, TEMPLATE_PARTS
from tests.support.rendering import Project, render_once, stage_template

PAGE = ROOT / "docs" / "extending.md"

BESIDE = ("docs", "tests", "pyproject.toml", "CHANGELOG.md", "README.md")
"""What an author works with beside the template."""
ADDED = ("workbench", "converter", "counter", "geometry", "throttling")
"""What the page adds: a preset, three kinds and a component."""
STATELESS = {
    "parts": "conversions:converter",
    "components": ["auth", "metrics", "docker", "ci"],
    "database": "none",
}
"""The answers of a project whose one service has no database."""
SHORTHAND = "…"

_TABLE = r"^.*At the end of `(?P<table>\w+)` in `(?P<file>[^`]+)`:$"
_EDITED = r"^.*In `(?P<file>[^`]+)`:$"
_WRITTEN = r"^.*?`(?P<file>[^`]+)`:$"
_STANDS_FOR = rf"`{SHORTHAND}` stands for `([^`]+)`"


class Grown:
    """A copy of this repository that has all that the page adds."""

    def __init__(self, shared: Path) -> None:
        """Follow the page, once for all worker processes that share a folder."""
        self.path = shared / "grown"
        with FileLock(shared / "grown.lock"):
            if not self.path.exists():
                staging = stage_repository(shared / "growing")
                follow(staging)
                staging.rename(self.path)

    def render(self, destination: Path, **answers: Any) -> Project:
        """Render a project from it into a folder that does not exist yet."""
        return Project(destination, render_once(self.path, destination, answers))


def stage_repository(destination: Path) -> Path:
    """Copy what an author works with to a folder without history.

    Args:
        destination: The folder to make.

    Returns:
        The destination.
    """
    stage_template(destination)
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for name in BESIDE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, destination / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, destination / name)
    return destination


def follow(repository: Path) -> None:
    """Do what every block of the page says."""
    for block in blocks(PAGE.read_text(encoding="utf-8")):
        if block.language == "sh":
            command = block.text.replace("uv run python", sys.executable)
            run(["bash", "-euo", "pipefail", "-c", command], repository)
        elif block.language == "jinja":
            place = block.named(_TABLE)
            _extend(repository / place["file"], place["table"], block.text)
        elif block.language == "diff":
            _insert(repository / block.named(_EDITED)["file"], block.text)
        elif block.language != "text":
            _write(repository / _file_of(block), block.text)


def _file_of(block: Block) -> str:
    """The file that a block is, by the line before it."""
    name = block.named(_WRITTEN)["file"]
    return name.replace(SHORTHAND, block.named(_STANDS_FOR)[1]) if SHORTHAND in name else name


def _write(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    assert not file.exists(), f"{file} is there already"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _extend(file: Path, table: str, rows: str) -> None:
    """Add rows to the end of a table, which begins in a line of its own or with its first row."""
    text = file.read_text(encoding="utf-8")
    found = re.search(
        rf"^\{{%- set {table} = [\[{{].*?(?P<end>\n?[\]}}] -?%\}})$", text, re.DOTALL | re.MULTILINE
    )
    assert found, f"{file} has no table {table}"
    comma = "" if text[: found.start("end")].endswith(",") else ","
    rows = rows.rstrip("\n")
    file.write_text(
        f"{text[: found.start('end')]}{comma}\n{rows}{text[found.start('end') :]}", encoding="utf-8"
    )


def _insert(file: Path, diff: str) -> None:
    """Add lines beside those that are shown with them."""
    lines = diff.splitlines()
    assert all(line[:1] in {"", " ", "+"} for line in lines), "a page only adds"
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines)
    text = file.read_text(encoding="utf-8")
    assert text.count(f"\n{before}") == 1, f"{file} has not once:\n{before}"
    file.write_text(text.replace(f"\n{before}", f"\n{after}"), encoding="utf-8")


def files_edited(repository: Path) -> list[str]:
    """The files of the template that were there and were added to; no word may be lost."""
    edited = []
    for name in sorted(_template_files(ROOT)):
        before = (ROOT / name).read_text(encoding="utf-8").split()
        after = (repository / name).read_text(encoding="utf-8").split()
        rest = iter(after)
        assert all(word in rest for word in before), f"{name} has lost something"
        if after != before:
            edited.append(name)
    return edited


def files_added(repository: Path) -> list[str]:
    """The files of the template that were not there."""
    known = set(_template_files(ROOT))
    return sorted(name for name in _template_files(repository) if name not in known)


def _template_files(repository: Path) -> Iterator[str]:
    """What Copier reads of a repository, and not what Python left beside it."""
    for part in TEMPLATE_PARTS:
        path = repository / part
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(repository).as_posix()
