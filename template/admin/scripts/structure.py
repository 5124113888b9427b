"""Check the structure of the project: the size of modules, the root, what git tracks, names."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

MAX_LINES = 300
MAX_ROOT_FOLDERS = 12
CODE_FOLDERS = ("admin", "src", "tests")
PLAIN = ("-c", "color.ui=false", "-c", "color.grep=false", "-c", "grep.fullName=false")
CATCH_ALLS = {"common", "general", "helper", "helpers", "misc", "miscellaneous", "util", "utils"}


def long_modules(root: Path) -> Iterator[str]:
    """Yield a problem for each module that is too long to have one concern.

    Args:
        root: The folder of the project.

    Yields:
        The module with its number of lines.
    """
    for module in _modules(root, *CODE_FOLDERS):
        lines = len(module.read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES:
            yield f"{_shown(module, root)}: {lines} lines, allowed are {MAX_LINES}"


def catch_all_modules(root: Path) -> Iterator[str]:
    """Yield a problem for each module of the package whose name says nothing of its topic.

    Args:
        root: The folder of the project.

    Yields:
        The module and what to do with it.
    """
    for module in _modules(root, "src"):
        if module.stem in CATCH_ALLS:
            yield f"{_shown(module, root)}: a catch-all; name the module after its topic"


def crowded_root(root: Path) -> Iterator[str]:
    """Yield a problem if the root has more folders than a reader can take in.

    Folders that git ignores do not count.

    Args:
        root: The folder of the project, which git is installed for.

    Yields:
        The number of folders and their names.
    """
    files = _listed(root, "--cached", "--others", "--exclude-standard")
    tops = {file.split("/", 1)[0] for file in files if "/" in file}
    folders = sorted(name for name in tops if (root / name).is_dir())
    if len(folders) > MAX_ROOT_FOLDERS:
        names = ", ".join(folders)
        yield f"the root has {len(folders)} folders, allowed are {MAX_ROOT_FOLDERS}: {names}"


def tracked_though_ignored(root: Path) -> Iterator[str]:
    """Yield a problem for each file that git tracks and .gitignore keeps out.

    Taking it out of git alone would be wrong: what git neither tracks nor saves is lost unseen.

    Args:
        root: The folder of the project, which git is installed for.

    Yields:
        The file and what to do about it.
    """
    for file in _listed(root, "--cached", "--ignored", "--exclude-standard"):
        rule = _git(root, "check-ignore", "--no-index", "-v", "--", file).stdout.partition("\t")[0]
        by = f" by {rule}" if rule else ""
        yield f"{file}: tracked though ignored{by}; narrow that rule, or move the file elsewhere"


def conflict_markers(root: Path) -> Iterator[str]:
    """Yield a problem for each file that a merge left with conflicts in it, tracked or not.

    Args:
        root: The folder of the project, which git is installed for.

    Yields:
        The file.
    """
    search = ("--no-index", "--exclude-standard", "-alz", "-E", "^(<{7}|>{7}) ")
    for file in _git(root, "grep", *search).stdout.split("\0")[:-1]:
        yield f"{file}: conflict markers"
    for file in _listed(root, "--cached", "--others", "--exclude-standard"):
        if file.endswith(".rej"):
            yield f"{file}: rejected changes"


def problems(root: Path) -> list[str]:
    """Return everything that is wrong with the structure of a project.

    Args:
        root: The folder of the project.

    Returns:
        A line for each problem.
    """
    checks = [long_modules, catch_all_modules]
    if shutil.which("git"):
        checks += [crowded_root, tracked_though_ignored, conflict_markers]
    return [problem for check in checks for problem in check(root)]


def main() -> int:
    """Print the problems of this project.

    Returns:
        The exit code: 1 if there are any problems.
    """
    root = Path(__file__).resolve().parents[2]
    found = problems(root)
    for problem in found:
        print(problem)
    for note in _notes(root):
        print(f"note: {note}")
    return 1 if found else 0


def _modules(root: Path, *folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((root / folder).rglob("*.py"))


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _notes(root: Path) -> Iterator[str]:
    if not shutil.which("git"):
        yield "git is not installed, so only the modules were checked"
    elif not _is_repository(root):
        yield "this is no git repository yet, so nothing is tracked (start with `git init`)"


def _is_repository(root: Path) -> bool:
    return _git(root, "rev-parse", "--git-dir").returncode == 0


def _listed(root: Path, *which: str) -> list[str]:
    """Return files as `git ls-files` does, as if before the first commit without a repository."""
    if _is_repository(root):
        return _names(_git(root, "ls-files", "-z", *which))
    with tempfile.TemporaryDirectory() as empty:
        _git(root, "init", "--quiet", "--bare", empty)
        return _names(
            _git(root, f"--git-dir={empty}", f"--work-tree={root}", "ls-files", "-z", *which)
        )


def _names(result: subprocess.CompletedProcess[str]) -> list[str]:
    result.check_returncode()
    return [name for name in result.stdout.split("\0") if name]


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        # Names come without colour and below this folder, whatever the user has configured.
        ["git", *PLAIN, *arguments],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
