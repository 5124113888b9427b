"""Bring files of a project to where the template has them, without losing a line."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..errors import RefusedError, UnknownError
from . import unfinished
from .drift import Comparison, Difference
from .merging import Merged, merge, shared
from .project import Project, blocking, link_to, listed, start_of
from .renderings import Renderings, read


@dataclass
class Repair:
    """What came of a repair.

    Attributes:
        start: The commit that the project was at.
        written: Files that are there now.
        merged: Files that the template's lines were merged into.
        conflicts: Those of them where somebody has to choose.
        untouched: What was left as it is, each with why.
    """

    start: str
    written: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)


def repair(project: Project, paths: Sequence[str]) -> Repair:
    """Write what is missing and merge what differs.

    Args:
        project: The project; everything in it is committed.
        paths: Files, each taken as the template has it whatever its people did; or folders, of
            which only what is wrong is mended.

    Returns:
        What came of it.

    Raises:
        RefusedError: If something is not committed, or a path is nothing of the template's.
        UnknownError: If the project cannot be compared with the template.
    """
    with unfinished.alone(project), Renderings(project) as renderings:
        done = Repair(start_of(project))
        comparison = Comparison(project, renderings)
        differences = comparison.differences()
        for path in paths:
            if path not in comparison.files and not _below(path, comparison.files):
                raise RefusedError(f"The template has no {path} with the recorded answers.")
        chosen = [
            one
            for one in differences
            if one.path in paths
            or (one.is_drift and any(_below(path, [one.path]) for path in paths))
        ]
        # All is merged before anything is written, so that nothing is done by halves.
        for write in [_mend(comparison, one, done) for one in chosen]:
            if write:
                write()
        if not (done.written or done.merged or done.untouched):
            named = listed(paths)
            done.untouched.append(f"Nothing is wrong with what was named:\n\n{named}")
        return done


def _below(path: str, files: set[str] | list[str]) -> bool:
    """Whether any of the files is in a folder; the project's own is a dot."""
    return path == "." or any(file.startswith(f"{path}/") for file in files)


def _mend(comparison: Comparison, one: Difference, done: Repair) -> Callable[[], object] | None:
    """Note what is to be done about a file, and return what does it, if anything is."""
    root = comparison.project.root
    if obstacle := _obstacle(root, one.path):
        done.untouched.append(f"{one.path}: {obstacle}")
    elif one.kind in ("missing", "deleted", "for new projects"):
        done.written.append(one.path)
        return partial(_write, comparison.fresh / one.path, root / one.path)
    elif one.kind in ("behind", "changed"):
        try:
            merged = _merge(comparison, one)
        except UnknownError as unknown:
            done.untouched.append(f"{one.path}: {unknown}")
            return None
        done.merged.append(one.path)
        if merged.conflicts:
            done.conflicts.append(one.path)
        return partial((root / one.path).write_bytes, merged.content)
    else:
        done.untouched.append(f"{one.path}: {one.why}")
    return None


def _obstacle(root: Path, path: str) -> str:
    """Say why a file cannot be written."""
    if link := link_to(root, path):
        return f"{link} is a link"
    if blocked := blocking(root, path):
        return f"{blocked.relative_to(root).as_posix()} is in its way"
    return ""


def _write(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _merge(comparison: Comparison, one: Difference) -> Merged:
    """Merge one file, with the line ends that it has."""
    target = comparison.project.root / one.path
    ours, fresh = read(target.parent, target.name) or b"", read(comparison.fresh, one.path) or b""
    base = one.base or comparison.base_of(one.path) or shared(ours, fresh)
    # What people settled before is not asked again, unless there is nothing else to merge.
    merged = merge(ours, base, fresh, prefer_ours=True)
    if merged.content == ours:
        merged = merge(ours, base, fresh)
        if merged.content == ours:
            merged = merge(ours, shared(ours, fresh), fresh)
    conflicts = 0 if merged.content == ours else merged.conflicts
    ends = b"\r\n" if b"\r\n" in target.read_bytes() else b"\n"
    return Merged(merged.content.replace(b"\n", ends), conflicts)
