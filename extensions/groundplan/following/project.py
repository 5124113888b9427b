"""A project that is made from a template: where it is, and what its answers say."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..errors import RefusedError, UnknownError
from ..git import in_repository, names, run

ANSWERS_FILE = ".copier-answers.yml"
SHOWN = 10


@dataclass(frozen=True)
class Recorded:
    """What an answers file says.

    Attributes:
        source: Where the template is, as Copier takes it.
        version: A tag or a commit of it.
        answers: The answers to its questions.
    """

    source: str
    version: str
    answers: dict[str, Any]


@dataclass(frozen=True)
class Project:
    """A folder with an answers file.

    Attributes:
        root: The folder.
        answers_file: The answers file, below the folder.
    """

    root: Path
    answers_file: str = ANSWERS_FILE

    def recorded(self) -> Recorded:
        """Read what the project is made from.

        Returns:
            The template, the version of it, and the answers.

        Raises:
            UnknownError: If the answers file does not say so.
        """
        path = self.root / self.answers_file
        if not path.is_file():
            raise UnknownError(
                f"{self.answers_file} is missing, so nobody knows what the project is made from."
                f"{_others(self.root, self.answers_file)}"
            )
        return parse(path.read_text(encoding="utf-8", errors="replace"), self.answers_file)


def find(start: Path, answers_file: str | None) -> Project:
    """Find the project that a folder is in: the nearest one above with an answers file.

    Args:
        start: Where to look first.
        answers_file: The answers file, if it is another one than usual.

    Returns:
        The project. If there is none, the folder itself, whose answers cannot be read.

    Raises:
        UnknownError: If there is no such folder.
    """
    name = Path(os.path.normpath(answers_file or ANSWERS_FILE)).as_posix()
    start = start.resolve()
    if not start.is_dir():
        raise UnknownError(f"There is no folder {start}.")
    for folder in (start, *start.parents):
        if (folder / name).is_file():
            return Project(folder, name)
        if (folder / ".git").exists():
            break
    return Project(start, name)


def parse(text: str, name: str) -> Recorded:
    """Read an answers file.

    Args:
        text: What is in it.
        name: Its name, for messages.

    Returns:
        What it says.

    Raises:
        UnknownError: If it was edited, so that it says nothing.
    """
    if re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE):
        raise UnknownError(f"{name} has conflict markers: settle them first.")
    try:
        read = yaml.safe_load(text)
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise UnknownError(f"{name} is no YAML any more: {problem}") from None
    answers = read if isinstance(read, dict) else {}
    for key in ("_src_path", "_commit"):
        if isinstance(answers.get(key), (int, float)):
            answers[key] = str(answers[key])
        if not isinstance(answers.get(key), str) or not answers[key]:
            raise UnknownError(
                f"{name} has no {key}: it was edited, or the project was made from a folder without"
                " versions."
            )
    return Recorded(
        source=answers["_src_path"],
        version=answers["_commit"],
        answers={str(key): answers[key] for key in answers if not str(key).startswith("_")},
    )


def start_of(project: Project) -> str:
    """Return the commit that the project is at, if nothing would be lost by going back to it.

    Args:
        project: The project.

    Returns:
        The commit.

    Raises:
        RefusedError: If something is not committed, or there is no commit.
        UnknownError: If git cannot be asked.
    """
    refuse_without_git(project.root)
    head = run(project.root, "git", "rev-parse", "--verify", "--quiet", "HEAD").stdout.strip()
    if not head:
        raise RefusedError("An update starts from a commit: `git add --all`, `git commit`.")
    if changed := changed_files(project.root):
        raise RefusedError(
            "There are changes that are not committed. Commit them, or put them aside with"
            f" `git stash --include-untracked`:\n\n{listed(changed)}"
        )
    if project.answers_file not in tracked_files(project.root):
        raise RefusedError(
            f"Git ignores {project.answers_file}, so no way would lead back from an update:"
            " take it out of what is ignored, and commit it."
        )
    return head


def refuse_without_git(root: Path) -> None:
    """Refuse a folder that is in no repository.

    Args:
        root: The folder.

    Raises:
        RefusedError: If it is in none.
        UnknownError: If git cannot be asked.
    """
    if not in_repository(root):
        raise RefusedError(
            "An update starts from a commit, and this is no git repository yet:"
            " `git init`, `git add --all`, `git commit`."
        )


def changed_files(root: Path, *paths: str) -> list[str]:
    """Return what is not committed.

    Args:
        root: The folder of the project.
        *paths: Only these.

    Returns:
        A line for each file, as `git status --short` has it.
    """
    prefix = run(root, "git", "rev-parse", "--show-prefix").stdout.strip("\n")
    options = ("--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
    which = [f":(literal){path}" for path in paths] or ["."]
    found = names(root, "status", *options, "--ignore-submodules=none", "--", *which)
    return [f"{line[:2]} {line[3:].removeprefix(prefix)}" for line in found]


def tracked_files(root: Path) -> set[str]:
    """Return what git saves of a project.

    Args:
        root: The folder of the project.

    Returns:
        The paths below it.
    """
    return set(names(root, "ls-files", "-z"))


def unwatched_files(root: Path) -> set[str]:
    """Return the files that git was told not to look at, so that it sees no change of them.

    Args:
        root: The folder of the project.

    Returns:
        The paths of those with the bits "assume unchanged" or "skip worktree".
    """
    return {line[2:] for line in names(root, "ls-files", "-v", "-z") if line[0] in "hsS"}


def blocking(root: Path, path: str) -> Path | None:
    """Return what stands in the way of a file.

    Args:
        root: The folder of the project.
        path: The file, below it.

    Returns:
        A folder in its place, or something that is no folder in place of one of its folders;
        nothing if it can be written.
    """
    full = root / path
    if full.is_dir() and not full.is_symlink():
        return full
    parents = (root / parent for parent in Path(path).parents[:-1])
    return next((one for one in parents if os.path.lexists(one) and not one.is_dir()), None)


def link_to(root: Path, path: str) -> str:
    """Return the link that stands at a path, or in place of one of its folders.

    Args:
        root: The folder of the project.
        path: The path, below it.

    Returns:
        The path of the link; nothing if there is none. What is behind one may not be the project's.
    """
    places = (Path(path), *Path(path).parents[:-1])
    return next((place.as_posix() for place in places if (root / place).is_symlink()), "")


def listed(lines: Iterable[str], shown: int = SHOWN) -> str:
    """Return lines as a block, the first ones of many.

    Args:
        lines: The lines.
        shown: How many are shown.

    Returns:
        Indented text.
    """
    lines = list(lines)
    more = [f"and {len(lines) - shown} more"] if len(lines) > shown else []
    return "\n".join(f"    {line}" for line in [*lines[:shown], *more])


def _others(root: Path, name: str) -> str:
    """Name the answers files that are there instead."""
    found = sorted(
        path.name for path in root.glob(".copier-answers*.y*ml") if path.name != Path(name).name
    )
    return f" There is {' and '.join(found)}: name it with `--answers-file`." if found else ""
