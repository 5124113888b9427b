"""Rendered projects with an environment of their own, as their people would have them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.paths import ROOT
from tests.support.rendering import Project

COMMAND_TIMEOUT_SECONDS = 900

_KEPT = frozenset(
    [
        "ALL_PROXY",
        "APPDATA",
        "COMSPEC",
        "CURL_CA_BUNDLE",
        "HOME",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "LANG",
        "LOCALAPPDATA",
        "NO_PROXY",
        "PATHEXT",
        "REQUESTS_CA_BUNDLE",
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "TMPDIR",
        "USERPROFILE",
    ]
)
_KEPT_PREFIXES = ("PIP_", "PYENV_", "UV_", "XDG_")
_DROPPED = frozenset(
    [
        "UV_ENV_FILE",
        "UV_FROZEN",
        "UV_LOCKED",
        "UV_NO_SYNC",
        "UV_PROJECT",
        "UV_PROJECT_ENVIRONMENT",
        "UV_PYTHON",
        "UV_RUN_RECURSION_DEPTH",
        "UV_WORKING_DIR",
    ]
)
_AUTHOR = {
    "GIT_AUTHOR_NAME": "Tester",
    "GIT_AUTHOR_EMAIL": "tester@example.com",
    "GIT_COMMITTER_NAME": "Tester",
    "GIT_COMMITTER_EMAIL": "tester@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def clean_environment(**extra: str) -> dict[str, str]:
    """The environment of a person's terminal: nothing of the environment that runs the tests.

    Args:
        **extra: Variables to add.

    Returns:
        The variables for a child process.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if (name.upper() in _KEPT or name.startswith(_KEPT_PREFIXES)) and name not in _DROPPED
    }
    own = (Path(sys.prefix).resolve(), ROOT)
    folders = [
        folder
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep)
        if folder and not any(Path(folder).resolve().is_relative_to(prefix) for prefix in own)
    ]
    folders.append(str(Path(_uv()).parent))
    return kept | _AUTHOR | {"PATH": os.pathsep.join(folders), "NO_COLOR": "1"} | extra


def _uv() -> str:
    """Where uv is, also if it was installed beside the Python that started the tests."""
    found = os.environ.get("UV") or shutil.which("uv")
    if not found:
        message = "uv is needed to run the tests"
        raise FileNotFoundError(message)
    return found


class CommandError(AssertionError):
    """A command in a generated project failed."""

    def __init__(self, result: subprocess.CompletedProcess[str]) -> None:
        """Show the command with everything it printed."""
        command = " ".join(map(str, result.args))
        super().__init__(
            f"{command} ended with {result.returncode}:\n{result.stdout}{result.stderr}"
        )


def run(
    command: Sequence[str | Path],
    cwd: Path,
    *,
    check: bool = True,
    timeout: float = COMMAND_TIMEOUT_SECONDS,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in a clean environment; on a timeout its whole process group goes.

    Args:
        command: The command and its arguments.
        cwd: The folder it runs in.
        check: Whether a failure raises.
        timeout: Seconds until it is killed.
        env: Variables added to the clean environment.

    Returns:
        The ended process with its output as text.

    Raises:
        CommandError: If it failed and `check` is set.
        subprocess.TimeoutExpired: If it took too long.
    """
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=cwd,
        env=clean_environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except BaseException:
        _end_group(process)
        raise
    result = subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)
    if check and process.returncode:
        raise CommandError(result)
    return result


def _end_group(process: subprocess.Popen[str]) -> None:
    """Kill a process and its children."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


@cache
def can_be_had(python: str) -> bool:
    """Whether a Python is installed here, or uv can install it.

    Args:
        python: A version such as "3.13", or a condition such as ">=3.13".

    Returns:
        Whether projects can be tried on it.
    """
    outside = ROOT.parent
    find = ["uv", "python", "find", "--system", "--no-python-downloads", python]
    if run(find, outside, check=False).returncode == 0:
        return True
    fetch = ["uv", "python", "install", "--quiet", python]
    return run(fetch, outside, check=False, env={"UV_HTTP_RETRIES": "0"}).returncode == 0


@dataclass(frozen=True)
class Checkout(Project):
    """A project of its own under git, with or without an environment.

    Attributes:
        python: The Python version its environment was made with, or None for the default.
    """

    python: str | None = None

    def run(
        self,
        *command: str | Path,
        check: bool = True,
        timeout: float = COMMAND_TIMEOUT_SECONDS,
        **env: str,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the project's root; see `run`. Keyword arguments become variables."""
        variables = ({"UV_PYTHON": self.python} if self.python else {}) | env
        return run(command, self.path, check=check, timeout=timeout, env=variables)

    def commit(self, message: str) -> None:
        """Commit everything that is not ignored."""
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--no-verify", "--allow-empty", "--message", message)

    def reset(self) -> None:
        """Undo every change since the last commit; the environment and tools' caches stay."""
        kept = (".venv", ".mypy_cache", ".ruff_cache", ".import_linter_cache")
        self.run("git", "reset", "--quiet", "--hard")
        self.run("git", "clean", "-qfdx", *(f"--exclude={name}" for name in kept))


def check_out(project: Project, destination: Path, python: str | None = None) -> Checkout:
    """Copy a project and put it under git.

    Args:
        project: The project to copy.
        destination: A folder that does not exist yet.
        python: The Python version that `uv` shall use in it.

    Returns:
        The copy, with one commit.
    """
    copy = project.copy_to(destination)
    checkout = Checkout(copy.path, copy.plan, python)
    checkout.run("git", "init", "--quiet", "--initial-branch=main")
    checkout.commit("Start")
    return checkout


def install(checkout: Checkout) -> Checkout:
    """Make the project's environment, as `uv sync` does, and commit what it wrote.

    Args:
        checkout: The project.

    Returns:
        The same project.
    """
    checkout.run("uv", "sync", "--quiet")
    checkout.commit("Lock")
    return checkout
