"""A repository that never saw the template, and the page that says how to put it under it."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.environment import run
from tests.support.pages import blocks
from tests.support.paths import ROOT

PAGE = ROOT / "docs" / "adopting.md"
FLAT = ROOT / "tests" / "fixtures" / "flat_repository"
IGNORED = ".env.production"
"""A file that their git ignores: it could not be restored."""

_ADDRESS = "<address of Groundplan>"

_NAME = r"`([\w/]+\.py)`"


@dataclass(frozen=True)
class Step:
    """A block of the page: commands to run, or a file to write.

    Attributes:
        text: What stands in it.
        file: The file that it is, or an empty string for commands.
    """

    text: str
    file: str = ""


def flat_repository(destination: Path) -> Path:
    """Make the repository of the page, with what its people have on disk only.

    Args:
        destination: A folder that does not exist yet.

    Returns:
        The destination.
    """
    shutil.copytree(FLAT, destination)
    # Under its own name it would keep files out of this repository.
    (destination / "gitignore").rename(destination / ".gitignore")
    batch = destination / "start.bat"
    batch.write_bytes(batch.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    run(["git", "init", "--quiet", "--initial-branch=main"], destination)
    run(["git", "add", "--all"], destination)
    run(["git", "commit", "--quiet", "--message", "Corpus as it is"], destination)
    (destination / IGNORED).write_text("TOKEN=nobody-may-see\n")
    return destination


def steps(template: Path) -> Iterator[Step]:
    """Yield the blocks of the page.

    Args:
        template: Where the template is.

    Yields:
        Each block; a file's name is the last one before its block.
    """
    for block in blocks(PAGE.read_text(encoding="utf-8")):
        if block.language not in {"sh", "python"}:
            continue
        file = block.named(_NAME)[1] if block.language == "python" else ""
        text = block.text.replace(_ADDRESS, str(template))
        yield Step(text.replace("uvx copier", f"{sys.executable} -m copier"), file)


def take(step: Step, project: Path) -> str:
    """Do what a block of the page says, and return what that printed."""
    if step.file:
        (project / step.file).write_text(step.text, encoding="utf-8")
        return ""
    result = run(["bash", "-euo", "pipefail", "-c", step.text], project)
    return result.stdout + result.stderr
