"""Where a template is: what Copier, git and uv each call it, and what can be the matter with it."""

import re
from pathlib import Path

from ..errors import UnknownError
from ..git import in_repository, reason, run

SHORTCUTS = {"gh:": "https://github.com/", "gl:": "https://gitlab.com/"}
"""Where Copier looks for what is written so."""
MARKED = ("git@", "git://", "git+", *SHORTCUTS.values())
"""How an address begins that Copier takes for one of git."""
REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://|git\+|[\w.-]+@[\w.-]+:", re.IGNORECASE)
MOVE = "`groundplan move-template ADDRESS` records where it is now"


def for_git(source: str, root: Path) -> str:
    """Return what git calls a template.

    Args:
        source: Where the template is, as Copier takes it.
        root: The folder of the project, from which a relative address is read.

    Returns:
        An address that git can clone.
    """
    for shortcut, host in SHORTCUTS.items():
        if source.startswith(shortcut):
            return host + source.removeprefix(shortcut).lstrip("/")
    if is_remote(source):
        return source.removeprefix("git+")
    return str(_folder(source, root))


def for_copier(source: str) -> str:
    """Return an address as Copier knows it for one of git.

    Args:
        source: Where the template is, as git or Copier takes it.

    Returns:
        The address, with a mark where Copier would take it for a folder otherwise.
    """
    if not is_remote(source) or source.startswith((*SHORTCUTS, *MARKED)) or source.endswith(".git"):
        return source
    return f"git+{source}"


def is_remote(source: str) -> bool:
    """Tell an address on another machine from a folder.

    Args:
        source: Where the template is, as Copier takes it.

    Returns:
        Whether it is no folder.
    """
    return source.startswith(tuple(SHORTCUTS)) or REMOTE.match(source) is not None


def is_relative(source: str) -> bool:
    """Say if an address depends on the folder that a command is started in.

    Args:
        source: Where the template is, as Copier takes it.

    Returns:
        Whether it does.
    """
    return not (is_remote(source) or Path(source).expanduser().is_absolute())


def check(source: str, root: Path) -> None:
    """See that a template can be read.

    Args:
        source: Where the template is, as Copier takes it.
        root: The folder of the project, from which a relative address is read.

    Raises:
        UnknownError: If it cannot; the message says why.
    """
    if not is_remote(source):
        check_folder(source, root)
    asked = run(root, "git", "ls-remote", "--quiet", "--", for_git(source, root), "HEAD")
    if asked.returncode:
        raise UnknownError(f"{source} cannot be read: {reason(asked.stderr)}.")


def check_folder(source: str, root: Path) -> None:
    """See that a template on this machine is still there.

    Args:
        source: Where the template is, as Copier takes it; any address.
        root: The folder of the project, from which a relative address is read.

    Raises:
        UnknownError: If it is not; the message says what to do.
    """
    if is_remote(source):
        return
    folder = _folder(source, root)
    if not folder.exists():
        why = (
            f"it is relative, and from {root} it leads nowhere"
            if is_relative(source)
            else "nothing is there"
        )
        raise UnknownError(f"There is no template at {source}: {why}. {MOVE}.")
    if folder.is_dir() and not in_repository(folder):
        raise UnknownError(
            f"There is no template at {source}: that is a folder without versions, no git"
            f" repository. {MOVE}."
        )


def _folder(source: str, root: Path) -> Path:
    return (root / Path(source).expanduser()).resolve()
