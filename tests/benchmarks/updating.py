"""What `copier update` costs on the command line, and the full check after it."""

import sys
from pathlib import Path
from shutil import copytree, rmtree
from statistics import median
from time import perf_counter

from tests.benchmarks.figures import Figure, Goal, ratios
from tests.benchmarks.rendering import ANSWERS, ANSWERS_FILE, make_finished
from tests.support.environment import run

VERSIONS = ("v1.0.0", "v1.1.0")


class Updated:
    """A template with two versions, and a project that is brought from the first to the second."""

    def __init__(self, template: Path, project: Path, changed: str, *data: str) -> None:
        """Release the template twice, and make the project of the first version.

        Args:
            template: The template's root, which becomes a git repository.
            project: Where the project goes.
            changed: The file of the template that the second version adds a line to.
            *data: Answers, as `name=value`.
        """
        self.project = project
        self._commit(template)
        run(["git", "tag", VERSIONS[0]], template)
        with (template / "template" / changed).open("a") as file:
            file.write("# The next version.\n")
        self._commit(template)
        run(["git", "tag", VERSIONS[1]], template)
        answers = [word for each in data for word in ("--data", each)]
        self._copier("copy", "--vcs-ref", VERSIONS[0], *answers, str(template), str(project))
        self._commit(project)

    def update(self) -> float:
        """Update from the first version, and return the seconds that it took."""
        run(["git", "reset", "--quiet", "--hard"], self.project)
        run(["git", "clean", "--quiet", "--force", "-d"], self.project)
        started = perf_counter()
        self._copier("update", str(self.project))
        seconds = perf_counter() - started
        assert f"_commit: {VERSIONS[1]}" in (self.project / ".copier-answers.yml").read_text()
        return seconds

    @staticmethod
    def _commit(folder: Path) -> None:
        run(["git", "init", "--quiet"], folder)
        run(["git", "add", "--all"], folder)
        run(["git", "commit", "--quiet", "--message", "Version"], folder)

    @staticmethod
    def _copier(operation: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "copier", operation, "--defaults", "--quiet"]
        run([*command, *arguments], Path(arguments[-1]).parent)


def measure_updating(template: Path, folder: Path, rounds: int) -> list[Figure]:
    """Compare an update of the largest preset with one of its finished files."""
    ours = Updated(
        copytree(template, folder / "ours"),
        folder / "project",
        "ruff.toml.jinja",
        "preset=platform",
    )
    finished = make_finished(folder / "finished", ours.project)
    rmtree(finished / "template" / ".git")
    (finished / "template" / ANSWERS_FILE).write_text(ANSWERS)
    sides = {
        "largest preset": ours,
        "finished files": Updated(finished, folder / "finished-project", "ruff.toml"),
    }
    for side in sides.values():
        side.update()
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            taken[name].append(side.update())

    ours_taken, theirs = taken["largest preset"], taken["finished files"]
    note = f"{median(ours_taken):.2f} s ÷ {median(theirs):.2f} s"
    what = "update, largest preset ÷ its finished files"
    return [
        Figure("update", what, ratios(ours_taken, theirs), Goal(1.6), note),
        _check(ours, median(ours_taken)),
    ]


def _check(updated: Updated, update: float) -> Figure:
    """Run all gates of a project that has just been updated."""
    run(["uv", "sync", "--quiet"], updated.project)
    started = perf_counter()
    run(["uv", "run", "admin/scripts/check.py"], updated.project)
    seconds = perf_counter() - started
    note = f"{seconds:.0f} s ÷ {update:.2f} s"
    return Figure("update", "all gates after it ÷ the update", [seconds / update], None, note)
