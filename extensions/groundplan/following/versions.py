"""Which version of its template a project has, and which there are."""

import json
import sys
from dataclasses import dataclass

from ..errors import UnknownError
from ..git import last_line, run
from . import address
from .project import Project

COPIER = (sys.executable, "-m", "copier")


@dataclass(frozen=True)
class Status:
    """How a project stands to its template.

    Attributes:
        current: The version that it has.
        latest: The newest version that there is.
        is_behind: Whether the newest one is newer.
    """

    current: str
    latest: str
    is_behind: bool


def status(project: Project) -> Status:
    """Ask Copier if the template has a newer version.

    Args:
        project: The project.

    Returns:
        The versions.

    Raises:
        UnknownError: If Copier cannot say.
    """
    known = project.recorded()
    address.check_folder(known.source, project.root)
    options = ("--answers-file", project.answers_file, "--output-format", "json")
    asked = run(project.root, *COPIER, "check-update", *options)
    try:
        answer = json.loads(asked.stdout) if asked.returncode == 0 else None
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        address.check(known.source, project.root)
        said = last_line(asked.stderr)
        if "Unknown revision" in said or "describe" in asked.stderr:
            said = (
                f"the template has no version {known.version}, which the project was made from. Was"
                " it made from work that was not committed there?"
            )
        raise UnknownError(f"{known.source} was asked, without an answer: {said}")
    return Status(
        current=str(answer["current_version"]),
        latest=str(answer["latest_version"]),
        is_behind=bool(answer["update_available"]),
    )
