"""What each command says: for people, and for scripts."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .following.drift import CAUSES, KINDS, Difference
from .following.project import Project
from .following.repair import Repair
from .following.unfinished import go_back
from .following.update import Update
from .following.versions import Status

GATES = "uv run admin/scripts/check.py"
THEN = """Then run the gates and commit:

    {gates}
    git add --all . && git commit

Or go back: all that was yours was committed, so this, in the project's folder, throws away the
{what} and what you did since.

{undo}"""


@dataclass(frozen=True)
class Report:
    """What a command says.

    Attributes:
        text: For people.
        value: For scripts, as JSON has it.
    """

    text: str
    value: Any


def of_status(known: Status) -> Report:
    """Say how a project stands to its template."""
    text = f"Up to date: the project has {known.current} of its template, and nothing is newer."
    if known.is_behind:
        text = f"Behind: the project has {known.current} of its template, {known.latest} is there."
    return Report(text, asdict(known))


def of_changes(known: Status, text: str) -> Report:
    """Say what is new."""
    return Report(text, {"current": known.current, "latest": known.latest, "changes": text})


def of_conflicts(found: Sequence[str]) -> Report:
    """Say what is to settle."""
    return Report("\n".join(found), {"conflicts": list(found)})


def of_update(done: Update) -> Report:
    """Say what an update did, and what to do next."""
    parts = [f"Updated from {done.old} to {done.new}. What changed in the template:", done.changes]
    if not done.changes:
        parts = [f"Updated: the project has {done.new} of its template."]
    if done.conflicts:
        parts.append(
            "Both you and the template changed the same lines of these files. Yours stand below"
            f" `<<<<<<<`, the template's below `=======`; keep what you want of both:\n\n"
            f"{_block(done.conflicts)}"
        )
    if done.kept:
        parts.append(
            "These files stand where the template has files too, and git does not save them. So"
            f" they were left as they are:\n\n{_block(done.kept)}"
        )
    if done.missed:
        parts.append(
            "The template changed these files, which are not where it has them. Take over by hand"
            " what you need of it:"
        )
        parts += [
            f"    {one.path}: {one.why}\n{_block(one.change.split(chr(10)))}" for one in done.missed
        ]
    parts.append(THEN.format(gates=GATES, what="update", undo=go_back(done.start)))
    parts.append(done.warning)
    parts.append(
        "After a merge with another update, `groundplan drift` says if anything is missing."
    )
    return Report("\n\n".join(part for part in parts if part), asdict(done))


def of_drift(found: Sequence[Difference], warning: str) -> Report:
    """Say what differs, what is wrong with it, and what is as people wanted it."""
    parts = []
    for name, kind in KINDS.items():
        if those := [one for one in found if one.kind == name]:
            mark = "DRIFT" if kind.is_drift else "fine"
            width = max(len(one.path) for one in those)
            lines = [f"{one.path:<{width}}  {one.why}" for one in those]
            parts.append(f"{mark}: {name}, {kind.words}\n\n{_block(lines)}")
    wrong = [one for one in found if one.is_drift]
    if wrong:
        parts.append(
            f"{len(wrong)} of these are no doing of the project's people. What updates do not see:"
            f" {CAUSES}. This, in the project's folder, writes what is missing and merges the rest,"
            " file by file or all of a folder; what is left over is removed with `git rm`:\n\n"
            "    groundplan drift --repair ."
        )
    else:
        parts.append("No drift: nothing of the template is missing.")
    parts.append(warning)
    value = {
        "drift": bool(wrong),
        "differences": [
            {"path": one.path, "kind": one.kind, "why": one.why, "drift": one.is_drift}
            for one in found
        ],
        "warning": warning,
    }
    return Report("\n\n".join(part for part in parts if part), value)


def of_repair(done: Repair) -> Report:
    """Say what a repair did, and what to do next."""
    parts = []
    for words, those in (
        ("Written:", done.written),
        ("Merged:", [one for one in done.merged if one not in done.conflicts]),
        ("Merged, with conflicts to settle:", done.conflicts),
        ("Left as it is:", done.untouched),
    ):
        if those:
            parts.append(f"{words}\n\n{_block(those)}")
    if done.written or done.merged:
        parts.append(THEN.format(gates=GATES, what="repair", undo=go_back(done.start)))
    return Report("\n\n".join(parts), asdict(done))


def of_move(project: Project, old: str, new: str) -> Report:
    """Say where the template is now."""
    text = (
        f"Recorded in {project.answers_file}: {new}, instead of {old}. Commit it:\n\n"
        f"    git commit --message 'Follow the template where it is now' -- {project.answers_file}"
    )
    return Report(text, {"old": old, "new": new})


def _block(lines: Sequence[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)
