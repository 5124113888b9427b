"""Updates that were cut off: a note lies in git's folder as long as one runs."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import RefusedError, UnknownError
from ..git import git, run
from .project import Project, changed_files, listed, refuse_without_git

NOTE = "groundplan-update"
LOCK = "groundplan.lock"
GO_BACK = """    git restore --source={commit} --staged --worktree -- .
    git clean -d --force -- ."""


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """Keep every other update and repair out of a repository.

    Args:
        project: The project, under git.

    Yields:
        Nothing.

    Raises:
        RefusedError: If another one is at work.
    """
    try:
        with FileLock(_shared(project, LOCK), timeout=0):
            yield
    except Timeout:
        raise RefusedError("Another update is at work in this repository.") from None


def begin(project: Project, start: str) -> None:
    """Note that an update begins.

    Args:
        project: The project.
        start: The commit that it is at.
    """
    _note(project).write_text(json.dumps({"start": start}), encoding="utf-8")


def end(project: Project) -> None:
    """Note that the update is through.

    Args:
        project: The project.
    """
    _note(project).unlink(missing_ok=True)


def refuse(project: Project) -> None:
    """Refuse to go on with files that are of two versions.

    Args:
        project: The project, under git.

    Raises:
        RefusedError: If an update began here and did not finish; the message says how to go back.
    """
    if told := running(project):
        raise RefusedError(told)
    if _begun_here(project):
        end(project)


def running(project: Project) -> str:
    """Say if an update began here and did not finish, or has not yet.

    Args:
        project: The project, under git.

    Returns:
        Text for a terminal; nothing if all is well.
    """
    start = _begun_here(project)
    return cut_off(project, start) if start and changed_files(project.root) else ""


def failed(project: Project) -> str:
    """Say what an update left that did not get to its end.

    Args:
        project: The project, under git.

    Returns:
        Text for a terminal.
    """
    if changed_files(project.root):
        return cut_off(project, _noted(project))
    end(project)
    return "The update did not take place."


def committed(project: Project) -> str:
    """Say what is to be known if an update was cut off and commits were made since.

    Args:
        project: The project, under git.

    Returns:
        A sentence; nothing if there is nothing to say.
    """
    start = _noted(project)
    if not start or _begun_here(project):
        return ""
    return (
        f"An update that began at {start[:12]} did not finish, and there are commits since. If what"
        f" it had written is among them, lines of yours may have gone: `git diff {start[:12]}`"
        " shows what changed, and `groundplan drift` what of the template is missing."
    )


def cut_off(project: Project, start: str) -> str:
    """Say that an update did not finish, and how to go back.

    Args:
        project: The project, under git.
        start: The commit that the project was at.

    Returns:
        Text for a terminal.
    """
    return (
        "An update was begun and did not finish, so files are of both versions. Everything was"
        " committed when it began. This changed since, by the update or by you:\n\n"
        f"{listed(changed_files(project.root))}\n\n"
        "This, in the project's folder, goes back to there, and throws all of that away"
        f" (`git stash --include-untracked` first keeps it):\n\n{go_back(start)}"
    )


def go_back(start: str) -> str:
    """Return the commands that undo an update that is not committed.

    Args:
        start: The commit that the project was at.

    Returns:
        A command on each line.
    """
    return GO_BACK.format(commit=start[:12])


def _noted(project: Project) -> str:
    try:
        return str(json.loads(_note(project).read_text(encoding="utf-8"))["start"])
    except (RefusedError, UnknownError, OSError, ValueError, KeyError, TypeError):
        return ""


def _begun_here(project: Project) -> str:
    """Return the commit that an update began at, if the project is still at it."""
    start = _noted(project)
    head = run(project.root, "git", "rev-parse", "HEAD").stdout.strip()
    return start if start == head else ""


def _note(project: Project) -> Path:
    """Return the note of a project: several may share a repository."""
    below = run(project.root, "git", "rev-parse", "--show-prefix").stdout.strip("\n")
    mark = f"-{hashlib.sha256(below.encode()).hexdigest()[:12]}" if below else ""
    return _kept(project, f"{NOTE}{mark}.json")


def _shared(project: Project, name: str) -> Path:
    """Return a file where git keeps what is of all working trees of a repository."""
    refuse_without_git(project.root)
    return project.root / git(project.root, "rev-parse", "--git-common-dir").strip("\n") / name


def _kept(project: Project, name: str) -> Path:
    """Return a file where git keeps what is of this working tree."""
    refuse_without_git(project.root)
    return project.root / git(project.root, "rev-parse", "--git-path", name).strip("\n")
