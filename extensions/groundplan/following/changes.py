"""What changed in the template between two of its versions, in the words of those who made it."""

import re
from pathlib import Path

from ..git import blob, run
from .clone import clone, commit_of

CHANGELOG = "CHANGELOG.md"


def changes(source: str, old: str, new: str, root: Path) -> str:
    """Return what changed between two versions.

    These are the sections of the template's changelog that the older version does not have; where
    there are none, the subjects of its commits.

    Args:
        source: Where the template is, as Copier takes it.
        old: The older version: a tag or a commit.
        new: The newer one: a tag, a commit, or a number as Copier says it.
        root: The folder of the project, from which a relative address is read.

    Returns:
        Markdown; nothing when nothing changed.

    Raises:
        UnknownError: If the template cannot be read, or does not have these versions.
    """
    with clone(source, root) as folder:
        first = commit_of(folder, old)
        last = commit_of(folder, new, f"v{new}", *_untagged(folder))
        sections = new_sections(_changelog(folder, first), _changelog(folder, last))
        return sections or _subjects(folder, first, last)


def new_sections(old: str, new: str) -> str:
    """Return the sections of a changelog that an older one does not have word for word.

    Args:
        old: The older changelog.
        new: The newer one.

    Returns:
        The sections, in their order.
    """
    known = _sections(old)
    return "\n\n".join(section for section in _sections(new) if section not in known)


def _sections(changelog: str) -> list[str]:
    return [part.strip() for part in re.split(r"^(?=## )", changelog, flags=re.MULTILINE)[1:]]


def _untagged(folder: Path) -> list[str]:
    """Return the newest commit of a template without any tags, since Copier takes that."""
    return [] if run(folder, "git", "tag").stdout.strip() else ["HEAD"]


def _changelog(folder: Path, commit: str) -> str:
    return blob(folder, f"{commit}:{CHANGELOG}") or ""


def _subjects(folder: Path, old: str, new: str) -> str:
    logged = run(folder, "git", "log", "--no-merges", "--format=- %s", f"{old}..{new}")
    return logged.stdout.strip()
