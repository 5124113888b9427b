"""What the template makes of answers, rendered beside the project by Copier."""

import os
import tempfile
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, chdir
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..errors import UnknownError
from ..git import last_line
from . import address
from .project import Project, Recorded

UNSEEN = b"\0 what no template writes"


class Renderings(AbstractContextManager["Renderings"]):
    """Renderings in temporary folders, each made once, and gone at the end.

    Args:
        project: The project whose template it is.
    """

    def __init__(self, project: Project) -> None:
        """Render nothing yet."""
        self._project = project
        self._made: list[tuple[Recorded, Path]] = []
        self._stack = tempfile.TemporaryDirectory(prefix="groundplan-", ignore_cleanup_errors=True)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the folders."""
        self._stack.cleanup()

    def of(self, recorded: Recorded) -> Path:
        """Return a fresh rendering.

        Args:
            recorded: The template, its version and the answers. Without a version it is the newest.

        Returns:
            The folder.

        Raises:
            UnknownError: If Copier cannot render it; the message is Copier's reason.
        """
        for known, folder in self._made:
            if known == recorded:
                return folder
        folder = Path(self._stack.name) / f"rendering-{len(self._made)}"
        self._copy(recorded, folder)
        self._made.append((recorded, folder))
        return folder

    def after(self, changed: Recorded) -> Path:
        """Return what an update would render: the project's answers, as far as they still hold.

        Args:
            changed: The template, the version to update to (the newest if empty), and the answers
                that change.

        Returns:
            The folder.

        Raises:
            UnknownError: If Copier cannot render it, or the template refuses the answers.
        """
        folder = Path(self._stack.name) / f"after-{len(self._made)}"
        answers = folder / self._project.answers_file
        answers.parent.mkdir(parents=True)
        answers.write_bytes((self._project.root / self._project.answers_file).read_bytes())
        self._copy(changed, folder)
        return folder

    def seeded(self, recorded: Recorded) -> set[str]:
        """Return the files that the template writes once and then leaves to the project.

        Copier says which: it is let loose on a folder where all of them are there already.

        Args:
            recorded: The template, its version and the answers.

        Returns:
            The paths.
        """
        folder = Path(self._stack.name) / f"standing-{len(self._made)}"
        paths = files_of(self.of(recorded))
        for path in paths - {self._project.answers_file}:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(UNSEEN)
        answers = folder / self._project.answers_file
        answers.parent.mkdir(parents=True, exist_ok=True)
        answers.write_bytes((self.of(recorded) / self._project.answers_file).read_bytes())
        self._copy(recorded, folder)
        return {path for path in paths if read(folder, path) == UNSEEN}

    def _copy(self, recorded: Recorded, folder: Path) -> None:
        call(
            self._project,
            recorded.source,
            lambda copier: copier.run_copy(
                recorded.source,
                folder,
                data=recorded.answers,
                answers_file=self._project.answers_file,
                vcs_ref=recorded.version or None,
                defaults=True,
                overwrite=True,
                quiet=True,
            ),
        )


def call(project: Project, source: str, work: Callable[[Any], object]) -> None:
    """Let Copier do something, and say why when it cannot.

    Args:
        project: The project, from whose folder a relative address is read.
        source: Where the template is.
        work: Calls Copier, the module.

    Raises:
        UnknownError: If Copier did not do it.
    """
    import copier  # noqa: PLC0415 - it takes a second, and most commands need none of it

    address.check_folder(source, project.root)
    try:
        with chdir(project.root), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            work(copier)
    except (copier.errors.CopierError, ValueError) as error:
        raise UnknownError(_sentence(str(error))) from error
    except Exception as error:
        # Git, Jinja, YAML, the disk: whatever it is, the command ends with its reason.
        address.check(source, project.root)
        said = getattr(error, "stderr", None) or str(error)
        raise UnknownError(f"Copier could not do it: {last_line(str(said))}") from error


def files_of(folder: Path) -> set[str]:
    """Return the files below a folder.

    Args:
        folder: The folder.

    Returns:
        Their paths below it, with slashes.
    """
    return {
        (Path(parent) / name).relative_to(folder).as_posix()
        for parent, _, found in os.walk(folder)
        for name in found
    }


def read(folder: Path, path: str) -> bytes | None:
    """Return what is in a file, with the line ends of the template.

    Args:
        folder: The folder.
        path: A path below it.

    Returns:
        The content; of a link, where it leads; None if there is no such file.
    """
    full = folder / path
    if full.is_symlink():
        return os.fsencode(full.readlink())
    return full.read_bytes().replace(b"\r\n", b"\n") if full.is_file() else None


def _sentence(text: str) -> str:
    """Return what Copier says without the words around it."""
    return text.removeprefix("Validation error for question ").strip()
