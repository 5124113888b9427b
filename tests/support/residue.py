"""What a project shows of something that it has, and must not show without it."""

import re
from collections.abc import Iterator

from tests.support.macros import PARTS, TABLE
from tests.support.owners import row_of
from tests.support.rendering import Project
from tests.support.soundness import ANSWERS_FILE

WORDS = {
    name: re.compile(row["words"], re.IGNORECASE)
    for name, row in PARTS.named.items()
    if "words" in row
}
"""What only a project with a name of the tables has a reason to say, in any file."""

FOLDERS = {
    row["path"].strip("/"): row["of"]
    for row in TABLE.rows
    if row["path"].endswith("/") and row["of"] and "PART" not in row["path"]
}
"""The folders that come with names of the tables."""


def residue_of(project: Project) -> list[str]:
    """What is there of what is off, and what is missing of what is on.

    Args:
        project: The rendered project.

    Returns:
        One sentence for each finding.
    """
    return [*_folders(project), *_words(project), *_files(project)]


def _folders(project: Project) -> Iterator[str]:
    """Folders that are there without what brings them, or missing with it."""
    has = project.plan["has"]
    for folder, of in FOLDERS.items():
        place = folder.replace("PACKAGE", project.plan["package"])
        present = any(path.startswith(f"{place}/") for path in project.files())
        if present != all(has[name] for name in of):
            yield f"{place} is {'there' if present else 'missing'}, though it is of {of}"


def _words(project: Project) -> Iterator[str]:
    """Files that speak of what is off, and what is on and nothing speaks of."""
    texts = {path: project.read(path) for path in project.files() if path != ANSWERS_FILE}
    for name, words in WORDS.items():
        saying = [path for path, text in texts.items() if words.search(text)]
        if name == "postgresql":  # tests mask and tell apart URLs of any database
            saying = [path for path in saying if not path.startswith("tests/")]
        if not project.plan["has"][name]:
            yield from (f"{path} speaks of {name}, which is off" for path in saying)
        elif not saying:
            yield f"nothing speaks of {name}, which is on"


def _files(project: Project) -> Iterator[str]:
    """Files without an owner, or without what brings them."""
    for path in project.files():
        row = row_of(path, project.plan)
        if row is None:
            yield f"{path} has no owner"
        elif missing := [name for name in row["of"] if not project.plan["has"][name]]:
            yield f"{path} is there, though {missing} are off"
