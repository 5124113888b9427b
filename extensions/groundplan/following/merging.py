"""Merge what the template says now into a file of the project."""

import difflib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import UnknownError
from ..git import last_line, run
from .history import Lines

LABELS = ("the project", "before", "the template")


@dataclass(frozen=True)
class Merged:
    """What came of a merge.

    Attributes:
        content: The file.
        conflicts: How often both sides changed the same lines.
    """

    content: bytes
    conflicts: int


def merge(ours: bytes, base: bytes, theirs: bytes, *, prefer_ours: bool = False) -> Merged:
    """Merge two versions of a file that come from one.

    Args:
        ours: What the project has.
        base: What both come from.
        theirs: What the template has.
        prefer_ours: Take the project's lines where both changed the same.

    Returns:
        The file, with conflict markers unless `prefer_ours` is set.

    Raises:
        UnknownError: If they are no text.
    """
    with tempfile.TemporaryDirectory(prefix="groundplan-merge-") as folder:
        paths = [Path(folder) / name for name in ("ours", "base", "theirs")]
        for path, content in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(content)
        labels = [word for label in LABELS for word in ("-L", label)]
        prefer = ["--ours"] if prefer_ours else []
        command = ["git", "merge-file", "--quiet", *prefer, *labels, *map(str, paths)]
        done = run(Path(folder), *command)
        if not 0 <= done.returncode < 128:  # noqa: PLR2004 - more is an error, by git's own manual
            raise UnknownError(f"It cannot be merged: {last_line(done.stderr)}")
        return Merged(paths[0].read_bytes(), done.returncode)


def shared(ours: bytes, theirs: bytes) -> bytes:
    """Return what two files share, as a stand-in for what both come from.

    Args:
        ours: A file.
        theirs: Another one.

    Returns:
        The lines that are in both, in their order.
    """
    first, second = ours.splitlines(keepends=True), theirs.splitlines(keepends=True)
    blocks = difflib.SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    return b"".join(line for block in blocks for line in first[block.a : block.a + block.size])


def is_news(ours: bytes, merged: bytes, known: Lines) -> bool:
    """Say if a merge brings what the file never had, or takes what nobody ever took out.

    What was there once and is not now, people took out on purpose.

    Args:
        ours: What the project has.
        merged: What a merge makes of it.
        known: What commits did to the file.

    Returns:
        Whether any of the changes is new to it.
    """
    first = ours.decode(errors="surrogateescape").splitlines()
    second = merged.decode(errors="surrogateescape").splitlines()
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for what, start, stop, new_start, new_stop in matcher.get_opcodes():
        if what == "equal":
            continue
        added = {line.strip() for line in second[new_start:new_stop]} - {""}
        removed = {line.strip() for line in first[start:stop]} - {""}
        if added - known.added or (not added and removed - known.removed):
            return True
    return False
