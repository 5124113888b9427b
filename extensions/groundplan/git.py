"""Ask git, under a configuration that nobody else has a hand in."""

import os
import subprocess
from collections.abc import Mapping
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
    count = int(kept.get("GIT_CONFIG_COUNT") or 0)
    for number, (key, value) in enumerate(SETTINGS.items(), start=count):
        kept[f"GIT_CONFIG_KEY_{number}"] = key
        kept[f"GIT_CONFIG_VALUE_{number}"] = value
    kept["GIT_CONFIG_COUNT"] = str(count + len(SETTINGS))
    kept["GIT_TERMINAL_PROMPT"] = "0"
    return kept


def run(folder: Path, *command: str, **variables: str | None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end.

    Args:
        folder: The folder to run it in.
        *command: The command and its arguments.
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
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        raise UnknownError(f"{command[0]} is not installed.") from None


def git(folder: Path, *arguments: str) -> str:
    """Run git, which has to succeed.

    Args:
        folder: The folder to run it in.
        *arguments: What to ask.

    Returns:
        What it printed.

    Raises:
        UnknownError: If it failed.
    """
    done = run(folder, "git", *arguments)
    if done.returncode:
        raise UnknownError(f"`git {arguments[0]}` failed: {last_line(done.stderr)}")
    return done.stdout


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


def last_line(text: str) -> str:
    """Return the last line of what a command printed: in most of them it says what is wrong.

    Args:
        text: The output.

    Returns:
        The line, or a word where there is none.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it printed nothing"
