"""Rendering in process, once for each set of answers."""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from copier import _main, run_copy
from copier.errors import CopierError
from filelock import FileLock

from tests.support.paths import ROOT, TEMPLATE_PARTS

Answers = dict[str, Any]

_REFUSAL = re.compile(
    r"Validation error for question '(?P<question>\w+)': (?P<words>.*)", re.DOTALL
)


class RefusedError(Exception):
    """The template refused an answer.

    Attributes:
        question: The question whose validator spoke, or an empty string if Copier itself refused.
        words: What the person who answered gets to read.
    """

    def __init__(self, question: str, words: str) -> None:
        """Keep who refused, and the words."""
        super().__init__(f"{question}: {words}")
        self.question = question
        self.words = words


@dataclass(frozen=True)
class Project:
    """A rendered project on disk. What `render` returns is shared: read it, never write into it.

    Attributes:
        path: The project's root.
        plan: The computed plan it was rendered from.
    """

    path: Path
    plan: dict[str, Any]

    def files(self, pattern: str = "**/*") -> list[str]:
        """The project's files as sorted POSIX paths, without git's and without environments."""
        skipped = {".git", ".venv"}
        found = (path.relative_to(self.path) for path in self.path.glob(pattern) if path.is_file())
        return sorted(path.as_posix() for path in found if path.parts[0] not in skipped)

    def read(self, name: str) -> str:
        """The text of a file of the project, its line ends as they are."""
        return (self.path / name).read_bytes().decode()

    def contents(self) -> dict[str, bytes]:
        """Every file with its bytes."""
        return {name: (self.path / name).read_bytes() for name in self.files()}

    def copy_to(self, destination: Path) -> "Project":
        """Copy the project to where it may be changed."""
        shutil.copytree(self.path, destination, symlinks=True)
        return Project(destination, self.plan)


def stage_template(destination: Path, source: Path = ROOT) -> Path:
    """Copy what Copier reads to a folder without history, so that uncommitted changes count.

    Args:
        destination: The folder to make.
        source: The repository, or another staged template.

    Returns:
        The destination.
    """
    destination.mkdir(parents=True)
    for part in TEMPLATE_PARTS:
        if (source / part).is_dir():
            unwritten = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source / part, destination / part, symlinks=True, ignore=unwritten)
        else:
            shutil.copy2(source / part, destination / part)
    return destination


def render_once(template: Path, destination: Path, answers: Answers) -> dict[str, Any]:
    """Render into a folder that does not exist yet, the way `copier copy --defaults` does.

    Copier asks git for each file whether modes need care in the destination's index, which takes
    half of the time; here the destination has no index.

    Args:
        template: The template's root.
        destination: Where the project goes.
        answers: The answers that differ from the defaults.

    Returns:
        The plan.

    Raises:
        RefusedError: If an answer was refused.
    """
    try:
        with mock.patch.object(_main.Worker, "_sync_git_index_executable_bit"):
            worker = run_copy(
                str(template), destination, data=dict(answers), defaults=True, quiet=True
            )
    except (ValueError, TypeError, CopierError) as error:
        match = _REFUSAL.match(str(error))
        if match is None:
            raise
        raise RefusedError(match["question"], match["words"].strip()) from None
    plan: dict[str, Any] = worker.answers.user["plan"]
    return plan


class Renderer:
    """Renders each set of answers once and shares it between tests and worker processes."""

    def __init__(self, shared: Path) -> None:
        """Keep the renders below a folder that all worker processes of one test run share."""
        self._shared = shared
        self.template = shared / "template"
        with FileLock(shared / "template.lock"):
            if not self.template.exists():
                stage_template(shared / "staging")
                (shared / "staging").rename(self.template)

    def __call__(self, **answers: Any) -> Project:
        """Render a project, or find the one that was rendered from the same answers.

        Args:
            **answers: The answers that differ from the defaults.

        Returns:
            The shared project; copy it before changing it.

        Raises:
            RefusedError: If an answer was refused.
        """
        key = hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:20]
        folder = self._shared / "renders" / key
        folder.mkdir(parents=True, exist_ok=True)
        outcome = folder / "outcome.json"
        with FileLock(folder / "lock"):
            if not outcome.exists():
                outcome.write_text(json.dumps(self._outcome(folder / "project", answers)))
        result = json.loads(outcome.read_text())
        if "words" in result:
            raise RefusedError(result["question"], result["words"])
        return Project(folder / "project", result["plan"])

    def _outcome(self, destination: Path, answers: Answers) -> dict[str, Any]:
        """Render and describe what happened."""
        try:
            return {"plan": render_once(self.template, destination, answers)}
        except RefusedError as refusal:
            return {"question": refusal.question, "words": refusal.words}
