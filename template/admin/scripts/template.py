# /// script
# requires-python = ">=3.11"
# ///
"""Follow the template that the project is made from: `uv run admin/scripts/template.py status`.

It needs nothing but Python, git and uv, so that it also runs where the project itself does not.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from admin.scripts.template_changes import changes
from admin.scripts.template_update import RefusedError, Update, conflicts, go_back, update
from admin.scripts.template_versions import ROOT, Status, UnknownVersionError, origin, status

CODES = """Exit codes:
  status     0 up to date, 1 behind, 2 it cannot be said
  changes    0 printed, 2 it cannot be said
  conflicts  0 none, 1 some, 2 it cannot be said
  update     0 done or nothing to do, 1 done with conflicts, 2 not done"""
NEXT_STEPS = """Then run the gates and commit:

    uv run admin/scripts/check.py
    git add --all && git commit

Or go back: all that was yours was committed, so this throws away the update and what you did since.

{undo}"""


def show_status(root: Path) -> int:
    """Say if the template has a newer version.

    Args:
        root: The folder of the project.

    Returns:
        0 if it has none, 1 if it has.
    """
    known = status(root)
    if known.is_behind:
        print(f"Behind: the project has {known.current} of its template, {known.latest} is there.")
        return 1
    print(up_to_date(known))
    return 0


def show_changes(root: Path) -> int:
    """Print what changed in the template since the project's version.

    Args:
        root: The folder of the project.

    Returns:
        0.
    """
    known = status(root)
    if known.is_behind:
        print(changes(origin(root), known.latest))
    return 0


def show_conflicts(root: Path) -> int:
    """Print the files that have to be settled.

    Args:
        root: The folder of the project.

    Returns:
        1 if there are any.
    """
    found = conflicts(root)
    for line in found:
        print(line)
    return 1 if found else 0


def take(root: Path) -> int:
    """Update the project to the newest version, and say what to do next.

    Args:
        root: The folder of the project.

    Returns:
        1 if there are conflicts to settle.
    """
    known = status(root)
    if not known.is_behind:
        print(up_to_date(known))
        return 0
    done = update(root)
    print(report(done))
    return 1 if done.conflicts else 0


def report(done: Update) -> str:
    """Say what an update did and what to do next.

    Args:
        done: What came of the update.

    Returns:
        Lines for a terminal.
    """
    parts = [f"Updated from {done.old} to {done.new}. What changed in the template:", done.changes]
    if done.conflicts:
        files = "\n".join(f"    {line}" for line in done.conflicts)
        parts.append(
            "Both you and the template changed the same lines of these files. Yours stand below"
            f" `<<<<<<<`, the template's below `=======`; keep what you want of both:\n\n{files}"
        )
    parts.append(NEXT_STEPS.format(undo=go_back(done.start)))
    return "\n\n".join(part for part in parts if part)


def up_to_date(known: Status) -> str:
    """Say that there is nothing to do.

    Args:
        known: How the project stands to its template.

    Returns:
        A sentence.
    """
    return f"Up to date: the project has {known.current} of its template, and nothing is newer."


COMMANDS: dict[str, tuple[Callable[[Path], int], str]] = {
    "status": (show_status, "say if the template has a newer version"),
    "changes": (show_changes, "print what changed in it, as Markdown"),
    "conflicts": (show_conflicts, "list the files with conflicts to settle"),
    "update": (take, "take the newest version"),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        words: The arguments; those of the process if there are none.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(
        description="Follow the template that the project is made from.",
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name, (_, purpose) in COMMANDS.items():
        subparsers.add_parser(name, help=purpose)
    command, _ = COMMANDS[parser.parse_args(words).command]
    try:
        return command(ROOT)
    except UnknownVersionError as unknown:
        print(f"It cannot be said: {unknown}.", file=sys.stderr)
    except RefusedError as refused:
        print(refused, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
