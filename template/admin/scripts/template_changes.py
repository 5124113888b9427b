"""What changed in the template between two of its versions, in the words of those who made it."""

import re
import tempfile
from pathlib import Path

from admin.scripts.template_versions import Origin, UnknownVersionError, last_line, run

CHANGELOG = "CHANGELOG.md"
SHORTCUTS = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}


def changes(origin: Origin, latest: str) -> str:
    """Return what changed since the project's version.

    These are the sections of the template's changelog that the project's version does not have;
    where there are none, the subjects of its commits.

    Args:
        origin: The template and the project's version of it.
        latest: The version to go to: a tag, a commit, or a number as Copier says it.

    Returns:
        Markdown; nothing when nothing changed.

    Raises:
        UnknownVersionError: If the template cannot be read, or does not have these versions.
    """
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder)
        cloned = run(clone, "git", "clone", "--quiet", "--bare", "--", address(origin.source), ".")
        if cloned.returncode:
            message = f"{origin.source} cannot be read: {last_line(cloned.stderr)}"
            raise UnknownVersionError(message)
        old = _commit(clone, origin.version)
        new = _commit(clone, latest, f"v{latest}", *_untagged(clone))
        sections = new_sections(_changelog(clone, old), _changelog(clone, new))
        return sections or _subjects(clone, old, new)


def address(source: str) -> str:
    """Return what git calls a template.

    Args:
        source: Where the template is, as Copier takes it.

    Returns:
        An address that git can clone.
    """
    for shortcut, host in SHORTCUTS.items():
        if source.startswith(shortcut):
            return host + source.removeprefix(shortcut).lstrip("/")
    if source.startswith("~"):
        return str(Path(source).expanduser())
    return source.removeprefix("git+")


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


def _commit(clone: Path, *names: str) -> str:
    """Return the commit that the first known one of these names stands for."""
    for name in names:
        search = ("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        found = run(clone, "git", "rev-parse", *search)
        if found.returncode == 0:
            return found.stdout.strip()
    message = f"the template has no version {names[0]}"
    raise UnknownVersionError(message)


def _untagged(clone: Path) -> list[str]:
    """Return the newest commit of a template without any tags, since Copier takes that."""
    return [] if run(clone, "git", "tag").stdout.strip() else ["HEAD"]


def _changelog(clone: Path, commit: str) -> str:
    shown = run(clone, "git", "show", f"{commit}:{CHANGELOG}")
    return "" if shown.returncode else shown.stdout


def _subjects(clone: Path, old: str, new: str) -> str:
    logged = run(clone, "git", "log", "--no-merges", "--format=- %s", f"{old}..{new}")
    return logged.stdout.strip()
