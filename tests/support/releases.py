"""The template as a repository with a release, which is what projects are made from."""

import shutil
from pathlib import Path

from tests.support.environment import run


def release(template: Path, destination: Path) -> Path:
    """Put a copy of the template under git and tag it.

    Args:
        template: The template's root.
        destination: A folder that does not exist yet.

    Returns:
        The destination.
    """
    shutil.copytree(template, destination)
    run(["git", "init", "--quiet", "--initial-branch=main"], destination)
    run(["git", "add", "--all"], destination)
    run(["git", "commit", "--quiet", "--message", "Release"], destination)
    run(["git", "tag", "v1.0.0"], destination)
    return destination
