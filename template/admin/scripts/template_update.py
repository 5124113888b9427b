"""Take a new version of the template into the project, and say what came of it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from admin.scripts.structure import marked_files
from admin.scripts.template_changes import changes
from admin.scripts.template_versions import COPIER, Origin, UnknownVersionError, origin, run

SHOWN = 10
STARTED = "update-of-the-template"
GO_BACK = """    git reset --hard {commit}
    git clean -d --force"""


class RefusedError(Exception):
    """There was no update; the message says why, and what to do."""


@dataclass(frozen=True)
class Update:
    """What came of an update.

    Attributes:
        old: The version before it.
        new: The version after it.
        changes: What changed in the template, as Markdown.
        conflicts: The files that somebody has to settle, each with what is left in it.
        start: The commit that the project was at.
    """

    old: str
    new: str
    changes: str
    conflicts: list[str]
    start: str


def conflicts(root: Path) -> list[str]:
    """Return what an update or a merge left to settle.

    Args:
        root: The folder of the project.

    Returns:
        A line for each file, tracked or not, that git does not ignore.
    """
    marked = marked_files(root)
    unmerged = _files(root, "diff", "--name-only", "--diff-filter=U", "-z", "--relative")
    listed = ("--cached", "--others", "--exclude-standard", "--deduplicate", "-z", "--", "*.rej")
    found = [f"{file}: conflict markers" for file in marked]
    found += [f"{file}: unmerged; `git add` it" for file in unmerged if file not in marked]
    found += [f"{file}: rejected changes" for file in _files(root, "ls-files", *listed)]
    return found


def update(root: Path, version: str = "") -> Update:
    """Update the project.

    Args:
        root: The folder of the project.
        version: The tag or commit of the template to update to; the newest version if empty.

    Returns:
        What came of it.

    Raises:
        RefusedError: If there are uncommitted changes, or Copier did not finish.
    """
    start = _start(root)
    old = origin(root).version
    target = [f"--vcs-ref={version}"] if version else []
    note = _note(root)
    note.write_text(start, encoding="utf-8")
    code = subprocess.run(
        [*COPIER, "update", "--defaults", *target], cwd=root, stdin=subprocess.DEVNULL, check=False
    ).returncode
    if code:
        raise RefusedError(_unfinished(root, start))
    note.unlink()
    known = origin(root)
    return Update(
        old=old,
        new=known.version,
        changes=_changes(root, old),
        conflicts=conflicts(root),
        start=start,
    )


def go_back(start: str) -> str:
    """Return the commands that undo an update that is not committed.

    Args:
        start: The commit that the project was at.

    Returns:
        A command on each line.
    """
    return GO_BACK.format(commit=start[:12])


def _start(root: Path) -> str:
    """Return the commit that the project is at, if nothing would be lost by going back to it."""
    head = run(root, "git", "rev-parse", "--verify", "--quiet", "HEAD").stdout.strip()
    if not head:
        message = "An update starts from a commit: `git init`, `git add --all`, `git commit`."
        raise RefusedError(message)
    changed = run(root, "git", "status", "--porcelain").stdout.splitlines()
    if not changed:
        return head
    note = _note(root)
    if note.is_file() and note.read_text(encoding="utf-8") == head:
        raise RefusedError(_unfinished(root, head))
    shown = "\n".join(f"    {line}" for line in changed[:SHOWN])
    more = f"\n    and {len(changed) - SHOWN} more" if len(changed) > SHOWN else ""
    message = (
        "There are changes that are not committed. Commit them, or put them aside with"
        f" `git stash --include-untracked`:\n\n{shown}{more}"
    )
    raise RefusedError(message)


def _unfinished(root: Path, start: str) -> str:
    """Say that an update did not finish, and how to go back."""
    if not run(root, "git", "status", "--porcelain").stdout:
        _note(root).unlink(missing_ok=True)
        return "The update did not take place; what Copier says about it stands above."
    return (
        "An update was begun and did not finish, so the files are of both versions. Everything was"
        " committed when it began. This goes back to there, and throws away what was written"
        f" since:\n\n{go_back(start)}"
    )


def _changes(root: Path, old: str) -> str:
    known = origin(root)
    try:
        return changes(Origin(known.source, old), known.version)
    except UnknownVersionError as unknown:
        return f"It cannot be said what changed: {unknown}."


def _note(root: Path) -> Path:
    """Return the file that is there while an update runs, where git keeps its own."""
    return root / run(root, "git", "rev-parse", "--git-path", STARTED).stdout.strip()


def _files(root: Path, *arguments: str) -> list[str]:
    return [name for name in run(root, "git", *arguments).stdout.split("\0") if name]
