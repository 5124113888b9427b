"""What an update must not do to what people wrote, as a list of what it did."""

import re
import subprocess
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import yaml
from copier import VcsRef, _main, run_update
from pathspec import PathSpec

from tests.support.environment import run
from tests.support.macros import TABLES
from tests.support.rendering import Project
from tests.support.soundness import ANSWERS_FILE, syntax_problems

_MARKER = re.compile("^<<<<<<< before updating$", re.MULTILINE)


def git(project: Path, *arguments: str) -> str:
    """Run git in a project."""
    return run(["git", *arguments], project).stdout


def commit(project: Path, message: str) -> None:
    """Commit everything that is not ignored."""
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--no-verify", "--allow-empty", "--message", message)


def tree(project: Path, revision: str) -> dict[str, str]:
    """The text of every file of a commit."""
    names = git(project, "ls-tree", "-r", "-z", "--name-only", revision).split("\0")[:-1]
    request = "".join(f"{revision}:{name}\n" for name in names)
    result = subprocess.run(
        ["git", "cat-file", "--batch"],
        cwd=project,
        input=request.encode(),
        capture_output=True,
        check=True,
    )
    out, position = {}, 0
    for name in names:
        end = result.stdout.index(b"\n", position)
        size = int(result.stdout[position:end].split()[-1])
        out[name] = result.stdout[end + 1 : end + 1 + size].decode()
        position = end + size + 2
    return out


def lines_of(text: str) -> Counter[str]:
    """The lines of a text, with how often each is there; blank ones do not count."""
    return Counter(line for line in text.splitlines() if line.strip())


@dataclass(frozen=True)
class Work:
    """What people did to a project since it was made.

    Attributes:
        start: The files as the template wrote them.
        now: The files as they are before an update.
    """

    start: dict[str, str]
    now: dict[str, str]

    @classmethod
    def of(cls, project: Path) -> "Work":
        """Compare a project's first commit with its last one."""
        first = git(project, "rev-list", "--max-parents=0", "HEAD").strip()
        return cls(tree(project, first), tree(project, "HEAD"))

    @property
    def touched(self) -> set[str]:
        """The files that were changed or added."""
        return {name for name, text in self.now.items() if self.start.get(name) != text}

    @property
    def deleted(self) -> set[str]:
        """The files that were deleted."""
        return set(self.start) - set(self.now)

    def lines(self, name: str) -> Counter[str]:
        """The lines that were added to a file or changed in it."""
        return lines_of(self.now[name]) - lines_of(self.start.get(name, ""))

    def dropped_lines(self, name: str) -> Counter[str]:
        """The lines that were removed from a file or changed in it."""
        return lines_of(self.start.get(name, "")) - lines_of(self.now[name])


@dataclass(frozen=True)
class Outcome:
    """What an update did.

    Attributes:
        problems: One sentence for each thing that it must not do.
        conflicts: The files with conflict markers.
        kept: How many of people's lines are there.
    """

    problems: list[str]
    conflicts: set[str]
    kept: int


def update(project: Path, to: str | VcsRef = VcsRef.CURRENT, **answers: Any) -> dict[str, Any]:
    """Update a project the way `copier update --defaults` does; return the plan.

    Copier asks git for each file whether modes need care, which takes half of the time.
    """
    with mock.patch.object(_main.Worker, "_sync_git_index_executable_bit"):
        worker = run_update(
            project, vcs_ref=to, data=answers, defaults=True, overwrite=True, quiet=True
        )
    plan: dict[str, Any] = worker.answers.user["plan"]
    return plan


