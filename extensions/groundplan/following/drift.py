"""Compare a project with a fresh rendering of its recorded answers.

An update compares two renderings and never looks at what neither of them has: what two branches
would have got together, what an update that was cut off did not write, what a hand-edited answers
file promises. Here the project itself is compared, and its history tells what its people did on
purpose from what never reached them.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..errors import UnknownError
from . import history
from .merging import is_news, merge
from .project import Project, Recorded, tracked_files
from .renderings import Renderings, files_of, read

STATES = 8
"""How many earlier answers and versions are looked at, of the newest: each costs a rendering."""


@dataclass(frozen=True)
class Kind:
    """A way in which a file differs from the template.

    Attributes:
        is_drift: Whether something is wrong with it.
        words: What it means.
    """

    is_drift: bool
    words: str


KINDS = {
    "missing": Kind(True, "never was here, though the recorded answers ask for it"),
    "behind": Kind(True, "changes of the template never reached it"),
    "left over": Kind(True, "the recorded answers do not ask for it any more"),
    "changed": Kind(False, "changed in the project"),
    "deleted": Kind(False, "deleted in the project"),
    "moved": Kind(False, "moved in the project"),
    "unsaved": Kind(False, "git does not save it, so updates leave it alone"),
    "for new projects": Kind(False, "a later version gives it to new projects only"),
}
"""What a difference can be; a file is of one kind."""

CAUSES = (
    "two updates on two branches that were merged, an update that was cut off or picked, or an"
    " answers file that was edited"
)
"""What an update does not see."""

PARKED = "parked"
"""The answer that names what updates have put out of use, though its files are still there."""


@dataclass(frozen=True)
class Difference:
    """A file that is not as the template has it.

    Attributes:
        path: The file, below the project.
        kind: One of `KINDS`.
        why: What is known of the reason.
        base: What a merge starts from, if something has to be merged.
    """

    path: str
    kind: str
    why: str
    base: bytes | None = None

    @property
    def is_drift(self) -> bool:
        """Whether something is wrong with it."""
        return KINDS[self.kind].is_drift


class Comparison:
    """A project beside a fresh rendering of its answers.

    Args:
        project: The project.
        renderings: Where renderings are made.
    """

    def __init__(self, project: Project, renderings: Renderings) -> None:
        """Render the recorded answers.

        Raises:
            UnknownError: If they cannot be rendered, or there is no whole history.
        """
        history.check_whole(project)
        self.project = project
        self.now = project.recorded()
        self.fresh = renderings.of(self.now)
        self.files = files_of(self.fresh) - {project.answers_file}
        self._renderings = renderings
        self._tracked = tracked_files(project.root)

    def differences(self) -> list[Difference]:
        """Return what differs, in the order of the paths.

        Returns:
            Every file that is not as the template has it, but for what the template leaves to the
            project.
        """
        found = [*self._absent(), *self._different(), *self._left_over()]
        return sorted(found, key=lambda one: one.path)

    def base_of(self, path: str) -> bytes | None:
        """Return the newest earlier rendering of a file.

        Args:
            path: The file.

        Returns:
            What was in it; None if no earlier rendering has it.
        """
        for state in self._states:
            if (base := self._before(state, path)) is not None:
                return base
        return None

    def _absent(self) -> Iterator[Difference]:
        for path in sorted(self.files - self._tracked):
            if os.path.lexists(self.project.root / path):
                yield Difference(path, "unsaved", "not saved by git")
            elif gone := history.gone(self.project, path):
                yield Difference(path, "moved" if gone.moved_to else "deleted", str(gone))
            elif self._states and self._before(self._states[-1], path) is not None:
                yield Difference(path, "deleted", "deleted before the first commit")
            elif path in self._seeded and self._is_of_a_version(path):
                yield Difference(path, "for new projects", "it came with a version, not an answer")
            else:
                yield Difference(path, "missing", "no update wrote it")

    def _different(self) -> Iterator[Difference]:
        for path in sorted((self.files & self._tracked) - self._seeded):
            ours, fresh = read(self.project.root, path), read(self.fresh, path)
            if ours is None:
                yield Difference(path, "deleted", "deleted, which is not committed yet")
            elif ours != fresh:
                yield self._judged(path, ours, fresh or b"")

    def _judged(self, path: str, ours: bytes, fresh: bytes) -> Difference:
        """Tell what people changed from what never reached them."""
        known = history.lines_of(self.project, path)
        for state in self._states:
            base = self._before(state, path)
            if base is None or base == fresh:
                continue
            try:
                merged = merge(ours, base, fresh, prefer_ours=True).content
            except UnknownError:
                break
            if merged != ours and is_news(ours, merged, known):
                why = f"it is as {state.version} had it with the answers of then"
                return Difference(path, "behind", why, base)
        return Difference(path, "changed", "by the project's people")

    def _left_over(self) -> Iterator[Difference]:
        parked = chosen(self.now.answers.get(PARKED))
        there = self._tracked - self.files - {path.removeprefix("/") for path in parked}
        seen = {self.project.answers_file}
        for state in self._states:
            if all(self.now.answers.get(key) == state.answers[key] for key in state.answers):
                continue
            # A version that gives a file up leaves it to the project; answers never do.
            then = Recorded(state.source, self.now.version, state.answers)
            in_use = self._in_use(state, parked)
            for path in sorted(there - seen):
                if self._before(state, path) is None or self._before(then, path) is None:
                    continue
                # What an update puts out of use stays: people may have written in it.
                if parked and self._before(in_use, path) is not None:
                    continue
                seen.add(path)
                if os.path.lexists(self.project.root / path):
                    why = "answers of before asked for it, and no update put it out of use"
                    yield Difference(path, "left over", why)

    def _in_use(self, state: Recorded, parked: set[str]) -> Recorded:
        """The answers of now with what is parked of earlier ones in use again."""
        answers = {**self.now.answers, PARKED: ""}
        for key, then in state.answers.items():
            lost = chosen(then) - chosen(self.now.answers.get(key))
            if lost and lost <= parked:
                answers[key] = then
        return Recorded(state.source, self.now.version, answers)

    def _is_of_a_version(self, path: str) -> bool:
        """Whether a file came with a version, while the answers stayed as they were."""
        first = None
        for state in self._states:
            known = state.answers.keys() & self.now.answers.keys()
            if any(state.answers[key] != self.now.answers[key] for key in known):
                break
            first = state
        return first is not None and self._before(first, path) is None

    def _before(self, state: Recorded, path: str) -> bytes | None:
        """Return a file as it was rendered then; None too if that cannot be rendered any more."""
        try:
            return read(self._renderings.of(state), path)
        except UnknownError:
            return None

    @cached_property
    def _states(self) -> list[Recorded]:
        states = history.recorded_before(self.project)
        return states[: STATES - 1] + states[STATES - 1 :][-1:]

    @cached_property
    def _seeded(self) -> set[str]:
        return self._renderings.seeded(self.now)


def drift(project: Project) -> list[Difference]:
    """Compare a project with a fresh rendering of its recorded answers.

    Args:
        project: The project.

    Returns:
        What differs.

    Raises:
        UnknownError: If it cannot be compared.
    """
    with Renderings(project) as renderings:
        return Comparison(project, renderings).differences()


def chosen(answer: object) -> set[str]:
    """Return what an answer names: the items of a list, or what stands between commas.

    Args:
        answer: The answer; None if there is none.

    Returns:
        The names.
    """
    items = answer if isinstance(answer, list) else str(answer or "").split(",")
    return {str(item).strip() for item in items} - {""}
