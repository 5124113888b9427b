"""A copy of the template's repository, to ask about its versions."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import UnknownError
from ..git import reason, run
from . import address


@contextmanager
def clone(source: str, root: Path) -> Iterator[Path]:
    """Clone a template into a temporary folder.

    Args:
        source: Where the template is, as Copier takes it.
        root: The folder of the project, from which a relative address is read.

    Yields:
        The folder: a bare repository.

    Raises:
        UnknownError: If the template cannot be read.
    """
    address.check_folder(source, root)
    with tempfile.TemporaryDirectory(prefix="groundplan-clone-") as name:
        folder = Path(name)
        where = address.for_git(source, root)
        cloned = run(folder, "git", "clone", "--quiet", "--bare", "--", where, ".")
        if cloned.returncode:
            raise UnknownError(f"{source} cannot be read: {reason(cloned.stderr)}.")
        yield folder


def commit_of(folder: Path, *names: str) -> str:
    """Return the commit that the first known one of these names stands for.

    Args:
        folder: The clone.
        *names: Tags or commits.

    Returns:
        The commit.

    Raises:
        UnknownError: If none of them is known.
    """
    for name in names:
        search = ("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        found = run(folder, "git", "rev-parse", *search)
        if found.returncode == 0:
            return found.stdout.strip()
    raise UnknownError(f"The template has no version {names[0]}.")