def present(project: Path) -> dict[str, str]:
    """The text of every file of the work tree that git does not ignore."""
    names = git(project, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return {
        name: (project / name).read_bytes().decode()
        for name in set(names[:-1])
        if (project / name).is_file()
    }


def seeded_by(template: Path, tag: str) -> PathSpec:
    """What a version of the template leaves to the project once it is written."""
    settings = yaml.safe_load(run(["git", "show", f"{tag}:copier.yml"], template).stdout)
    return PathSpec.from_lines("gitignore", settings["_skip_if_exists"])


def lost_lines(work: Work, after: dict[str, str]) -> Iterator[str]:
    """What is gone of what people wrote."""
    for name in sorted(work.touched):
        if name not in after:
            yield f"{name} is gone, with what was written in it"
            continue
        for line in work.lines(name) - lines_of(after[name]):
            yield f"{name} has lost a line: {line.strip()}"


def undone_edits(work: Work, after: dict[str, str], conflicts: set[str]) -> Iterator[str]:
    """What people took away and the update brought back."""
    for name in sorted(work.deleted & set(after)):
        yield f"{name} was deleted, and is back"
    for name in sorted(work.touched & set(after) - conflicts - {ANSWERS_FILE}):
        back = lines_of(after[name]) - lines_of(work.now[name])
        for line in back & work.dropped_lines(name):
            yield f"{name} has a line back that was taken away: {line.strip()}"


def changed_property(work: Work, after: dict[str, str], seeded: PathSpec) -> Iterator[str]:
    """Which of people's own files are not as they were."""
    for name, text in sorted(work.now.items()):
        own = name not in work.start or seeded.match_file(name)
        if own and after.get(name) != text:
            yield f"{name} belongs to the project, and is {'changed' if name in after else 'gone'}"


def conflict_problems(project: Path, work: Work, conflicts: set[str]) -> Iterator[str]:
    """Conflicts where nobody has edited, and such as git does not know of."""
    for name in sorted(conflicts - work.touched):
        yield f"{name} has a conflict, though nobody touched it"
    unmerged = {line.split("\t")[1] for line in git(project, "ls-files", "-u").splitlines()}
    for name in sorted(unmerged ^ conflicts):
        yield f"{name} has {'no markers' if name in unmerged else 'markers that git knows not of'}"
    for path in [*project.rglob("*.rej"), *project.rglob("*.orig")]:
        yield f"{path.relative_to(project)} is left over"


def parse_problems(
    project: Path, after: dict[str, str], conflicts: set[str], plan: dict[str, Any]
) -> Iterator[str]:
    """Files that do not parse any more."""
    for name in sorted(set(after) - conflicts):
        yield from syntax_problems(name, after[name], Project(project, plan))


def lost_answers(work: Work, after: dict[str, str], changed: Container[str]) -> Iterator[str]:
    """Answers that were neither kept nor changed, under their name or a new one."""
    old, now = yaml.safe_load(work.now[ANSWERS_FILE]), yaml.safe_load(after[ANSWERS_FILE])
    kept = list(now.values())
    follows = {"_commit", "parked", "ports", "components", "database"}
    needed = TABLES.updaters[old["updates"]].get("needs", [])
    if "components" in changed and not set(needed) <= set(now["components"]):
        follows.add("updates")
    for name, answer in old.items():
        if name not in follows and name not in changed and answer not in kept:
            yield f"the answer to {name} is gone: {answer}"


def written_twice(work: Work, after: dict[str, str], seeded: PathSpec) -> Iterator[str]:
    """Files that the project has at another path, or had until its people deleted them."""
    known = {
        text: name
        for name, text in work.start.items()
        if seeded.match_file(name) and "/backend/" not in name and text.count("\n") > 3
    }
    for name, text in sorted(after.items()):
        if name not in work.now and text in known:
            yield f"{name} is written, though it is there as {known[text]}"


def settle(project: Path, conflicts: set[str]) -> None:
    """Settle conflicts for people's own side, and commit."""
    for name in sorted(conflicts):
        git(project, "checkout", "--quiet", "--ours", "--", name)
    commit(project, "Update")


def judge(
    project: Path,
    work: Work,
    seeded: PathSpec,
    plan: dict[str, Any],
    changed: Container[str] = (),
) -> Outcome:
    """Find everything that an update must not have done.

    Args:
        project: The project, right after the update.
        work: What people had done to it before.
        seeded: What the version before the update left to the project.
        plan: The plan after the update.
        changed: The answers that the update changed.

    Returns:
        What was found.
    """
    after = present(project)
    conflicts = {name for name, text in after.items() if _MARKER.search(text)}
    problems = [
        *lost_lines(work, after),
        *undone_edits(work, after, conflicts),
        *changed_property(work, after, seeded),
        *conflict_problems(project, work, conflicts),
        *lost_answers(work, after, changed),
        *written_twice(work, after, seeded),
        *parse_problems(project, after, conflicts, plan),
    ]
    settle(project, conflicts)
    update(project)
    problems += [
        f"an update to the same version changes {line[3:]}"
        for line in git(project, "status", "--porcelain").splitlines()
    ]
    kept = sum((work.lines(name) & lines_of(after.get(name, ""))).total() for name in work.touched)
    return Outcome(problems, conflicts, kept)
