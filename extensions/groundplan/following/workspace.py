"""A copy of a project for Copier to work in, and the way from there into the project.

Copier works in place, asks git what is there, and takes back what it could not merge with commands
that reach everywhere in the repository. What git does not see, and what people do meanwhile, is not
safe from that. In a copy there is nothing but what was committed.
"""

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import RefusedError
from ..git import git, identity, names, run
from . import unfinished
from .project import Project, blocking, listed, tracked_files
from .renderings import read

PREFIX = "groundplan-update-"
IDENTITY = identity("groundplan", "groundplan@localhost")


@dataclass(frozen=True)
class Workspace:
    """A copy of what a project has committed.

    Attributes:
        project: The project.
        start: The commit that it was made of.
        copy: The copy, itself a project: the root of a repository, whatever folder the project is.
        before: What was in the files that an update may change, as `read` returns it.
    """

    project: Project
    start: str
    copy: Project
    before: dict[str, bytes | None]

    def changed(self) -> list[str]:
        """Return the files that are not as they were committed, or are new."""
        root = self.copy.root
        there = names(root, "diff", "--name-only", "--no-renames", "-z", "HEAD")
        return sorted({*there, *names(root, "ls-files", "--others", "-z")})

    def hand_over(self, leave: Collection[str]) -> None:
        """Bring into the project what changed in the copy: all of it or nothing.

        Args:
            leave: Files of the project to be left as they are.

        Raises:
            RefusedError: If the project is not as it was when the copy was made.
        """
        changed = [path for path in self.changed() if path not in leave]
        self._refuse_what_is_not_as_committed(changed)
        unfinished.begin(self.project, self.start)
        for path in changed:
            _bring(self.copy.root / path, self.project.root / path)
        self._mark_unmerged()
        unfinished.end(self.project)

    def _refuse_what_is_not_as_committed(self, changed: list[str]) -> None:
        root = self.project.root
        head = git(root, "rev-parse", "HEAD").strip()
        tracked = tracked_files(root)
        wrong = [
            path
            for path in changed
            if blocking(root, path)
            or (os.path.lexists(root / path) and path not in tracked)
            or read(root, path) != self.before.get(path)
        ]
        if head != self.start or wrong:
            what = listed(wrong) if wrong else f"    HEAD is at {head[:12]}"
            raise RefusedError(
                "The project is not as it was committed: it was changed while the update was made,"
                " or a filter of git's hides a difference. Nothing of the update was written."
                f" Commit or save what is yours, and run it again:\n\n{what}"
            )

    def _mark_unmerged(self) -> None:
        """Tell git of conflicts, as a merge does: it then shows both sides and what they had."""
        prefix = git(self.project.root, "rev-parse", "--show-prefix").strip("\n")
        entries = [
            entry.split("\t", 1) for entry in names(self.copy.root, "ls-files", "--unmerged", "-z")
        ]
        removed = [(f"0 {'0' * len(self.start)}", path) for path in {path for _, path in entries}]
        text = "".join(f"{what}\t{prefix}{path}\0" for what, path in [*removed, *entries])
        if text:
            git(self.project.root, "update-index", "-z", "--index-info", text=text)


@contextmanager
def workspace(
    project: Project, start: str, watched: Collection[str], links: Collection[str]
) -> Iterator[Workspace]:
    """Check a project out into a temporary folder, as it was committed and without the rest.

    Args:
        project: The project.
        start: The commit.
        watched: The files that an update may change.
        links: Links to leave out, for nobody to write where they lead.

    Yields:
        The copy, which shares the repository's objects and settings.

    Raises:
        UnknownError: If git cannot check it out.
    """
    root = project.root
    _clear(root)
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name) / f"{PREFIX}copy"
        tree = git(root, "rev-parse", f"{start}:./").strip()
        commit = git(root, "commit-tree", tree, "-m", "What the project has", **IDENTITY).strip()
        try:
            options = ("--quiet", "--detach", "--force")
            # What Git LFS keeps elsewhere is nothing that a template changes.
            skip = {"GIT_LFS_SKIP_SMUDGE": "1"}
            git(root, "worktree", "add", *options, str(folder), commit, **skip)
            if links:
                removed = [f":(literal){path}" for path in links]
                git(folder, "rm", "--quiet", "--ignore-unmatch", "--", *removed)
                message = ("--quiet", "--allow-empty", "--message", "Leave links out")
                git(folder, "commit", *message, **IDENTITY)
            before = {path: read(folder, path) for path in watched}
            yield Workspace(project, start, Project(folder, project.answers_file), before)
        finally:
            _forget(root, folder)


def _clear(root: Path) -> None:
    """Remove the copies of updates that were killed; none is at work while the lock is held."""
    for line in names(root, "worktree", "list", "--porcelain", "-z"):
        folder = Path(line.removeprefix("worktree "))
        if line.startswith("worktree ") and folder.name == f"{PREFIX}copy":
            _forget(root, folder)
            shutil.rmtree(folder.parent, ignore_errors=True)


def _forget(root: Path, folder: Path) -> None:
    run(root, "git", "worktree", "remove", "--force", "--force", str(folder))


def _bring(source: Path, target: Path) -> None:
    """Make a file of the project what the copy has: its line ends are kept."""
    had_ends = not target.is_symlink() and target.is_file() and b"\r\n" in target.read_bytes()
    if os.path.lexists(target):
        target.unlink()
    if not os.path.lexists(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)
    if had_ends and not source.is_symlink():
        content = source.read_bytes()
        if not (b"\r\n" in content or b"\0" in content):
            target.write_bytes(content.replace(b"\n", b"\r\n"))
