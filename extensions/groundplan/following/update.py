"""Take a new version of the template, or other answers, and say what came of it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from ..errors import RefusedError, UnknownError
from ..git import git, run
from . import unfinished
from .changes import changes
from .conflicts import conflicts
from .history import gone
from .merging import merge
from .project import (
    Project,
    Recorded,
    blocking,
    link_to,
    listed,
    start_of,
    tracked_files,
    unwatched_files,
)
from .renderings import Renderings, call, files_of, read
from .workspace import Workspace, workspace

CURRENT = ":current:"
NOT_TEXT = "git takes it for no text, so your changes and the template's cannot be merged"
GIVEN_UP = "the template gave it up, and you had changed it"


@dataclass(frozen=True)
class Missed:
    """A change of the template that did not reach the project.

    Attributes:
        path: The file of the template.
        why: Why it did not.
        change: What changed in it, as a unified diff.
    """

    path: str
    why: str
    change: str


@dataclass(frozen=True)
class Update:
    """What came of an update.

    Attributes:
        old: The version before it.
        new: The version after it.
        changes: What changed in the template, as Markdown.
        conflicts: The files that somebody has to settle, each with what is left in it.
        start: The commit that the project was at.
        kept: Files of the template's that git does not save, or behind links, left as they were.
        missed: Changes of files that are not where the template has them.
        warning: What else is to be known.
    """

    old: str
    new: str
    changes: str
    conflicts: list[str]
    start: str
    kept: list[str] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)
    warning: str = ""


def update(project: Project, ref: str = "", data: Mapping[str, str] | None = None) -> Update:
    """Update a project.

    Copier works in a copy of what is committed, and what came of it is brought into the project
    in the end.

    Args:
        project: The project.
        ref: The tag, branch or commit of the template to update to, or `:current:`; the newest
            version if empty.
        data: Answers that change.

    Returns:
        What came of it.

    Raises:
        RefusedError: If something would be lost, or Copier did not finish.
        UnknownError: If the template cannot be read, or refuses the answers.
    """
    data = dict(data or {})
    with unfinished.alone(project), Renderings(project) as renderings:
        unfinished.refuse(project)
        start = start_of(project)
        warning = unfinished.committed(project)
        known = project.recorded()
        version = known.version if ref == CURRENT else ref
        old = renderings.of(known)
        new = renderings.after(Recorded(known.source, version, data))
        then = Project(new, project.answers_file).recorded()
        _refuse_unknown_answers(data, then)
        # The version that was looked at is taken, even if a newer one appears meanwhile.
        ref = ref or then.version
        files = _Files(project, old, new)
        files.refuse()
        markers = conflicts(project)
        watched = files.tracked | {project.answers_file}
        with workspace(project, start, watched, set(files.linked.values())) as work:
            _take(work, known, ref, data)
            files.bring_back_edits(work)
            _hand_over(work, files.kept)
        done = Update(
            old=known.version,
            new=known.version if ref == CURRENT else ref,
            changes="",
            conflicts=[line for line in conflicts(project) if line not in markers],
            start=start,
            kept=sorted(files.kept),
            warning=warning,
        )
        try:
            now = project.recorded()
            missed = _missed(files, renderings, now)
        except UnknownError as unknown:
            # The update is done, and how to go back has to be said.
            return replace(done, warning=f"{warning} {unknown}".strip())
        new_in_it = _changes(project, known, now)
        return replace(done, new=now.version, changes=new_in_it, missed=missed)


class _Files:
    """The files of the template, before an update and after it, as the project has them.

    Args:
        project: The project.
        old: What the template made of the answers before.
        new: What it makes of them now.
    """

    def __init__(self, project: Project, old: Path, new: Path) -> None:
        self.project, self.old, self.new = project, old, new
        own = {project.answers_file}
        self.before, self.after = files_of(old) - own, files_of(new) - own
        self.every, root = self.before | self.after, project.root
        # What the template has as a link may be one.
        self.linked = {
            path: link
            for path in self.every
            if not (new / path).is_symlink() and (link := link_to(root, path))
        }
        self.tracked = (self.every & tracked_files(root)) - self.linked.keys()
        there = {path for path in self.every if os.path.lexists(root / path)}
        self.kept = (there - self.tracked) | self.linked.keys()
        self.apart = {path: f"{link} is a link" for path, link in self.linked.items()}

    def refuse(self) -> None:
        """Refuse what cannot be updated at all.

        Raises:
            RefusedError: If there is such a file.
        """
        root = self.project.root
        if hidden := sorted(self.every & unwatched_files(root)):
            raise RefusedError(
                "Git was told not to look at these files, so an update of them could be neither"
                " seen nor undone. `git update-index --no-assume-unchanged --no-skip-worktree` with"
                " their names lets it look again (in a sparse checkout: `git sparse-checkout"
                f" disable`):\n\n{listed(hidden)}"
            )
        if blocked := sorted(
            path for path in self.after - self.linked.keys() if blocking(root, path)
        ):
            raise RefusedError(
                "The template has files where the project has a folder of that name, or a file in"
                f" place of their folder. Move what is yours:\n\n{listed(blocked)}"
            )

    def bring_back_edits(self, work: Workspace) -> None:
        """Bring back what Copier left out of files that people had changed.

        It carries over what `git diff` shows: nothing of a file that git takes for no text, or that
        an attribute keeps out of diffs.

        Args:
            work: The copy, where Copier is through.
        """
        for path in sorted(self.tracked):
            ours, result = work.before[path], read(work.copy.root, path)
            base, theirs = read(self.old, path), read(self.new, path)
            if ours is None or ours == base or result != theirs or result == ours:
                continue
            target = work.copy.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                merged = merge(ours, base or b"", theirs) if theirs is not None else None
            except UnknownError:
                merged = None
            if merged:
                target.write_bytes(merged.content)
            else:
                git(work.copy.root, "checkout", "HEAD", "--", f":(literal){path}")
                self.apart[path] = NOT_TEXT if theirs is not None else GIVEN_UP


def _refuse_unknown_answers(data: Mapping[str, str], then: Recorded) -> None:
    if unknown := sorted(data.keys() - then.answers.keys()):
        near = get_close_matches(unknown[0], then.answers, 1)
        meant = f" Is it {near[0]}?" if near else ""
        raise RefusedError(
            f"The template takes no answer {unknown[0]}, or none with the other answers.{meant}"
        )


def _take(work: Workspace, known: Recorded, ref: str, data: Mapping[str, str]) -> None:
    try:
        call(
            work.project,
            known.source,
            lambda copier: copier.run_update(
                work.copy.root,
                data=dict(data),
                answers_file=work.copy.answers_file,
                vcs_ref=copier.VcsRef.CURRENT if ref == CURRENT else ref or None,
                defaults=True,
                overwrite=True,
            ),
        )
    except UnknownError as problem:
        raise RefusedError(f"{problem}\n\nThe update did not take place.") from problem


def _hand_over(work: Workspace, kept: set[str]) -> None:
    try:
        work.hand_over(kept)
    except (OSError, UnknownError, KeyboardInterrupt) as problem:
        parts = [str(problem), unfinished.failed(work.project)]
        raise RefusedError("\n\n".join(part for part in parts if part)) from problem


def _missed(files: _Files, renderings: Renderings, now: Recorded) -> list[Missed]:
    """Return the changes of files that were not there, or not to be touched."""
    absent = (files.before & files.after) - files.tracked
    paths = sorted(
        path
        for path in absent | files.apart.keys()
        if read(files.old, path) != read(files.new, path) and path in files.before
    )
    seeded = renderings.seeded(now) if paths else set()
    return [
        Missed(path, _why(files, path), _diff(files.old, files.new, path))
        for path in paths
        if path not in seeded
    ]


def _why(files: _Files, path: str) -> str:
    if path in files.apart:
        return files.apart[path]
    if os.path.lexists(files.project.root / path):
        return "git does not save it"
    return str(gone(files.project, path) or "not there")


def _diff(old: Path, new: Path, path: str) -> str:
    """Return what changed in a file of the template."""
    options = ("--no-index", "--no-ext-diff", "--no-color", "--no-prefix")
    printed = run(
        old.parent, "git", "diff", *options, "--", f"{old.name}/{path}", f"{new.name}/{path}"
    )
    _, mark, hunks = printed.stdout.partition("\n@@")
    return (mark + hunks).strip("\n")


def _changes(project: Project, old: Recorded, new: Recorded) -> str:
    try:
        return changes(new.source, old.version, new.version, project.root)
    except UnknownError as unknown:
        return f"It cannot be said what changed: {unknown}"
