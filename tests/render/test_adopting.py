"""A repository that never saw the template comes under it without losing a line."""

from itertools import takewhile
from pathlib import Path

import pytest
import yaml
from copier import VcsRef, run_copy, run_recopy, run_update

from tests.support.adopting import IGNORED, Step, flat_repository, steps, take
from tests.support.environment import run
from tests.support.rendering import Renderer

HIDING = {
    ".env.production",
    ".github/workflows/ci.yml",
    ".gitignore",
    "README.md",
    "pyproject.toml",
    "src/corpus/backend/common/problems.py",
    "tests/conftest.py",
}
"""Files of theirs where the template has one too."""
STORED_WITH_LF = "start.bat"
"""A file that the template's .gitattributes lets git store in another form, as it was on disk."""
NEXT = "# The next version.\n"
ANSWERS = {"components": ["ci"], "project_name": "Corpus", "license": "Proprietary"}


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """The flat repository, with a module where the template has one of its own."""
    path = flat_repository(tmp_path / "project")
    module = path / "src/corpus/backend/common/problems.py"
    module.parent.mkdir(parents=True)
    module.write_text("PROBLEMS = []\n")
    run(["git", "add", "--all"], path)
    run(["git", "commit", "--quiet", "--message", "Add a module"], path)
    return path


@pytest.fixture
def before(flat: Path) -> dict[str, bytes]:
    """Every file of theirs as it was, whether git has it or not."""
    return contents(flat)


@pytest.fixture
def adopted(flat: Path, before: dict[str, bytes], released: Path) -> Path:
    """The repository, after the template was copied on top of it as carelessly as possible."""
    assert before
    run_copy(str(released), flat, data=ANSWERS, defaults=True, overwrite=True, quiet=True)
    return flat


def update(project: Path, vcs_ref: VcsRef | None = None) -> None:
    run_update(project, vcs_ref=vcs_ref, defaults=True, overwrite=True, quiet=True)


def contents(path: Path) -> dict[str, bytes]:
    files = (file.relative_to(path) for file in path.rglob("*") if file.is_file())
    return {
        file.as_posix(): (path / file).read_bytes() for file in files if file.parts[0] != ".git"
    }


def commit(project: Path) -> None:
    run(["git", "add", "--all"], project)
    run(["git", "commit", "--quiet", "--no-verify", "--message", "Work"], project)


def status(project: Path) -> dict[str, str]:
    """What git says of each file that is not as it was committed."""
    lines = run(["git", "status", "--porcelain", "--untracked-files=all"], project).stdout
    return {line[3:]: line[:2].strip() for line in lines.splitlines()}


def tag_next(released: Path) -> None:
    """Tag what was changed in the template as its next version."""
    run(["git", "commit", "--quiet", "--all", "--message", "Next"], released)
    run(["git", "tag", "v1.1.0"], released)


def test_the_copy_overwrites_nothing(adopted: Path, before: dict[str, bytes]) -> None:
    assert before.keys() >= HIDING
    assert {name: (adopted / name).read_bytes() for name in before} == before
    assert set(status(adopted).items()) - {(STORED_WITH_LF, "M")} == {
        (name, "??") for name in status(adopted) if name not in before
    }


def test_the_copy_is_complete_but_for_what_was_there(
    adopted: Path, before: dict[str, bytes], render: Renderer
) -> None:
    rendered = render(**ANSWERS).contents()
    assert rendered.keys() & before.keys() == HIDING
    made = {name: text for name, text in rendered.items() if name not in before}
    recorded = made.pop(".copier-answers.yml")
    assert {name: (adopted / name).read_bytes() for name in made} == made
    answers = yaml.safe_load((adopted / ".copier-answers.yml").read_text())
    assert answers["_commit"] == "v1.0.0"
    private = ("_commit", "_src_path")
    assert {name: answers[name] for name in answers if name not in private} == {
        name: value for name, value in yaml.safe_load(recorded).items() if name not in private
    }


def test_the_first_update_merges(adopted: Path, before: dict[str, bytes], released: Path) -> None:
    commit(adopted)
    (
        adopted / IGNORED
    ).unlink()  # Copier knows nothing of files that git ignores; the page says so.
    for path in (released / "template").rglob("*"):
        if path.is_file() and "answers" not in path.name:
            path.write_text(f"{NEXT}{path.read_text()}{NEXT}")
    tag_next(released)
    update(adopted)
    conflicts = {name for name, state in status(adopted).items() if state in {"UU", "AA"}}
    assert conflicts
    assert conflicts <= HIDING
    for name in before.keys() - {IGNORED}:
        after = (adopted / name).read_bytes()
        if name in HIDING:
            assert set(before[name].splitlines()) <= set(after.splitlines()), name
        else:
            assert after == before[name], name
    assert NEXT in (adopted / "ruff.toml").read_text()
    commit(adopted)
    update(adopted, VcsRef.CURRENT)
    assert status(adopted) == {}


def test_what_was_joined_as_the_page_says_takes_the_next_version_without_conflict(
    tmp_path: Path, released: Path
) -> None:
    project = flat_repository(tmp_path / "project")
    old = contents(project)
    said = []
    for step in takewhile(lambda step: "check.py" not in step.text, steps(released)):
        lines = step.text.splitlines(keepends=True)
        commands = Step("".join(line for line in lines if not line.startswith("uv ")))
        said.append(take(commands, project))
    assert "join the two first" in said[0]
    assert "git init" not in said[0]
    for name in (HIDING & old.keys()) - {"README.md"}:
        assert f"Files ./{name} and " in said[1], name
    commit(project)
    tracked = set(run(["git", "ls-files"], project).stdout.splitlines())
    reference = contents(tmp_path / "reference")
    assert reference.keys() <= tracked
    assert (project / "secrets" / IGNORED).read_bytes() == old[IGNORED]
    for changed, word, instead in [
        ("extensions/dependencies.jinja", "uvicorn[standard]>=0", "uvicorn[standard]!=0.1,>=0"),
        ("template/.gitignore", "/results/", "/results/\n/outputs/"),
    ]:
        path = released / changed
        assert word in path.read_text(), changed
        path.write_text(path.read_text().replace(word, instead))
    tag_next(released)
    update(project)
    assert set(status(project).values()) == {"M"}
    assert "uvicorn[standard]!=0.1,>=0" in (project / "pyproject.toml").read_text()
    ignored = (project / ".gitignore").read_text()
    assert "/outputs/" in ignored
    assert "/models/" in ignored


def test_only_the_first_copy_protects_managed_files(adopted: Path) -> None:
    """`copier recopy` is the way back to what the template says."""
    commit(adopted)
    (adopted / "ruff.toml").write_text("")
    run_recopy(adopted, defaults=True, overwrite=True, quiet=True)
    assert "line-length" in (adopted / "ruff.toml").read_text()
    assert (adopted / "README.md").read_text().startswith("# Corpus\n\nCollects")
