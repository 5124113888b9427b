"""What an update or a merge left to settle."""

from pathlib import Path

from ..errors import UnknownError
from ..git import in_repository, names, reason, run
from .project import Project

MARKER = "^(<{7}|>{7}) "


def conflicts(project: Project) -> list[str]:
    """Return what is left to settle.

    Args:
        project: The project.

    Returns:
        A line for each file, tracked or not, that git does not ignore.

    Raises:
        UnknownError: If git cannot be asked.
    """
    root = project.root
    marked = marked_files(root)
    found = [f"{file}: conflict markers" for file in marked]
    if not in_repository(root):
        return found
    unmerged = names(root, "diff", "--name-only", "--diff-filter=U", "-z", "--relative")
    kept = ("--cached", "--others", "--exclude-standard", "--deduplicate", "-z", "--", "*.rej")
    found += [f"{file}: unmerged; `git add` it" for file in unmerged if file not in marked]
    found += [f"{file}: rejected changes" for file in names(root, "ls-files", *kept)]
    return found


def marked_files(root: Path) -> list[str]:
    """Return the files with conflict markers that git does not ignore, tracked or not.

    Args:
        root: The folder of the project.

    Returns:
        Their paths.

    Raises:
        UnknownError: If git cannot be asked.
    """
    search = ("--no-index", "--exclude-standard", "--no-color", "-alz", "-E", MARKER)
    searched = run(root, "git", "grep", *search)
    if searched.returncode > 1:
        raise UnknownError(f"Git cannot be asked: {reason(searched.stderr)}.")
    return searched.stdout.split("\0")[:-1]
