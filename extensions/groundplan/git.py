"""Ask git, under a configuration that nobody else has a hand in."""

import os
import re
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

from .errors import UnknownError

SETTINGS = {
    "apply.ignoreWhitespace": "no",
    "apply.whitespace": "warn",
    "color.branch": "false",
    "color.diff": "false",
    "color.grep": "false",
    "color.status": "false",
    "color.ui": "false",
    "commit.gpgSign": "false",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "true",
    "diff.ignoreSubmodules": "none",
    "diff.mnemonicPrefix": "false",
    "diff.noprefix": "false",
    "diff.renames": "true",
    "grep.fullName": "false",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "60",
    "log.follow": "false",
    "log.showSignature": "false",
    "merge.conflictStyle": "merge",
    "push.followTags": "false",
    "push.gpgSign": "false",
    "status.branch": "false",
    "status.relativePaths": "true",
    "status.renames": "true",
    "status.short": "false",
    "status.showStash": "false",
    "status.showUntrackedFiles": "normal",
    "submodule.recurse": "false",
}
"""What git's answers depend on. Who commits, what is ignored and how to log in stay the user's."""

LOCAL = frozenset(
    [
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_EXTERNAL_DIFF",
        "GIT_GRAFT_FILE",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NAMESPACE",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    ]
)
"""Variables that make git look at another repository, as those do that it sets for hooks."""


def own_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which git answers the same to everybody, and asks for nothing.

    Args:
        variables: The environment of whoever runs the command.

    Returns:
        The environment for the command and all that it starts.
    """
    kept = {name: value for name, value in variables.items() if name not in LOCAL}
    kept |= with_settings(kept, SETTINGS.items())
    kept["GIT_TERMINAL_PROMPT"] = "0"
    kept["LANGUAGE"] = "en"
    return kept


def with_settings(
    variables: Mapping[str, str], settings: Collection[tuple[str, str]]
) -> dict[str, str]:
    """Return the variables that give git settings on top of those that an environment gives it.

    Args:
        variables: The environment.
        settings: Keys and values; a key may be given again.

    Returns:
        What is to be set in the environment.
    """
    count = variables.get("GIT_CONFIG_COUNT", "")
    first = int(count) if count.isdecimal() else 0
    given = {"GIT_CONFIG_COUNT": str(first + len(settings))}
    for number, (key, value) in enumerate(settings, start=first):
        given[f"GIT_CONFIG_KEY_{number}"] = key
        given[f"GIT_CONFIG_VALUE_{number}"] = value
    return given


def identity(name: str, email: str) -> dict[str, str]:
    """Return the variables that say who commits: those of whoever runs this win over options.

    Args:
        name: The name.
        email: The address.

    Returns:
        What is to be set in the environment.
    """
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", email))
    }


def run(
    folder: Path, *command: str, text: str | None = None, **variables: str | None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end.

    Args:
        folder: The folder to run it in.
        *command: The command and its arguments.
        text: What it reads on its standard input.
        **variables: Environment variables to set, or to leave out.

    Returns:
        The ended process, with its output as text.

    Raises:
        UnknownError: If the command is not installed.
    """
    environment = {**os.environ, **variables}
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={name: value for name, value in environment.items() if value is not None},
            stdin=subprocess.DEVNULL if text is None else None,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        raise UnknownError(f"{command[0]} is not installed.") from None


def git(folder: Path, *arguments: str, text: str | None = None, **variables: str | None) -> str:
    """Run git, which has to succeed.

    Args:
        folder: The folder to run it in.
        *arguments: What to ask.
        text: What it reads on its standard input.
        **variables: Environment variables to set, or to leave out.

    Returns:
        What it printed.

    Raises:
        UnknownError: If it failed.
    """
    done = run(folder, "git", *arguments, text=text, **variables)
    if done.returncode:
        raise UnknownError(f"`git {arguments[0]}` failed: {reason(done.stderr)}.")
    return done.stdout


def in_repository(folder: Path) -> bool:
    """Say if a folder is in a repository of git's.

    Args:
        folder: The folder.

    Returns:
        Whether it is.

    Raises:
        UnknownError: If git cannot say: its settings may be broken, or the repository be of
            somebody else.
    """
    asked = run(folder, "git", "rev-parse", "--show-prefix")
    if asked.returncode and "not a git repository" not in asked.stderr:
        raise UnknownError(f"Git cannot be asked: {reason(asked.stderr)}.")
    return asked.returncode == 0


def names(folder: Path, *arguments: str) -> list[str]:
    """Run git, which has to succeed and prints names that end in a zero byte.

    Args:
        folder: The folder to run it in.
        *arguments: What to ask.

    Returns:
        The names.

    Raises:
        UnknownError: If it failed.
    """
    return [name for name in git(folder, *arguments).split("\0") if name]


def blob(folder: Path, name: str) -> str | None:
    """Return the text of a file in a commit.

    Args:
        folder: A folder of the repository.
        name: The commit and the path, as in `HEAD:./file`.

    Returns:
        The text; None if there is no such file.
    """
    shown = run(folder, "git", "show", "--no-textconv", "--end-of-options", name)
    return None if shown.returncode else shown.stdout


def reason(said: str) -> str:
    """Return why git failed.

    Args:
        said: What it printed on its standard error.

    Returns:
        The first line that tells of an error, without the full stop; the last one if none does.
    """
    found = re.search(r"^(?:fatal|error|ERROR|ssh|remote): *(.+)$", said, re.MULTILINE)
    return (found[1] if found else last_line(said)).rstrip(".")


def last_line(text: str) -> str:
    """Return the last line of what a command printed: in most of them it says what is wrong.

    Args:
        text: The output.

    Returns:
        The line, or a word where there is none.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it printed nothing"
