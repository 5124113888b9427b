"""What the pull request of an update says."""

import re

from .update import Update

BRANCH = "template-update"
ROW = re.compile(r"^(\w[\w-]*) +(passed|FAILED) ", re.MULTILINE)
MAX_CHANGES = 20_000
MAX_BODY = 60_000
"""Bytes: GitHub takes 65,536 characters, and a system 128 KiB of one argument."""
SHORTENED = "\n\n(shortened)"


def body(done: Update, gates: str, lock: str = "") -> str:
    """Write what the pull request says.

    Args:
        done: What came of the update.
        gates: What came of the gates, as Markdown.
        lock: Why the lock file could not be brought up to date.

    Returns:
        Markdown. What the template says is last and mentions nobody and no issue.
    """
    parts = [f"From {done.old} to {done.new} of the template this project is made from."]
    if done.conflicts:
        files = "\n".join(f"- {plain(line)}" for line in done.conflicts)
        steps = f"git fetch origin {BRANCH}\ngit switch {BRANCH}"
        parts.append(
            f"## Conflicts\n\nBoth sides changed the same lines:\n\n{files}\n\n"
            f"```sh\n{steps}\n```\n\nSettle them, commit and push: a commit of yours stops this"
            " workflow from touching the branch."
        )
    else:
        parts.append("## Conflicts\n\nNone.")
    if lock:
        parts.append(f"## Lock\n\n`uv lock` failed, so `uv.lock` is as it was: {plain(lock)}")
    if done.missed:
        files = "\n".join(f"- {plain(f'{one.path}: {one.why}')}" for one in done.missed)
        parts.append(
            "## Not taken\n\nThe template changed these files, which are not where it has them."
            f" Take over by hand what you need of it:\n\n{files}"
        )
    parts.append(f"## Gates\n\n{plain(gates) or 'Nobody knows: they did not run.'}")
    parts.append(
        "GitHub starts no workflow for what its own token pushed. To run the others on this pull"
        " request, close and reopen it. Once it is merged, `groundplan drift` says whether anything"
        " of the template is missing."
    )
    text = plain(done.changes)
    cut = SHORTENED if len(text) > MAX_CHANGES else ""
    parts.append(f"## What changed in the template\n\n{text[:MAX_CHANGES]}{cut}")
    whole = "\n\n".join(parts).encode()
    return whole[:MAX_BODY].decode(errors="ignore") + (SHORTENED if len(whole) > MAX_BODY else "")


def plain(text: str) -> str:
    """Return Markdown that notifies nobody, and neither links nor closes an issue.

    Args:
        text: What somebody else wrote.

    Returns:
        The same to the eye.
    """
    linked = r"@(?=\w)|#(?=\d)|\b[Gg][Hh]-(?=\d)|/(?:issues|pull)/(?=\d)"
    return re.sub(linked, "\\g<0>\u200b", text)


def gate_table(printed: str, problem: str) -> str:
    """Return what came of the gates.

    Args:
        printed: What they printed.
        problem: The last line of their errors.

    Returns:
        Markdown.
    """
    rows = sorted(ROW.findall(printed))
    if not rows:
        return f"They could not run: {problem}"
    head = "| Gate | |\n|---|---|\n"
    return head + "\n".join(f"| `{name}` | {verdict} |" for name, verdict in rows)
