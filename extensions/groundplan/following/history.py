"""What the history of a project says of its files and of its answers."""

import re
from dataclasses import dataclass

from ..errors import UnknownError
from ..git import blob, git, names, run
from .project import Project, Recorded, parse


@dataclass(frozen=True)
class Gone:
    """How a file went.

    Attributes:
        commit: The commit that took it away, short.
        subject: The first line of its message.
        moved_to: Where the commit put it, if it moved it and it is still there.
    """

    commit: str
    subject: str
    moved_to: str | None

    def __str__(self) -> str:
        """Say how."""
        how = f"moved to {self.moved_to}" if self.moved_to else "deleted"
        return f'{how} in {self.commit} "{self.subject}"'


@dataclass(frozen=True)
class Lines:
    """The lines that commits wrote into a file, and those that they took out of it."""

    added: frozenset[str]
    removed: frozenset[str]


def check_whole(project: Project) -> None:
    """See that there is a history, and that all of it is there.

    Args:
        project: The project.

    Raises:
        UnknownError: If there is none, or the beginning is cut off.
    """
    asked = run(project.root, "git", "rev-parse", "--is-shallow-repository")
    if asked.returncode or run(project.root, "git", "rev-parse", "--verify", "HEAD").returncode:
        raise UnknownError(
            "There is no commit yet, so nobody knows what was here before: `git init`,"
            " `git add --all`, `git commit`."
        )
    if asked.stdout.strip() == "true":
        raise UnknownError(
            "This clone has only the end of its history: `git fetch --unshallow` brings the rest."
        )


def gone(project: Project, path: str) -> Gone | None:
    """Return how a file that is not there went.

    Args:
        project: The project.
        path: The file, below the project.

    Returns:
        How it went; None if it never was in the project.
    """
    options = ("--full-history", "-m", "--diff-filter=D", "-1", "--format=%h%x09%s")
    found = git(project.root, "log", *options, "--", _literal(path)).partition("\n")[0]
    if not found:
        return None
    commit, subject = found.split("\t", 1)
    return Gone(commit, subject, _moved_to(project, commit, path))


def lines_of(project: Project, path: str) -> Lines:
    """Return every line that was written into a file or taken out of it.

    Args:
        project: The project.
        path: The file, below the project.

    Returns:
        The lines, without blanks around them.
    """
    options = ("-m", "-p", "-U0", "--full-history", "--format=", "--no-ext-diff", "--no-textconv")
    printed = git(project.root, "log", *options, "--", _literal(path))
    lines = [line for line in printed.splitlines() if not re.match(r"(\+\+\+|---) ", line)]
    return Lines(
        added=frozenset(line[1:].strip() for line in lines if line.startswith("+")),
        removed=frozenset(line[1:].strip() for line in lines if line.startswith("-")),
    )


def recorded_before(project: Project) -> list[Recorded]:
    """Return what the answers file said in earlier commits, of every branch that was merged.

    Args:
        project: The project.

    Returns:
        What is not said now, the newest first, each of it once.
    """
    now = project.recorded()
    options = ("--full-history", "--format=%H")
    commits = git(project.root, "log", *options, "--", _literal(project.answers_file)).split()
    found: list[Recorded] = []
    for commit in commits:
        text = blob(project.root, f"{commit}:./{project.answers_file}")
        try:
            said = parse(text or "", project.answers_file)
        except UnknownError:
            continue
        # Where the template was then does not matter: the same versions are where it is now.
        state = Recorded(now.source, said.version, said.answers)
        if state != now and state not in found:
            found.append(state)
    return found


def _moved_to(project: Project, commit: str, path: str) -> str | None:
    options = ("-m", "--format=", "-M", "--name-status", "-z", "--diff-filter=R", "--relative")
    parts = names(project.root, "show", *options, commit)
    for old, new in zip(parts[1::3], parts[2::3], strict=True):
        if old == path and (project.root / new).exists():
            return new
    return None


def _literal(path: str) -> str:
    return f":(literal){path}"
