"""Take a new version of the template, or other answers, and say what came of it."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import RefusedError, UnknownError
from ..git import run
from . import unfinished
from .changes import changes
from .conflicts import conflicts
from .history import gone
from .project import (
    Project,
    Recorded,
    blocking,
    listed,
    start_of,
    tracked_files,
    unwatched_files,
)
from .renderings import Renderings, call, files_of, read

CURRENT = ":current:"


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
        kept: Files of the template's that git does not save, left as they were.
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
    with unfinished.alone(project), Renderings(project) as renderings:
        unfinished.refuse(project)
        start = start_of(project)
        warning = unfinished.committed(project)
        known = project.recorded()
        version = known.version if ref == CURRENT else ref
        old = renderings.of(known)
        new = renderings.after(Recorded(known.source, version, dict(data or {})))
        tracked = tracked_files(project.root)
        kept = _refuse_what_cannot_be_saved(project, files_of(old), files_of(new), tracked)
        # The version that was looked at is taken, even if a newer one appears meanwhile.
        ref = ref or Project(new, project.answers_file).recorded().version
        markers = conflicts(project)
        unfinished.begin(project, start)
        _take(project, known, ref, data or {}, kept)
        unfinished.end(project)
        done = Update(
            old=known.version,
            new=known.version if ref == CURRENT else ref,
            changes="",
            conflicts=[line for line in conflicts(project) if line not in markers],
            start=start,
            kept=kept,
            warning=warning,
        )
        try:
            now = project.recorded()
            missed = _missed(project, renderings, known, now, tracked)
        except UnknownError as unknown:
            # The update is done, and how to go back has to be said.
            return replace(done, warning=f"{warning} {unknown}".strip())
        new_in_it = _changes(project, known, now)
        return replace(done, new=now.version, changes=new_in_it, missed=missed)


def _refuse_what_cannot_be_saved(
    project: Project, old: set[str], new: set[str], tracked: set[str]
) -> list[str]:
    """Return the files that an update has to leave alone, unless it cannot be done at all."""
    if hidden := sorted((old | new) & unwatched_files(project.root)):
        raise RefusedError(
            "Git was told not to look at these files, so an update of them could be neither seen"
            " nor undone. `git update-index --no-assume-unchanged --no-skip-worktree` with their"
            f" names lets it look again (in a sparse checkout: `git sparse-checkout disable`):\n\n"
            f"{listed(hidden)}"
        )
    if blocked := sorted(path for path in new if blocking(project.root, path)):
        raise RefusedError(
            "The template has files where the project has a folder of that name, or a file in"
            f" place of their folder. Move what is yours:\n\n{listed(blocked)}"
        )
    there = {path for path in old | new if os.path.lexists(project.root / path)}
    return sorted(there - tracked - {project.answers_file})


def _take(
    project: Project, known: Recorded, ref: str, data: Mapping[str, str], kept: Iterable[str]
) -> None:
    try:
        call(
            project,
            known.source,
            lambda copier: copier.run_update(
                project.root,
                data=dict(data),
                answers_file=project.answers_file,
                vcs_ref=copier.VcsRef.CURRENT if ref == CURRENT else ref or None,
                exclude=[_pattern(path) for path in kept],
                defaults=True,
                overwrite=True,
            ),
        )
    except (UnknownError, KeyboardInterrupt) as problem:
        parts = [str(problem), unfinished.failed(project)]
        raise RefusedError("\n\n".join(part for part in parts if part)) from problem


def _pattern(path: str) -> str:
    """Return the pattern that stands for one path, which Copier renders before it reads it."""
    return "{% raw %}/" + re.sub(r"([\\*?\[\]!# ])", r"\\\1", path) + "{% endraw %}"


def _missed(
    project: Project, renderings: Renderings, known: Recorded, now: Recorded, tracked: set[str]
) -> list[Missed]:
    """Return the changes of files that were not there, or not to be touched."""
    old, new = renderings.of(known), renderings.of(now)
    paths = sorted(
        path
        for path in (files_of(old) & files_of(new)) - tracked - {project.answers_file}
        if read(old, path) != read(new, path)
    )
    seeded = renderings.seeded(now) if paths else set()
    return [
        Missed(path, _why(project, path), _diff(old, new, path))
        for path in paths
        if path not in seeded
    ]


def _why(project: Project, path: str) -> str:
    if os.path.lexists(project.root / path):
        return "git does not save it"
    return str(gone(project, path) or "not there")


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
